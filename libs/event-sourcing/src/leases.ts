import type { Place } from './transport.js';

/** The right to relay one log partition, and where its last holder had come. */
export interface Lease {
  readonly partition: number;
  /** One more at every change of holder. */
  readonly epoch: number;
  /** The last seq known to be published. */
  readonly cursor: number;
  /** Where the record with that seq lies; null: not known. */
  readonly place: Place | null;
}

/** A cursor that goes to seq `to`, whose record lies at `place`. */
export interface LeaseMove extends Lease {
  readonly to: number;
}

/** Who relays which log partition. The store's clock decides what has lapsed, not the process's. */
export interface LeaseStore {
  /**
   * Renews what `owner` holds, takes what is free or lapsed up to its fair share among the owners
   * alive, gives up what exceeds it. Answers everything it holds now.
   */
  acquire(owner: string, ttlMs: number): Promise<readonly Lease[]>;
  /**
   * Moves cursors from `cursor` to `to`, each only if epoch and cursor are still as given. Answers
   * the partitions that moved; the others have another holder.
   */
  advance(moves: readonly LeaseMove[]): Promise<ReadonlySet<number>>;
  /**
   * Says which of the partitions that `owner` holds cannot go on, and why; all others of its can.
   * Forgotten when a partition changes hands.
   */
  tellHalted(owner: string, halted: ReadonlyMap<number, string>): Promise<void>;
  /** Gives back all that `owner` holds. */
  release(owner: string): Promise<void>;
}
