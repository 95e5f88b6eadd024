import type { TableDifference, Uuid } from '#contracts';
import type pg from 'pg';
import { RateLimit } from '../replay/rate-limit.js';
import type { Replay } from '../replay/replay.js';
import type { ReplayPages } from '../replay/replay-source.js';
import { findReplay, replayOf, turnReplay } from '../replay/replays.js';
import type { ReplayRow } from '../replay/replays.js';
import { sql } from '../sql.js';
import { applyWhileLocked } from './apply-replay.js';
import { letGo } from './rebuild-lock.js';
import { Shadow } from './shadow.js';
import { ShadowFold } from './shadow-fold.js';

export interface CompareOptions {
  readonly pool: pg.Pool;
  readonly partitions: number;
  /** Of `lockRebuild`; it is let go of. */
  readonly lock: pg.PoolClient;
  /** Repair at once what differs, in the moment in which it is compared; absent: compare only. */
  readonly apply?: boolean;
  /** Absent: the log, which is also read for what it lacks at the end. It is closed. */
  readonly source?: ReplayPages;
  /** Events a second at most; null: as fast as it goes. */
  readonly rate?: number | null;
  /** Ends the run after the page in hand; the replay stays `running`, to be resumed. */
  readonly signal?: AbortSignal;
  /** Told after every page: events folded so far, and all there are. */
  readonly onProgress?: (done: number, total: number) => void;
}

const NOTE_MS = 250;

/**
 * Builds the shadow of a replay and compares the live tables with it. The replay ends `done` when
 * nothing differs or it was a dry run, `applied` when that was wanted, else `compared`: then the
 * shadow stays, to be applied. One that was interrupted or killed goes on where its shadow is.
 * @throws RebuildError and whatever else went wrong, after noting it in the row
 */
export async function compareReplay(replay: Replay, options: CompareOptions): Promise<Replay> {
  const { pool, lock } = options;
  const shadow = new Shadow(lock);
  try {
    const ended = await new Comparison(replay, shadow, options).run();
    if (ended.state !== 'compared' && ended.state !== 'running') await shadow.drop();
    return ended;
  } catch (error) {
    await lock.query('rollback').catch(() => undefined);
    if (error instanceof Interrupted) {
      const now = await findReplay(pool, replay.id);
      if (now.state !== 'running') await shadow.drop();
      return now;
    }
    // Where this cannot be noted, the replay stays `running` and can be resumed all the same.
    const message = (error as Error).message;
    await turnReplay(pool, replay.id, ['running'], 'failed', message).catch(() => null);
    await shadow.drop().catch(() => undefined);
    throw error;
  } finally {
    await options.source?.close();
    letGo(lock);
  }
}

/** By the signal, or because the row says that the replay does not run any more. */
class Interrupted extends Error {}

class Comparison {
  private readonly rate: RateLimit;
  private notedMs = 0;

  constructor(
    private readonly replay: Replay,
    private readonly shadow: Shadow,
    private readonly options: CompareOptions,
  ) {
    this.rate = new RateLimit(options.rate ?? null, options.signal);
  }

  async run(): Promise<Replay> {
    const { pool, partitions, lock, source, apply = false } = this.options;
    const { id, filter, dryRun } = this.replay;
    const { venueId } = filter;
    const owner = await this.shadow.owner();
    const mine = owner?.replayId === id;
    if (!mine) await this.shadow.create({ replayId: id, venueId });
    const { rate } = this;
    const onPage = (at: ShadowFold): Promise<void> => this.onPage(at);
    const fold = new ShadowFold({ pool, partitions, venueId, source, rate, onPage });
    if (mine) await fold.resume(this.shadow);
    await fold.catchUp();
    await this.note(fold);
    if (apply && !dryRun) {
      const applied = await applyWhileLocked(lock, fold, this.replay);
      return applied ?? findReplay(pool, id);
    }
    const differences = await compareAtOnce(lock, fold, this.shadow, venueId);
    await this.note(fold);
    return this.end(dryRun || differences.length === 0 ? 'done' : 'compared', differences);
  }

  private async onPage(fold: ShadowFold): Promise<void> {
    const { onProgress, signal } = this.options;
    onProgress?.(fold.events, fold.total);
    await this.rate.keep(fold.eventsNow);
    if (signal?.aborted) throw new Interrupted();
    if (performance.now() - this.notedMs >= NOTE_MS) await this.note(fold);
  }

  private async note({ tails, events }: ShadowFold): Promise<void> {
    this.notedMs = performance.now();
    const { id, ends } = this.replay;
    const positions = new Map([...tails].map(([partition, { seq }]) => [partition, seq]));
    const reached = new Map(ends);
    for (const [p, seq] of positions) reached.set(p, Math.max(seq, ends.get(p) ?? 0));
    const values = [id, Object.fromEntries(positions), Object.fromEntries(reached), events];
    const { rowCount } = await this.options.pool.query(sql('note_rebuild'), values);
    if (rowCount === 0) throw new Interrupted();
  }

  private async end(
    state: 'done' | 'compared',
    differences: readonly TableDifference[],
  ): Promise<Replay> {
    const { pool } = this.options;
    const values = [this.replay.id, 'running', state, JSON.stringify(differences), 0];
    const { rows } = await pool.query<ReplayRow>(sql('end_rebuild'), values);
    return rows[0] ? replayOf(rows[0]) : findReplay(pool, this.replay.id);
  }
}

/** In one snapshot, so that the live tables are those of the events folded. */
async function compareAtOnce(
  client: pg.PoolClient,
  fold: ShadowFold,
  shadow: Shadow,
  venueId: Uuid | null,
): Promise<readonly TableDifference[]> {
  await client.query('begin isolation level repeatable read');
  await fold.catchUpIn(client);
  const differences = await shadow.compare(venueId);
  await client.query('commit');
  return differences;
}
