export { applyReplay, forgetShadow } from './apply-replay.js';
export { compareReplay } from './compare-replay.js';
export type { CompareOptions } from './compare-replay.js';
export { lockRebuild } from './rebuild-lock.js';
export { RebuildError } from './rebuild-error.js';
export type { RebuildErrorCode } from './rebuild-error.js';
