export * from './policy/index.js';
export * from './selector/index.js';
