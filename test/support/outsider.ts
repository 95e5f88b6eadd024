import { randomUUID } from 'node:crypto';
import type { Uuid, Window } from '#contracts';
import pg from 'pg';
import { VENUE_ID, idOf } from './floor-plan.js';
import type { TestDatabase } from './database.js';

/** A session that works on the tables past the service, with a transaction of its own. */
export class Outsider {
  private constructor(readonly client: pg.Client) {}

  static async in({ databaseUrl }: TestDatabase): Promise<Outsider> {
    const client = new pg.Client({ connectionString: databaseUrl, options: '-c TimeZone=UTC' });
    await client.connect();
    return new Outsider(client);
  }

  /** Past the guarding trigger too, as logical replication or a superuser would write. */
  async beginUnguarded(): Promise<void> {
    await this.client.query('begin');
    await this.client.query('set local session_replication_role = replica');
  }

  /** Inserts an assignment of a booking that the service has never heard of; answers its id. */
  async take(table: string, window: Window): Promise<Uuid> {
    const bookingId = randomUUID();
    await this.client.query(
      `insert into allocations (venue_id, booking_id, resource_id, "window", created_by)
       values ($1, $2, $3, tstzrange($4, $5), 'outsider')`,
      [VENUE_ID, bookingId, idOf(table), window.start, window.end],
    );
    return bookingId;
  }

  /** Takes the lock that the batches of a log partition wait for. */
  async lockPartition(partition: number): Promise<void> {
    await this.client.query('begin');
    await this.client.query('select lock_partition($1)', [partition]);
  }

  async commit(): Promise<void> {
    await this.client.query('commit');
  }

  async rollback(): Promise<void> {
    await this.client.query('rollback');
  }

  async end(): Promise<void> {
    await this.client.end();
  }
}

/** The server processes of write paths that wait for a lock now. */
export async function lanesWaiting(pool: pg.Pool): Promise<readonly number[]> {
  const { rows } = await pool.query<{ pid: number }>(
    `select pid from pg_stat_activity
      where datname = current_database() and application_name like 'allocator lane %'
        and wait_event_type = 'Lock'`,
  );
  return rows.map((row) => row.pid);
}
