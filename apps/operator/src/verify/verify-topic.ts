import { eventHash } from '#contracts';
import type { LoggedEvent } from '#contracts';
import type { KafkaClusterOptions, PassedOver } from '#kafka';
import { readTopic } from '#kafka';
import type { Difference } from '#postgres';
import { readHashes, readRelayCursors } from '#postgres';
import type { createPool } from '#postgres';

export interface TopicReport {
  readonly records: number;
  /** Records that repeat an earlier seq: harmless, and rare enough to be worth knowing. */
  readonly repeats: number;
  readonly difference: Difference | null;
}

interface PartitionState {
  /** Last seq seen; null before the first record, which retention may have moved past seq 1. */
  last: number | null;
  /** Hashes of the log around `last`, read a page at a time. */
  hashes: ReadonlyMap<number, string>;
}

const PAGE = 2_000;

/**
 * Compares the events topic with the log, record by record: the same events under the same seq,
 * nothing missing between the first record kept and what the relay says it has published.
 */
export async function verifyTopic(
  pool: ReturnType<typeof createPool>,
  kafka: KafkaClusterOptions,
): Promise<TopicReport> {
  // Read before the topic: whatever was published by now must be found there.
  const cursors = await readRelayCursors(pool);
  const partitions = new Map<number, PartitionState>();
  let records = 0;
  let repeats = 0;
  const report = (difference: Difference | null): TopicReport => ({ records, repeats, difference });
  for await (const record of readTopic(kafka)) {
    records += 1;
    const state = partitions.get(record.partition) ?? { last: null, hashes: new Map() };
    partitions.set(record.partition, state);
    if (record.logged === null) return report(unreadable(record.passedOver));
    const { seq } = record.logged.event;
    if (state.last !== null && seq <= state.last) {
      repeats += 1;
      continue;
    }
    if (!state.hashes.has(seq)) {
      state.hashes = await readHashes(pool, record.partition, seq, seq + PAGE - 1);
    }
    const difference = compare(record.logged, record.offset, state);
    if (difference) return report(difference);
    state.last = seq;
  }
  for (const [partition, cursor] of cursors) {
    const last = partitions.get(partition)?.last ?? 0;
    if (last >= cursor) continue;
    return report({
      check: 'kafka',
      where: `partition ${partition} seq ${last + 1}`,
      expected: `records up to seq ${cursor}, which the relay has published`,
      found: `records up to seq ${last}`,
    });
  }
  return report(null);
}

function unreadable({ partition, firstOffset, lastOffset, reason }: PassedOver): Difference {
  const where = `partition ${partition} offsets ${firstOffset} to ${lastOffset}`;
  return { check: 'kafka', where, expected: 'records of this log', found: reason };
}

function compare({ event, hash, prevHash }: LoggedEvent, offset: string, state: PartitionState) {
  const where = `partition ${event.partition} offset ${offset} seq ${event.seq}`;
  if (state.last !== null && event.seq !== state.last + 1) {
    return {
      check: 'kafka',
      where,
      expected: `seq ${state.last + 1}`,
      found: `seq ${event.seq}`,
    } as const;
  }
  const expected = state.hashes.get(event.seq) ?? 'no such event in the log';
  if (hash !== expected) return { check: 'kafka', where, expected, found: hash } as const;
  const computed = eventHash(prevHash, event);
  if (computed === hash) return null;
  return {
    check: 'kafka',
    where,
    expected: hash,
    found: `a value that hashes to ${computed}`,
  } as const;
}
