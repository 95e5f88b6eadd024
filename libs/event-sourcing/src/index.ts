export * from './lanes.js';
export * from './unavailable.js';
