import type { Blocker, CommandOutcome, Rejection } from '../checks.js';

/**
 * Who stands in the way, by name: as answers over HTTP tell it to whoever asks. The log, stored
 * outcomes and Kafka have a {@link Blocker} alone, because a name is personal and may change.
 */
export interface NamedBlocker extends Blocker {
  /** `metadata.name` of its booking as it is now; absent when the booking system sends none. */
  readonly name?: string;
  /** Of its booking as it is now; absent for blocks and for bookings nobody registered. */
  readonly partySize?: number;
}

export interface NamedRejection extends Rejection {
  readonly blockers: readonly NamedBlocker[];
}

/** The outcome in the problem document of a refused command. */
export interface NamedOutcome extends CommandOutcome {
  readonly rejection?: NamedRejection;
}
