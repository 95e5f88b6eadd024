export * from './values.js';
export * from './venue.js';
export * from './flags.js';
export * from './commands.js';
export * from './checks.js';
export * from './events.js';
export * from './canonical.js';
export * from './log-cursor.js';
