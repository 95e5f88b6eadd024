export { ReplayError, progressOf } from './replay.js';
export type { Replay, ReplayErrorCode, ReplayFilter, ReplayFrom, ReplayTarget } from './replay.js';
export {
  findReplay,
  listReplays,
  replaySpan,
  resumeReplay,
  startReplay,
  stopReplay,
} from './replays.js';
export type { ReplaySpan, ReplayWanted } from './replays.js';
export { countReplay } from './count-replay.js';
export type { CountedReplay, ReplayCounted } from './count-replay.js';
export { ReplaySource } from './replay-source.js';
export type { ReplayPages } from './replay-source.js';
export { runReplay } from './run-replay.js';
export type { ReplaySink, RunReplayOptions } from './run-replay.js';
