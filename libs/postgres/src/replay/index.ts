export { ReplayError, progressOf } from './replay.js';
export type { Replay, ReplayErrorCode, ReplayFilter, ReplayTarget } from './replay.js';
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
export type { ReplayCounted } from './count-replay.js';
export { ReplaySource } from './replay-source.js';
export type { ReplayPage, ReplayPages } from './replay-source.js';
export { StreamedSource } from './streamed-source.js';
export type { EventStream, StreamedSourceOptions } from './streamed-source.js';
export { runReplay } from './run-replay.js';
export type { ReplaySink, RunReplayOptions } from './run-replay.js';
