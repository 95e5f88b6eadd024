/** The least that moving a log has to know of an event: where it lies, and what it is. */
export interface Logged {
  readonly event: {
    readonly partition: number;
    readonly seq: number;
    readonly id: string;
    readonly type: string;
    /** Events of one venue lie in one partition, and only their order among each other matters. */
    readonly venueId: string;
  };
  /** Follow from the events of the partition so far: what no other log has. */
  readonly prevHash: string;
  readonly hash: string;
}

/**
 * The log of record as a reader sees it: dense and in order, with nothing to come before a head.
 */
export interface LogReader<E extends Logged> {
  /** The events of one log partition with `seq > afterSeq`, in order, at most `limit`. */
  read(partition: number, afterSeq: number, limit: number): Promise<readonly E[]>;
  /** The last seq of every log partition; 0 where nothing happened yet. */
  heads(): Promise<ReadonlyMap<number, number>>;
}
