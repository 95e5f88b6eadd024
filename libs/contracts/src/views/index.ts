/** What the HTTP API answers, for whoever calls it: the console, an SDK, a test. */
export * from './bookings.js';
export * from './clock.js';
export * from './demand.js';
export * from './history.js';
export * from './manual.js';
export * from './named.js';
export * from './timeline.js';
export * from './operations.js';
export * from './schemas.js';
