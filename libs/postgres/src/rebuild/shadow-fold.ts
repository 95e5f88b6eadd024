import type { Venue } from '#allocation';
import { logPartitionOf, upcast } from '#contracts';
import type { LoggedEvent, Uuid } from '#contracts';
import type pg from 'pg';
import { foldEvents } from '../fold-events.js';
import { PostgresLogReader } from '../log-reader.js';
import type { Queryable } from '../queries/queryable.js';
import type { RateLimit } from '../replay/rate-limit.js';
import type { ReplayPages } from '../replay/replay-source.js';
import { sql } from '../sql.js';
import { inTransaction } from '../transaction.js';
import { BEGINNING, follow } from './log-chain.js';
import type { Tail } from './log-chain.js';
import { Shadow } from './shadow.js';

export interface ShadowFoldOptions {
  /** Two connections for each page under way are taken from it. */
  readonly pool: pg.Pool;
  readonly partitions: number;
  /** Null: all venues. */
  readonly venueId: Uuid | null;
  /** Where events are read; absent: the log. */
  readonly source?: ReplayPages | undefined;
  readonly rate: RateLimit;
  /** Told after every page, and awaited; a throw ends the fold, which can go on from there. */
  readonly onPage: (fold: ShadowFold) => Promise<void>;
}

/** Events folded, and held in memory, at once. */
const PAGE = 4_000;
/** Pages under way: while PostgreSQL stores one, the other is folded. More only wait for the CPU. */
const PAGES_AT_ONCE = 2;

/**
 * The log folded into the shadow, page by page: the rows of a page and how far it reaches are one
 * transaction, so that a fold that was killed goes on where it was, and its memory is that of a few
 * pages, whatever the number of events.
 */
export class ShadowFold {
  events = 0;
  /** Without those that were in the shadow before. */
  eventsNow = 0;
  /** Events up to the heads, as of the beginning of the last catch-up. */
  total = 0;
  tails = new Map<number, Tail>();
  /** The log partitions concerned. */
  readonly partitions: readonly number[];
  private readonly knownVenues = new Map<Uuid, Venue>();
  private readonly pageMax: number;
  private failed = false;

  constructor(private readonly options: ShadowFoldOptions) {
    const { partitions, venueId, rate } = options;
    this.pageMax = rate.atMost(PAGE);
    this.partitions =
      venueId === null
        ? Array.from({ length: partitions }, (_, partition) => partition)
        : [logPartitionOf(venueId, partitions)];
  }

  /** Goes on from what is in the shadow already. */
  async resume(shadow: Shadow): Promise<void> {
    const { tails, events } = await shadow.folded();
    this.tails = tails;
    this.events = events;
  }

  /** How many events `queryable` sees that were not folded yet. */
  async behind(queryable: Queryable): Promise<number> {
    const heads = await this.headsIn(queryable);
    return this.partitions.reduce((sum, partition) => {
      return sum + heads.get(partition)! - this.seqOf(partition);
    }, 0);
  }

  /**
   * Folds what was recorded since, each page in a transaction of its own.
   * @throws RebuildError `LOG_BROKEN`
   */
  async catchUp(): Promise<void> {
    const { pool, source } = this.options;
    const heads = await this.headsIn(pool);
    this.total = this.events + (await this.behind(pool));
    const left = this.partitions.values();
    // A topic is read by one consumer.
    const workers = Array.from({ length: source ? 1 : PAGES_AT_ONCE }, () =>
      this.foldPartitions(left, heads),
    );
    // Until none works any more, because whoever hears of a failure may drop the shadow.
    for (const ended of await Promise.allSettled(workers)) {
      if (ended.status === 'rejected') throw ended.reason;
    }
  }

  /** The same in the transaction of `client`, whose picture of the log it is then. */
  async catchUpIn(client: pg.PoolClient): Promise<void> {
    const log = new PostgresLogReader(client, this.options.partitions);
    for (const partition of this.partitions) {
      for (;;) {
        const page = await log.read(partition, this.seqOf(partition), this.pageMax);
        if (page.length > 0) this.keep(partition, page, await this.store(client, partition, page));
        if (page.length < this.pageMax) break;
      }
    }
  }

  private async foldPartitions(
    left: Iterator<number>,
    heads: ReadonlyMap<number, number>,
  ): Promise<void> {
    try {
      for (let next = left.next(); next.done !== true; next = left.next()) {
        await this.foldPartition(next.value, heads.get(next.value)!);
      }
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  private async foldPartition(partition: number, head: number): Promise<void> {
    const { pool, onPage } = this.options;
    let next = this.read(partition, this.seqOf(partition), head);
    for (;;) {
      const page = await next;
      const last = page.at(-1);
      if (!last || this.failed) return;
      next = this.read(partition, last.event.seq, head);
      // Whoever waits for it hears of its failure; here it may be that nobody will.
      next.catch(() => undefined);
      const tail = await inTransaction(pool, (client) => this.store(client, partition, page));
      this.keep(partition, page, tail);
      await onPage(this);
    }
  }

  private async read(
    partition: number,
    after: number,
    head: number,
  ): Promise<readonly LoggedEvent[]> {
    if (after >= head) return [];
    const { pool, partitions, source } = this.options;
    if (source) return (await source.read(partition, after, head, this.pageMax)).events;
    return new PostgresLogReader(pool, partitions).read(partition, after, this.pageMax);
  }

  private async store(
    client: pg.PoolClient,
    partition: number,
    page: readonly LoggedEvent[],
  ): Promise<Tail> {
    const { venueId } = this.options;
    const tail = follow(this.tails.get(partition) ?? BEGINNING, page);
    const events = page
      .filter(({ event }) => venueId === null || event.venueId === venueId)
      .map(({ event }) => upcast(event));
    await client.query(sql('use_schema'), ['allocator_shadow, public']);
    await foldEvents(client, events, this.knownVenues);
    await client.query('set local search_path to default');
    await new Shadow(client).noteFolded(partition, tail, tail.seq);
    return tail;
  }

  private keep(partition: number, page: readonly LoggedEvent[], tail: Tail): void {
    this.events += page.length;
    this.eventsNow += page.length;
    this.tails.set(partition, tail);
  }

  private seqOf(partition: number): number {
    return (this.tails.get(partition) ?? BEGINNING).seq;
  }

  private headsIn(queryable: Queryable): Promise<ReadonlyMap<number, number>> {
    return new PostgresLogReader(queryable, this.options.partitions).heads();
  }
}
