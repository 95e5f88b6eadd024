import type { LoggedEvent, Uuid } from '#contracts';
import type pg from 'pg';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';
import { inTransaction } from '../transaction.js';
import { RateLimit } from './rate-limit.js';
import { ReplayError, progressOf } from './replay.js';
import type { Replay } from './replay.js';
import { ReplaySource } from './replay-source.js';
import type { ReplayPages } from './replay-source.js';
import { findReplay, turnReplay } from './replays.js';

/** What becomes of a replayed event; nothing else happens: reactors and projectors do not see it. */
export type ReplaySink =
  | {
      /** Writes rows in the transaction that moves the replay, each once; answers how many. */
      readonly write: (client: Queryable, events: readonly LoggedEvent[]) => Promise<number>;
      /** Whose parked events are left out. */
      readonly projection: string;
    }
  /** Sends events on, and again those of the last page after a crash. */
  | { readonly send: (events: readonly LoggedEvent[]) => Promise<void> };

export interface RunReplayOptions {
  readonly pool: pg.Pool;
  readonly sink: ReplaySink;
  /** Absent: the log. It is closed. */
  readonly source?: ReplayPages;
  /** Events a second at most; null: as fast as it goes. */
  readonly rate?: number | null;
  /** Most events in one transaction. */
  readonly pageMax?: number;
  /** Ends the run after the page in hand; the replay stays `running`, to be resumed. */
  readonly signal?: AbortSignal;
  /** Told after every page: events looked at so far, and all there are. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Delivers what is left of a replay, partition by partition, and answers how it ended: `done`,
 * `stopped` by somebody, or `running` when `signal` ended only this run.
 * @throws what the sink throws, after noting it in the row; ReplayError `REPLAY_ELSEWHERE` when
 * another process runs the same replay
 */
export async function runReplay(replay: Replay, options: RunReplayOptions): Promise<Replay> {
  try {
    return await new Run(replay, options).run();
  } catch (error) {
    if (error instanceof ReplayError) throw error;
    // Where this cannot be noted, the replay stays `running` and can be resumed all the same.
    await turnReplay(
      options.pool,
      replay.id,
      ['running'],
      'failed',
      (error as Error).message,
    ).catch(() => null);
    throw error;
  } finally {
    await options.source?.close();
  }
}

class Run {
  private readonly source: ReplayPages;
  private readonly rate: RateLimit;
  private readonly progress: { done: number; total: number };
  private events = 0;

  constructor(
    private readonly replay: Replay,
    private readonly options: RunReplayOptions,
  ) {
    const { pool, sink, rate = null, signal } = options;
    this.rate = new RateLimit(rate, signal);
    const projection = 'projection' in sink ? sink.projection : null;
    this.source = options.source ?? new ReplaySource(pool, replay.filter, projection);
    this.progress = progressOf(replay);
  }

  async run(): Promise<Replay> {
    const { pool, signal } = this.options;
    const { id, positions, ends } = this.replay;
    for (const [partition, end] of ends) {
      let seq = positions.get(partition) ?? 0;
      while (seq < end) {
        if (signal?.aborted) return findReplay(pool, id);
        const to = await this.deliver(partition, seq, end);
        if (to === null) return this.interrupted();
        seq = to;
      }
    }
    return (await turnReplay(pool, id, ['running'], 'done')) ?? findReplay(pool, id);
  }

  /** Delivers one page; answers the seq it has come to, or null when the replay is not ours to move. */
  private async deliver(partition: number, seq: number, end: number): Promise<number | null> {
    const { pageMax = 500, onProgress } = this.options;
    const limit = this.rate.atMost(pageMax);
    const { events, to } = await this.source.read(partition, seq, end, limit);
    if (!(await this.move({ id: this.replay.id, partition, seq, to }, events))) return null;
    this.progress.done += to - seq;
    onProgress?.(this.progress.done, this.progress.total);
    this.events += events.length;
    await this.rate.keep(this.events);
    return to;
  }

  private async move(move: Move, events: readonly LoggedEvent[]): Promise<boolean> {
    const { pool, sink } = this.options;
    if ('send' in sink && events.length > 0) await sink.send(events);
    return inTransaction(pool, async (client) => {
      const values = [move.id, move.partition, move.seq, move.to, events.length];
      const { rowCount } = await client.query(sql('advance_replay'), values);
      if (rowCount === 0) return false;
      if (events.length === 0) return true;
      const written = 'send' in sink ? events.length : await sink.write(client, events);
      await client.query(sql('count_replay_written'), [move.id, written]);
      return true;
    });
  }

  private async interrupted(): Promise<Replay> {
    const replay = await findReplay(this.options.pool, this.replay.id);
    if (replay.state !== 'running') return replay;
    throw new ReplayError('REPLAY_ELSEWHERE', `another process runs replay ${replay.id}`);
  }
}

interface Move {
  readonly id: Uuid;
  readonly partition: number;
  readonly seq: number;
  readonly to: number;
}
