import { CAUSES, Floor, evolve } from '#allocation';
import type { LoggedEvent, RecordedEvent, Uuid } from '#contracts';
import {
  COMMAND_TYPES,
  GENESIS_HASH,
  NotJsonError,
  canonicalJson,
  hasHash,
  upcast,
} from '#contracts';
import type pg from 'pg';
import { PostgresLogReader } from '../log-reader.js';
import { sql } from '../sql.js';
import type { Difference, LogCheck, VerifyReport } from './difference.js';
import { expectedRows } from './expected-rows.js';
import { whatDiffers } from './what-differs.js';

export interface VerifyOptions {
  readonly pool: pg.Pool;
  readonly partitions: number;
  /** Told after every page: events examined so far, and all there are. */
  readonly onProgress?: (done: number, total: number) => void;
}

const PAGE = 2_000;

/**
 * Proves, in one snapshot, that the log is whole and that the tables are what it folds into. Reads
 * everything; changes nothing. Each check names the first difference it finds.
 */
export async function verifyLog(options: VerifyOptions): Promise<VerifyReport> {
  const client = await options.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    // The whole log may take longer to read than a request may take.
    await client.query('set local statement_timeout = 0');
    return await new LogVerifier(client, options).run();
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

class LogVerifier {
  private readonly differences = new Map<LogCheck, Difference>();
  private readonly venueIds = new Set<Uuid>();
  private events = 0;
  private rows = 0;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly options: VerifyOptions,
  ) {}

  async run(): Promise<VerifyReport> {
    const { partitions } = this.options;
    await this.firstRowOf('overlaps', 'verify_overlaps', 'no two guarded claims at one time');
    await this.firstRowOf('overlaps', 'verify_guard', 'the constraint that refuses overlaps');
    await this.firstRowOf('dense', 'verify_dense', 'seq 1, 2, 3, … without gaps', [partitions]);
    await this.readLog();
    const told = 'the stored outcome of the command, as its event tells it';
    await this.firstRowOf('outcomes', 'verify_outcomes', told, [CAUSES]);
    await this.firstRowOf('outcomes', 'verify_commands', 'what a command can lead to', [
      COMMAND_TYPES,
    ]);
    await this.firstRowOf('outcomes', 'verify_named_events', 'the event that the outcome names');
    await this.compareOthers();
    const differences = [...this.differences.values()];
    return { events: this.events, venues: this.venueIds.size, rows: this.rows, differences };
  }

  private differ(check: LogCheck, where: string, expected: unknown, found: unknown): void {
    if (!this.differences.has(check))
      this.differences.set(check, { check, where, expected, found });
  }

  private async firstRowOf(
    check: LogCheck,
    query: string,
    expected: string,
    values: readonly unknown[] = [],
  ): Promise<void> {
    const { rows } = await this.client.query<Record<string, unknown>>(sql(query), [...values]);
    const [row] = rows;
    if (row) this.differ(check, describe(row), expected, row);
  }

  private async readLog(): Promise<void> {
    const reader = new PostgresLogReader(this.client, this.options.partitions);
    const heads = await reader.heads();
    const total = [...heads.values()].reduce((sum, head) => sum + head, 0);
    for (const partition of heads.keys()) await this.readPartition(reader, partition, total);
  }

  /** A venue has one partition, so that only the venues of one are in memory at a time. */
  private async readPartition(
    reader: PostgresLogReader,
    partition: number,
    total: number,
  ): Promise<void> {
    const floors = new Map<Uuid, Floor>();
    let last: LoggedEvent | null = null;
    let whole = true;
    for (;;) {
      const after: number = last?.event.seq ?? 0;
      const page: readonly LoggedEvent[] = await reader.read(partition, after, PAGE);
      for (const logged of page) {
        if (!this.follows(logged, last)) whole = false;
        if (whole) fold(floors, logged.event);
        this.venueIds.add(logged.event.venueId);
        last = logged;
      }
      this.events += page.length;
      this.options.onProgress?.(this.events, total);
      if (page.length < PAGE) break;
    }
    // What the rows should be nobody knows where the log itself is not what was recorded.
    if (!whole) return;
    for (const venueId of [...floors.keys()].sort()) await this.compareVenue(floors.get(venueId)!);
  }

  private follows({ event, hash, prevHash }: LoggedEvent, previous: LoggedEvent | null): boolean {
    const where = `partition ${event.partition} seq ${event.seq}`;
    const expected = previous?.hash ?? GENESIS_HASH;
    if (prevHash !== expected) {
      this.differ('chain', where, expected, prevHash);
      return false;
    }
    if (hasHash(hash, prevHash, event)) return true;
    this.differ('chain', where, hash, 'an event of another hash');
    return false;
  }

  /** Rows of venues that no event has: nothing accounts for them. */
  private async compareOthers(): Promise<void> {
    const { rows } = await this.client.query<{ venue_id: Uuid }>(sql('verify_venue_ids'));
    for (const { venue_id: venueId } of rows) {
      if (this.venueIds.has(venueId)) continue;
      this.venueIds.add(venueId);
      await this.compareVenue(new Floor(venueId, 0));
    }
  }

  private async compareVenue(floor: Floor): Promise<void> {
    const expected = expectedRows(floor);
    for await (const { table, key, row } of this.rowsOf(floor.venueId)) {
      const folded = expected.get(`${table} ${key}`) ?? null;
      if (folded === null || !isSame(folded, row)) {
        this.differFold(`${table} ${key}`, folded, row);
      }
      expected.delete(`${table} ${key}`);
    }
    for (const [where, row] of expected) this.differFold(where, row, null);
  }

  private differFold(where: string, folded: object | null, row: object | null): void {
    // A difference beyond the first is not shown.
    if (this.differences.has('fold')) return;
    const { expected, found } = whatDiffers(folded, row);
    this.differ('fold', where, expected, found);
  }

  private async *rowsOf(venueId: Uuid): AsyncGenerator<VenueRow> {
    await this.client.query(`declare venue_rows cursor for ${sql('verify_rows')}`, [venueId]);
    for (;;) {
      const { rows } = await this.client.query<VenueRow>(`fetch ${PAGE} from venue_rows`);
      this.rows += rows.length;
      yield* rows;
      if (rows.length < PAGE) break;
    }
    await this.client.query('close venue_rows');
  }
}

interface VenueRow {
  readonly table: string;
  readonly key: string;
  readonly row: object;
}

function fold(floors: Map<Uuid, Floor>, event: RecordedEvent): void {
  const { venueId, partition } = event;
  const floor = floors.get(venueId) ?? new Floor(venueId, partition);
  floors.set(venueId, floor);
  evolve(floor, upcast(event));
}

/** A row may hold what no event can, as a number beyond all bounds. */
function isSame(folded: object, row: object): boolean {
  try {
    return canonicalJson(folded) === canonicalJson(row);
  } catch (error) {
    if (error instanceof NotJsonError) return false;
    throw error;
  }
}

function describe(row: Record<string, unknown>): string {
  return Object.entries(row)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
