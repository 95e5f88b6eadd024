import type { Lease, LeaseStore } from '#event-sourcing';
import type pg from 'pg';
import { sql } from './sql.js';

interface LeaseRow {
  readonly partition: number;
  readonly owner: string | null;
  readonly epoch: number;
  readonly cursor: number;
}

/**
 * Leases on the log's partitions as rows of `relay_leases`; the database's clock lets them lapse.
 */
export class PostgresLeaseStore implements LeaseStore {
  private ensured = false;

  constructor(
    private readonly pool: pg.Pool,
    private readonly partitions: number,
  ) {}

  async acquire(owner: string, ttlMs: number): Promise<readonly Lease[]> {
    if (!this.ensured) await this.pool.query(sql('ensure_relay_leases'), [this.partitions]);
    this.ensured = true;
    // Two statements: the share counts the members, and this one has to be among them.
    await this.pool.query(sql('join_relay'), [owner, ttlMs]);
    const { rows } = await this.pool.query<LeaseRow>(sql('acquire_relay_leases'), [owner, ttlMs]);
    return rows
      .filter((row) => row.owner === owner)
      .map(({ partition, epoch, cursor }) => ({ partition, epoch, cursor }))
      .sort((a, b) => a.partition - b.partition);
  }

  async advance(moves: readonly (Lease & { readonly to: number })[]): Promise<ReadonlySet<number>> {
    const { rows } = await this.pool.query<{ partition: number }>(sql('advance_relay_cursors'), [
      moves.map((move) => move.partition),
      moves.map((move) => move.epoch),
      moves.map((move) => move.cursor),
      moves.map((move) => move.to),
    ]);
    return new Set(rows.map((row) => row.partition));
  }

  async release(owner: string): Promise<void> {
    await this.pool.query(sql('release_relay_leases'), [owner]);
  }
}
