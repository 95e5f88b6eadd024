import { logPartitionOf } from '#contracts';
import type { TableDifference, Uuid } from '#contracts';
import type pg from 'pg';
import { PostgresLogReader } from '../log-reader.js';
import type { Replay } from '../replay/replay.js';
import { findReplay, replayOf } from '../replay/replays.js';
import type { ReplayRow } from '../replay/replays.js';
import { sql } from '../sql.js';
import { RebuildError } from './rebuild-error.js';
import { letGo, lockRebuild } from './rebuild-lock.js';
import { Shadow } from './shadow.js';
import type { ShadowFold } from './shadow-fold.js';

/**
 * Makes the live tables what the shadow of a compared replay is, in one transaction that holds the
 * locks of the log partitions concerned, and drops the shadow. Applied already: answers the same.
 * @throws RebuildError `REPLAY_NOT_COMPARED`, `LOG_MOVED` when anything was recorded since, of the
 * venue or of all, or `REBUILD_ELSEWHERE`; ReplayError `REPLAY_NOT_FOUND`
 */
export async function applyReplay(pool: pg.Pool, partitions: number, id: Uuid): Promise<Replay> {
  const replay = await findReplay(pool, id);
  if (replay.state === 'applied') return replay;
  requireCompared(replay);
  const client = await lockRebuild(pool);
  try {
    await client.query('begin');
    const applied = await applyOn(client, partitions, replay);
    await client.query('commit');
    return applied;
  } finally {
    letGo(client);
  }
}

/** Drops the shadow of a replay, unless a rebuild under way is replacing it anyway. */
export async function forgetShadow(pool: pg.Pool, id: Uuid): Promise<void> {
  let client: pg.PoolClient;
  try {
    client = await lockRebuild(pool);
  } catch (error) {
    if (error instanceof RebuildError) return;
    throw error;
  }
  try {
    const shadow = new Shadow(client);
    if ((await shadow.owner())?.replayId === id) await shadow.drop();
  } finally {
    letGo(client);
  }
}

/** Most events folded while every writer waits. */
const LOCKED_EVENTS_MAX = 5_000;
const TRIES_MAX = 5;

/**
 * Compares and applies in one moment, in which the log cannot move: with the partitions locked, the
 * last events are folded. Null: the replay was stopped meanwhile, and nothing was changed.
 * @throws RebuildError `LOG_MOVED` where it grows faster than it is folded
 */
export async function applyWhileLocked(
  client: pg.PoolClient,
  fold: ShadowFold,
  replay: Replay,
): Promise<Replay | null> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    await client.query('begin');
    await client.query(sql('lock_partitions'), [fold.partitions]);
    if ((await fold.behind(client)) <= LOCKED_EVENTS_MAX) {
      await fold.catchUpIn(client);
      const applied = await repairAsNow(client, replay);
      await client.query(applied ? 'commit' : 'rollback');
      return applied;
    }
    // Too much to make everybody wait for.
    await client.query('rollback');
    await fold.catchUp();
  }
  throw new RebuildError('LOG_MOVED', 'the log grows faster than it is compared: try again later');
}

async function applyOn(client: pg.PoolClient, partitions: number, replay: Replay): Promise<Replay> {
  const { id, filter } = replay;
  const { venueId } = filter;
  const shadow = new Shadow(client);
  if ((await shadow.owner())?.replayId !== id) {
    throw notCompared('its comparison is gone, because of another one or a crash: start it again');
  }
  const concerned =
    venueId === null
      ? Array.from({ length: partitions }, (_, partition) => partition)
      : [logPartitionOf(venueId, partitions)];
  await client.query(sql('lock_partitions'), [concerned]);
  await requireStill(client, shadow, partitions, concerned, venueId);
  const applied = await repairAsNow(client, replay);
  if (!applied) throw notCompared('it was stopped meanwhile');
  return applied;
}

/**
 * Makes the live tables what the shadow is, and drops it; the partitions must be locked, and
 * nothing recorded that is not in the shadow. Compares once more, because rows may have been
 * changed behind the log. Null: the replay is not in the state any more in which it was read.
 */
async function repairAsNow(
  client: pg.PoolClient,
  { id, state, filter }: Replay,
): Promise<Replay | null> {
  const shadow = new Shadow(client);
  const differences = await shadow.compare(filter.venueId);
  await shadow.repair();
  const values = [id, state, 'applied', JSON.stringify(differences), rowsOf(differences)];
  const { rows } = await client.query<ReplayRow>(sql('end_rebuild'), values);
  if (!rows[0]) return null;
  await shadow.drop();
  return replayOf(rows[0]);
}

/** That nothing was recorded since the comparison; the partitions must be locked. */
async function requireStill(
  client: pg.PoolClient,
  shadow: Shadow,
  partitions: number,
  concerned: readonly number[],
  venueId: Uuid | null,
): Promise<void> {
  const { tails } = await shadow.folded();
  const heads = await new PostgresLogReader(client, partitions).heads();
  for (const partition of concerned) {
    const seq = tails.get(partition)?.seq ?? 0;
    if (heads.get(partition) === seq) continue;
    if (venueId !== null) {
      const values = [venueId, partition, seq];
      const { rows } = await client.query<{ moved: boolean }>(sql('venue_moved'), values);
      if (!rows[0]!.moved) continue;
    }
    const message = `the log moved past what was compared, in partition ${partition}: compare again`;
    throw new RebuildError('LOG_MOVED', message);
  }
}

function requireCompared({ state, target, dryRun }: Replay): void {
  if (state === 'compared') return;
  if (target !== 'allocations') throw notCompared('only replays to allocations are applied');
  if (state === 'running') throw notCompared('it is still being compared');
  if (state === 'done') throw notCompared(dryRun ? 'it was a dry run' : 'nothing differed');
  throw notCompared(`it has ${state}`);
}

function notCompared(why: string): RebuildError {
  return new RebuildError('REPLAY_NOT_COMPARED', `the replay cannot be applied: ${why}`);
}

function rowsOf(differences: readonly TableDifference[]): number {
  return differences.reduce((sum, { added, removed, changed }) => {
    return sum + added + removed + changed;
  }, 0);
}
