export { createPool } from './pool.js';
export type { PoolOptions } from './pool.js';
export { migrate } from './migrate.js';
export type { MigrateOptions, MigrateReport } from './migrate.js';
