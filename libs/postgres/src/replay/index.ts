export { ReplayError, progressOf } from './replay.js';
export type { Replay, ReplayErrorCode, ReplayFilter, ReplayState, ReplayTarget } from './replay.js';
export {
  findReplay,
  listReplays,
  replaySpan,
  resumeReplay,
  startReplay,
  stopReplay,
} from './replays.js';
export type { ReplaySpan, ReplayWanted } from './replays.js';
export { ReplaySource } from './replay-source.js';
export { runReplay } from './run-replay.js';
export type { ReplaySink, RunReplayOptions } from './run-replay.js';
