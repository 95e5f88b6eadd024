import type { Lease, LeaseMove, LeaseStore } from '#event-sourcing';
import type pg from 'pg';
import { sql } from './sql.js';

interface LeaseRow {
  readonly partition: number;
  readonly owner: string | null;
  readonly epoch: number;
  readonly cursor: number;
  readonly topic_offset: string | null;
  readonly cluster_id: string | null;
}

/**
 * Leases on the log's partitions as rows of `relay_leases`; the database's clock lets them lapse.
 * Where that clock goes back they end no later than six times their duration, or a minute, and one
 * duration more: whoever acquires shortens what lies further ahead.
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
    await this.pool.query(sql('shorten_relay_leases'), [owner, ttlMs]);
    // Another statement: the share counts the members, and this one has to be among them.
    await this.pool.query(sql('join_relay'), [owner, ttlMs]);
    const { rows } = await this.pool.query<LeaseRow>(sql('acquire_relay_leases'), [owner, ttlMs]);
    return rows
      .filter((row) => row.owner === owner)
      .map(leaseOf)
      .sort((a, b) => a.partition - b.partition);
  }

  async advance(moves: readonly LeaseMove[]): Promise<ReadonlySet<number>> {
    const { rows } = await this.pool.query<{ partition: number }>(sql('advance_relay_cursors'), [
      moves.map((move) => move.partition),
      moves.map((move) => move.epoch),
      moves.map((move) => move.cursor),
      moves.map((move) => move.to),
      moves.map((move) => move.place?.offset ?? null),
      moves.map((move) => move.place?.clusterId ?? null),
    ]);
    return new Set(rows.map((row) => row.partition));
  }

  async tellHalted(owner: string, halted: ReadonlyMap<number, string>): Promise<void> {
    const values = [owner, [...halted.keys()], [...halted.values()]];
    await this.pool.query(sql('tell_halted_partitions'), values);
  }

  async release(owner: string): Promise<void> {
    await this.pool.query(sql('release_relay_leases'), [owner]);
  }
}

function leaseOf(row: LeaseRow): Lease {
  const { partition, epoch, cursor, topic_offset: offset, cluster_id: clusterId } = row;
  const place = offset === null || clusterId === null ? null : { offset, clusterId };
  return { partition, epoch, cursor, place };
}
