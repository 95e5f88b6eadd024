import { logPartitionOf } from '#contracts';
import type { ReplayFrom, ReplayState, TableDifference, Uuid } from '#contracts';
import type pg from 'pg';
import { PostgresLogReader } from '../log-reader.js';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';
import { ReplayError } from './replay.js';
import type { Replay, ReplayFilter, ReplayTarget } from './replay.js';

type Seqs = { readonly [partition: string]: number };

/** As the statements answer it. */
export interface ReplayRow {
  readonly id: Uuid;
  readonly target: ReplayTarget;
  readonly source: ReplayFrom;
  readonly filter: ReplayFilter;
  readonly dry_run: boolean;
  readonly state: ReplayState;
  readonly starts: Seqs;
  readonly positions: Seqs;
  readonly ends: Seqs;
  readonly events: number;
  readonly written: number;
  readonly difference: readonly TableDifference[] | null;
  readonly error: string | null;
  readonly started_by: string;
  readonly started_at: Date;
  readonly updated_at: Date;
}

export interface ReplayWanted {
  readonly id: Uuid;
  readonly target: ReplayTarget;
  /** Absent: the log. */
  readonly source?: ReplayFrom | undefined;
  readonly filter: ReplayFilter;
  /** To allocations: only compare. */
  readonly dryRun?: boolean;
  readonly startedBy: string;
}

/** The parts of the log that a filter can concern, as of now: by partition, from after to up to. */
export interface ReplaySpan {
  readonly starts: ReadonlyMap<number, number>;
  readonly ends: ReadonlyMap<number, number>;
}

/** Up to where the log reaches now, so that a replay of a busy log has an end. */
export async function replaySpan(
  pool: Queryable,
  partitions: number,
  filter: ReplayFilter,
): Promise<ReplaySpan> {
  const heads = await new PostgresLogReader(pool, partitions).heads();
  const start = Math.max(0, (filter.fromSeq ?? 1) - 1);
  const only = filter.venueId === null ? null : logPartitionOf(filter.venueId, partitions);
  const ends = new Map([...heads].filter(([p, head]) => head > start && (only ?? p) === p));
  return { starts: new Map([...ends.keys()].map((p) => [p, start])), ends };
}

/** Writes down a replay that begins now. */
export async function startReplay(
  pool: pg.Pool,
  partitions: number,
  { id, target, source = 'postgres', filter, dryRun = false, startedBy }: ReplayWanted,
): Promise<Replay> {
  const { starts, ends } = await replaySpan(pool, partitions, filter);
  const values = [id, target, filter, seqsOf(starts), seqsOf(ends), startedBy, source, dryRun];
  const { rows } = await pool.query<ReplayRow>(sql('start_replay'), values);
  return replayOf(rows[0]!);
}

/** @throws ReplayError `REPLAY_NOT_FOUND` */
export async function findReplay(pool: Queryable, id: Uuid): Promise<Replay> {
  const { rows } = await pool.query<ReplayRow>(sql('find_replays'), [id, 1]);
  const [row] = rows;
  if (row) return replayOf(row);
  throw new ReplayError('REPLAY_NOT_FOUND', `there is no replay ${id}`);
}

/** The latest replays, newest first. */
export async function listReplays(pool: Queryable, limit: number): Promise<readonly Replay[]> {
  const { rows } = await pool.query<ReplayRow>(sql('find_replays'), [null, limit]);
  return rows.map(replayOf);
}

/**
 * Lets a replay that was killed, stopped or failed go on where it was.
 * @throws ReplayError `REPLAY_NOT_FOUND`, or `REPLAY_NOT_RUNNING` when it is done
 */
export async function resumeReplay(pool: pg.Pool, id: Uuid): Promise<Replay> {
  const turned = await turnReplay(pool, id, ['running', 'stopped', 'failed'], 'running');
  if (turned) return turned;
  await findReplay(pool, id);
  throw new ReplayError('REPLAY_NOT_RUNNING', `replay ${id} is done`);
}

/**
 * Tells whoever runs the replay to end it after the page in hand, and gives up what was compared.
 * Again, or after its end: nothing.
 * @throws ReplayError `REPLAY_NOT_FOUND`
 */
export async function stopReplay(pool: pg.Pool, id: Uuid): Promise<Replay> {
  return (
    (await turnReplay(pool, id, ['running', 'compared'], 'stopped')) ?? (await findReplay(pool, id))
  );
}

/** Moves a replay from one of the states to another; null when it is in none of them. */
export async function turnReplay(
  pool: Queryable,
  id: Uuid,
  from: readonly ReplayState[],
  to: ReplayState,
  error: string | null = null,
): Promise<Replay | null> {
  const { rows } = await pool.query<ReplayRow>(sql('turn_replay'), [id, from, to, error]);
  return rows[0] ? replayOf(rows[0]) : null;
}

/** A row as the domain has it. */
export function replayOf(row: ReplayRow): Replay {
  const { starts, positions, ends, dry_run, started_by, started_at, updated_at, ...rest } = row;
  return {
    ...rest,
    dryRun: dry_run,
    starts: mapOf(starts),
    positions: mapOf(positions),
    ends: mapOf(ends),
    startedBy: started_by,
    startedAt: started_at.toISOString(),
    updatedAt: updated_at.toISOString(),
  };
}

function seqsOf(seqs: ReadonlyMap<number, number>): Seqs {
  return Object.fromEntries(seqs);
}

function mapOf(seqs: Seqs): ReadonlyMap<number, number> {
  return new Map(Object.entries(seqs).map(([partition, seq]) => [Number(partition), seq]));
}
