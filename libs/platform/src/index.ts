export * from './auth/index.js';
export * from './config/index.js';
export * from './embedded-postgres/index.js';
export { issueRuntimeTokens, readRuntimeFile, writeRuntimeFile } from './runtime-file.js';
export type { Runtime, RuntimeTokens } from './runtime-file.js';
