import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { logPartitionOf } from '#contracts';
import { createPool, createReadModel } from '#postgres';
import type { RefusedDemand } from '#postgres';
import type pg from 'pg';
import type { TestDatabase } from '../support/database.js';
import { VENUE_ID } from '../support/floor-plan.js';
import { PARTITIONS, createLogDatabase } from '../support/test-write-path.js';

/** One venue's log of seven months: each day bookings are refused, seated and gone. */
const [DAYS, EVENTS_A_DAY] = [210, 600];
const FIRST_DAY = '2026-05-01T00:00:00Z';

let database: TestDatabase;
/** Of one connection, so that it is one session whose reads are counted. */
let pool: pg.Pool;
beforeAll(async () => {
  database = await createLogDatabase();
  pool = createPool(database.databaseUrl, { max: 1 });
  await pool.query('set session_replication_role = replica');
  await pool.query(
    `insert into events (partition, seq, event_id, venue_id, type, schema_version, data, metadata,
                         recorded_at, command_id, prev_hash, hash)
     select $2, n, gen_random_uuid(), $1,
            (array['CommandRejected', 'TablesAssigned', 'TablesUnassigned'])[1 + n % 3], 1,
            jsonb_build_object(
              'bookingId', md5((n % 40000)::text)::uuid, 'partySize', 2, 'reason', 'completed',
              'commandType', 'AssignTables',
              'rejection', '{"code": "TABLE_CONFLICT", "message": "", "blockers": []}'::jsonb,
              'as large as most are', repeat(md5(n::text), 20)),
            '{}', $3::timestamptz + n * interval '1 day' / $4, gen_random_uuid(), '', ''
       from generate_series(1, $5) n`,
    [VENUE_ID, logPartitionOf(VENUE_ID, PARTITIONS), FIRST_DAY, EVENTS_A_DAY, DAYS * EVENTS_A_DAY],
  );
  await pool.query(
    `insert into booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at)
     select md5(n::text)::uuid, gen_random_uuid(), $1, now(), now() + interval '1 hour'
       from generate_series(1, 39900) n`,
    [VENUE_ID],
  );
  // As autovacuum does now and then: without it no BRIN index knows where a day lies.
  await pool.query('vacuum analyze events, booking_table_assignments');
});
afterAll(async () => {
  // No events that anybody could have recorded.
  await pool.query('truncate events, booking_table_assignments');
  await pool.end();
  await database.drop();
});

async function refused(from: string, to: string): Promise<RefusedDemand> {
  const query = { byQuarterHour: true, observed: true, codes: null, before: null, limit: 100 };
  const model = createReadModel(pool, PARTITIONS);
  return model.readRefusedDemand({ venueId: VENUE_ID, from, to, ...query });
}

/** What this session has read of the two tables so far: blocks with those of indexes, and whole scans. */
async function reads(): Promise<{ readonly blocks: number; readonly wholeScans: number }> {
  await pool.query('select pg_stat_force_next_flush()');
  const { rows } = await pool.query<{ blocks: number; wholeScans: number }>(
    `select sum(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit)::float8 as blocks,
            sum(seq_scan)::float8 as "wholeScans"
       from pg_statio_user_tables join pg_stat_user_tables using (relid)
      where relid in ('events'::regclass, 'booking_table_assignments'::regclass)`,
  );
  return rows[0]!;
}

test('a day of a long log is counted without reading the other days, or all who sit', async () => {
  const before = await reads();
  const { totals } = await refused('2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z');
  const after = await reads();
  expect(totals).toMatchObject({ refusals: 200, bookings: 200, covers: 400 });
  expect(after.wholeScans - before.wholeScans).toBe(0);
  const { rows } = await pool.query<{ blocks: number }>(
    `select (pg_relation_size('events') / current_setting('block_size')::integer)::float8 as blocks`,
  );
  expect(after.blocks - before.blocks).toBeLessThan(rows[0]!.blocks / 5);
});
