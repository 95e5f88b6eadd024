export type RebuildErrorCode =
  /** An event is missing or was changed: nothing may be rebuilt from such a log. */
  | 'LOG_BROKEN'
  /** The log grew past what was compared. Nothing was changed. */
  | 'LOG_MOVED'
  /** Another rebuild of this database is under way. */
  | 'REBUILD_ELSEWHERE'
  /** There is no comparison of it to be applied. */
  | 'REPLAY_NOT_COMPARED';

export class RebuildError extends Error {
  override readonly name = 'RebuildError';
  constructor(
    readonly code: RebuildErrorCode,
    message: string,
  ) {
    super(message);
  }
}
