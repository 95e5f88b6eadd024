import { logPartitionOf } from '#contracts';
import type { LogCursor } from '#contracts';
import type { EventsFilter } from '#postgres';

/** A cursor that cannot be one of this log: people must know, or events would be missed. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
  constructor(
    readonly partition: number,
    readonly seq: number,
    /** The end of that partition; null when the log has no such partition. */
    readonly head: number | null,
  ) {
    super(
      head === null
        ? `names log partition ${partition}, which does not exist`
        : `is ahead of the log: partition ${partition} ends at seq ${head}, not at ${seq}`,
    );
  }
}

/**
 * Where a walk begins in every partition it has to read: a venue's events lie all in one. Partitions
 * that the cursor does not name are read from their beginning. @throws CursorError
 */
export function startOfWalk(after: LogCursor, heads: LogCursor, filter: EventsFilter): LogCursor {
  for (const [partition, seq] of after) {
    const head = heads.get(partition) ?? null;
    if (head === null || seq > head) throw new CursorError(partition, seq, head);
  }
  const { venueId } = filter;
  const partitions = venueId === null ? [...heads.keys()] : [logPartitionOf(venueId, heads.size)];
  return new Map(partitions.map((partition) => [partition, after.get(partition) ?? 0]));
}
