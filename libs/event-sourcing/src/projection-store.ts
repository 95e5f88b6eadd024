import type { Checkpoint } from './transport.js';

/** Where a projection's rows and its checkpoints live, so that both change in one transaction. */
export interface ProjectionStore<R> {
  /** How far the projection has read; partitions it never read are absent. */
  checkpoints(
    projection: string,
    partitions: readonly number[],
  ): Promise<ReadonlyMap<number, Checkpoint>>;
  /**
   * Writes `rows` and moves the checkpoint from `expectedSeq` to `next`, in one transaction. False,
   * and nothing written, when the checkpoint is elsewhere: another member has been here.
   */
  apply(move: CheckpointMove, rows: readonly R[]): Promise<boolean>;
  /** True for a failure that says nothing about the rows: lost connection, deadlock, shutdown. */
  isTransient(error: unknown): boolean;
}

export interface CheckpointMove {
  readonly projection: string;
  readonly partition: number;
  readonly expectedSeq: number;
  readonly next: Checkpoint;
}
