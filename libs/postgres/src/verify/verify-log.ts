import { Floor, evolve } from '#allocation';
import type { LoggedEvent, Uuid } from '#contracts';
import { GENESIS_HASH, canonicalJson, eventHash, upcast } from '#contracts';
import type pg from 'pg';
import { PostgresLogReader } from '../log-reader.js';
import { sql } from '../sql.js';
import type { Difference, LogCheck, VerifyReport } from './difference.js';
import { expectedRows } from './expected-rows.js';

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
  private readonly floors = new Map<Uuid, Floor>();
  private events = 0;
  private rows = 0;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly options: VerifyOptions,
  ) {}

  async run(): Promise<VerifyReport> {
    await this.firstRowOf('overlaps', 'verify_overlaps', 'no two guarded claims at one time');
    await this.firstRowOf('dense', 'verify_dense', 'seq 1, 2, 3, … without gaps');
    await this.readLog();
    await this.firstRowOf('outcomes', 'verify_outcomes', 'a stored outcome that names the event');
    await this.compareRows();
    const differences = [...this.differences.values()];
    return { events: this.events, venues: this.floors.size, rows: this.rows, differences };
  }

  private differ(check: LogCheck, where: string, expected: unknown, found: unknown): void {
    if (!this.differences.has(check))
      this.differences.set(check, { check, where, expected, found });
  }

  private async firstRowOf(check: LogCheck, query: string, expected: string): Promise<void> {
    const { rows } = await this.client.query<Record<string, unknown>>(sql(query));
    const [row] = rows;
    if (row) this.differ(check, describe(row), expected, row);
  }

  private async readLog(): Promise<void> {
    const reader = new PostgresLogReader(this.client, this.options.partitions);
    const heads = await reader.heads();
    const total = [...heads.values()].reduce((sum, head) => sum + head, 0);
    for (const partition of heads.keys()) {
      let last: LoggedEvent | null = null;
      for (;;) {
        const page: readonly LoggedEvent[] = await reader.read(
          partition,
          last?.event.seq ?? 0,
          PAGE,
        );
        for (const logged of page) {
          this.examine(logged, last);
          last = logged;
        }
        this.events += page.length;
        this.options.onProgress?.(this.events, total);
        if (page.length < PAGE) break;
      }
    }
  }

  private examine(logged: LoggedEvent, previous: LoggedEvent | null): void {
    const { event, hash, prevHash } = logged;
    const where = `partition ${event.partition} seq ${event.seq}`;
    const expectedPrevious = previous?.hash ?? GENESIS_HASH;
    if (prevHash !== expectedPrevious) this.differ('chain', where, expectedPrevious, prevHash);
    const expected = eventHash(prevHash, event);
    if (hash !== expected) this.differ('chain', where, expected, hash);
    evolve(this.floorOf(event.venueId, event.partition), upcast(event));
  }

  private floorOf(venueId: Uuid, partition: number): Floor {
    const known = this.floors.get(venueId);
    if (known) return known;
    const floor = new Floor(venueId, partition);
    this.floors.set(venueId, floor);
    return floor;
  }

  private async compareRows(): Promise<void> {
    const { rows } = await this.client.query<{ venue_id: Uuid }>(sql('verify_venue_ids'));
    for (const { venue_id: venueId } of rows) this.floorOf(venueId, 0);
    for (const venueId of [...this.floors.keys()].sort()) await this.compareVenue(venueId);
  }

  private async compareVenue(venueId: Uuid): Promise<void> {
    const expected = expectedRows(this.floors.get(venueId)!);
    const { rows } = await this.client.query<{ table: string; key: string; row: object }>(
      sql('verify_rows'),
      [venueId],
    );
    this.rows += rows.length;
    for (const { table, key, row } of rows) {
      const folded = expected.get(`${table} ${key}`) ?? null;
      if (folded === null || canonicalJson(folded) !== canonicalJson(row)) {
        this.differ('fold', `${table} ${key}`, folded, row);
      }
      expected.delete(`${table} ${key}`);
    }
    for (const [where, row] of expected) this.differ('fold', where, row, null);
  }
}

function describe(row: Record<string, unknown>): string {
  return Object.entries(row)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
