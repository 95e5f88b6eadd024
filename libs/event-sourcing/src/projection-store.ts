import type { Failure } from './failure.js';
import type { Logged } from './log-reader.js';
import type { Checkpoint } from './transport.js';

/** Where a projection's rows and its checkpoints live, so that both change in one transaction. */
export interface ProjectionStore<E extends Logged, R> {
  /** How far the projection has read; partitions it never read are absent. */
  checkpoints(
    projection: string,
    partitions: readonly number[],
  ): Promise<ReadonlyMap<number, Checkpoint>>;
  /**
   * Writes the rows, parks the events of venues that are parked already, and moves the checkpoint
   * from `expectedSeq` to `next`, in one transaction. False, and nothing written, when the
   * checkpoint is elsewhere: another member has been here.
   */
  apply(move: CheckpointMove, projected: readonly Projected<E, R>[]): Promise<boolean>;
  /**
   * Parks the one event between `expectedSeq` and `next`, and with it its venue, in the transaction
   * that moves the checkpoint. `full`, and nothing written, when `venuesMax` others are parked.
   */
  park(move: CheckpointMove, poison: Poison<E>, venuesMax: number): Promise<Parked>;
  /** Whether the rows of an event could be written, found out without leaving anything. */
  rehearse(projected: Projected<E, R>): Promise<boolean>;
  /** What a failure of any of these means. */
  failureOf(error: unknown): Failure;
}

export interface CheckpointMove {
  readonly projection: string;
  readonly partition: number;
  readonly expectedSeq: number;
  readonly next: Checkpoint;
}

/** An event and what it means to the projection. */
export interface Projected<E extends Logged, R> {
  readonly event: E;
  readonly rows: readonly R[];
}

/** An event that the projection cannot take, for a reason that lies in the event itself. */
export interface Poison<E extends Logged> {
  readonly event: E;
  readonly error: Error;
}

export type Parked = 'parked' | 'elsewhere' | 'full';
