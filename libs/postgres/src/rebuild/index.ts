export { rebuildTables } from './rebuild-tables.js';
export type { RebuildOptions, RebuildReport } from './rebuild-tables.js';
export { RebuildError } from './rebuild-error.js';
export type { RebuildErrorCode } from './rebuild-error.js';
export type { TableDifference } from './shadow.js';
