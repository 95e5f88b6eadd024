export { MIRROR_PROJECTION, mirrorRows } from './mirror-rows.js';
export { compareMirror } from './compare-mirror.js';
export { readParity } from './parity.js';
export type { MirrorDifference, Parity } from './parity.js';
