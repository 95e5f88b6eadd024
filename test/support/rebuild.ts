import { randomUUID } from 'node:crypto';
import { compareReplay, lockRebuild, startReplay } from '#postgres';
import type { CompareOptions, Replay } from '#postgres';
import type { Uuid } from '#contracts';

export interface RebuildWanted extends Pick<CompareOptions, 'pool' | 'partitions' | 'apply'> {
  readonly venueId?: Uuid;
  readonly dryRun?: boolean;
}

/** A replay to allocations from its beginning to its end. */
export async function rebuild(wanted: RebuildWanted): Promise<Replay> {
  const { pool, partitions, venueId = null, dryRun = false } = wanted;
  const lock = await lockRebuild(pool);
  const filter = { venueId, types: null, from: null, to: null, fromSeq: null };
  const asked = { id: randomUUID(), target: 'allocations', filter, dryRun } as const;
  const replay = await startReplay(pool, partitions, { ...asked, startedBy: 'spec' });
  return compareReplay(replay, { ...wanted, lock });
}
