import type { Logged } from './log-reader.js';

/** The next events of one log partition, in seq order, under the lease they are relayed by. */
export interface PartitionBatch<E extends Logged> {
  readonly partition: number;
  readonly epoch: number;
  readonly events: readonly E[];
}

/** Where a record lies in a topic. Offsets mean nothing in another cluster. */
export interface Place {
  readonly clusterId: string;
  readonly offset: string;
}

/** Where the events of one partition came to lie in a publish. */
export interface Published {
  readonly first: Place;
  readonly last: Place;
}

/** How one partition of a topic ends. */
export interface Tail {
  /** The last record; null: there is none, because nothing was written yet or nothing was kept. */
  readonly last: { readonly seq: number; readonly hash: string } | null;
  /** Where the next record will lie. */
  readonly next: Place;
}

/** How far a reader has come: everything up to and including `seq`. `seq` 0: nothing yet. */
export interface Checkpoint {
  readonly seq: number;
  /** Where the record with that seq was found; null when it came from the log itself. */
  readonly place: Place | null;
}

export interface Delivered<E extends Logged> {
  readonly event: E;
  readonly place: Place | null;
}

/**
 * Some records of one partition, in the order of the transport; may repeat what was seen before.
 */
export interface Delivery<E extends Logged> {
  readonly partition: number;
  readonly records: readonly Delivered<E>[];
  /**
   * Says "still working" during a long handling. Throws when the partition was given to another
   * member meanwhile; let that pass through.
   */
  heartbeat(): Promise<void>;
}

export interface Subscriber<E extends Logged> {
  /** Members of one group share the partitions among them. */
  readonly group: string;
  /** Asked at every assignment: where to go on. */
  positions(partitions: readonly number[]): Promise<ReadonlyMap<number, Checkpoint>>;
  /**
   * Takes the records in order, one delivery of a partition at a time. A throw ends the
   * subscription.
   */
  handle(delivery: Delivery<E>): Promise<void>;
}

export interface Subscription {
  /** Resolves when partitions are assigned and their positions found, for the first time. */
  readonly ready: Promise<void>;
  /** Resolves when the subscription is over; rejects with what `handle` threw. */
  readonly ended: Promise<void>;
  /** Finishes the delivery in hand, leaves the group, resolves. */
  stop(): Promise<void>;
}

/**
 * How the log travels. Per partition records stay in the order they were published in; a record may
 * come more than once, so readers drop `seq <= last` and fill a gap from the log.
 */
export interface LogTransport<E extends Logged> {
  /**
   * Creates what is missing. Throws `TOPIC_MISMATCH` when the topic has another partition count.
   * Answers what the topic lacks to serve well, a sentence each with what to do.
   */
  ensureTopics(): Promise<readonly string[]>;
  /**
   * Resolves when every event is durable, with where they lie; a transport that keeps no records of
   * its own answers nothing. One call at a time. After a throw the outcome is unknown: call `reset`
   * and go on from `tails`. `EVENT_REFUSED` says that at least one of the events is never taken,
   * and of a single event that nothing was stored.
   */
  publish(batches: readonly PartitionBatch<E>[]): Promise<ReadonlyMap<number, Published>>;
  /** Forgets the connection whose last publish failed. */
  reset(): Promise<void>;
  /**
   * How the given partitions end. Those whose last record lies where the asker knows it to lie are
   * absent: nothing has happened to them. So are all of a transport that keeps no records.
   */
  tails(known: ReadonlyMap<number, Place | null>): Promise<ReadonlyMap<number, Tail>>;
  subscribe(subscriber: Subscriber<E>): Promise<Subscription>;
  close(): Promise<void>;
}

export type TransportErrorCode =
  /** The transport cannot be reached, or does not answer in time; nothing is known. */
  | 'TRANSPORT_UNAVAILABLE'
  /** Records were sent and no answer came, so they may be there or not. */
  | 'OUTCOME_UNKNOWN'
  /** An event was looked at and is not taken, because it is too large: as long as nobody helps. */
  | 'EVENT_REFUSED'
  /** The topic exists with another number of partitions than the log has: people must decide. */
  | 'TOPIC_MISMATCH'
  /** The topic holds what this log does not: it belongs to another log, or the log was restored. */
  | 'TOPIC_AHEAD'
  /** The topic holds other events than this log under the same seq: it belongs to another log. */
  | 'TOPIC_FOREIGN'
  /** A record of the topic is not what was recorded, or does not follow from the one before. */
  | 'TOPIC_BROKEN'
  /** The topic lacks events, and the log is not to be asked for them. */
  | 'TOPIC_INCOMPLETE'
  /** A record in the topic is not one of ours. */
  | 'RECORD_UNREADABLE';

/** Codes that no retry cures. */
const PERMANENT: ReadonlySet<TransportErrorCode> = new Set([
  'EVENT_REFUSED',
  'TOPIC_MISMATCH',
  'TOPIC_AHEAD',
  'TOPIC_FOREIGN',
  'TOPIC_BROKEN',
  'TOPIC_INCOMPLETE',
  'RECORD_UNREADABLE',
]);

export class TransportError extends Error {
  override readonly name = 'TransportError';
  constructor(
    readonly code: TransportErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** True when only people can help. */
  get permanent(): boolean {
    return PERMANENT.has(this.code);
  }
}
