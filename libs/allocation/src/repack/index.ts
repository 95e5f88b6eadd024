export { findRepack, repackReads, REPACK_MOVES_MAX, REPACK_STEPS_MAX } from './find-repack.js';
export type { Repack, RepackMovePlan } from './find-repack.js';
