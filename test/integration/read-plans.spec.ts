import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { TestDatabase } from '../support/database.js';
import { VENUE_ID, from, idOf } from '../support/floor-plan.js';
import { createLogDatabase } from '../support/test-write-path.js';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createLogDatabase();
  client = new pg.Client({ connectionString: database.databaseUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const span = { venueId: VENUE_ID, ...from('19:00', '21:00') };
const wanted = JSON.stringify({
  bookings: [idOf('B1')],
  holds: [idOf('H1')],
  blocks: [idOf('K1')],
  spans: [
    { ...span, tableIds: [idOf('T1'), idOf('T2')] },
    { ...span, tableIds: null },
  ],
  bookingSpans: [{ venueId: VENUE_ID, bookingId: idOf('B1'), tableIds: [idOf('T1')] }],
  demand: [{ ...span, startsFrom: from('00:00', '01:00').start }],
  past: [{ ...span, startsFrom: from('00:00', '01:00').start }],
});

async function read(): Promise<void> {
  await client.query({ name: 'read', text: 'select read_floors($1::jsonb)', values: [wanted] });
}

/** Whole-table and index scans of this transaction so far, by table. */
async function scans(): Promise<Map<string, { sequential: number; byIndex: number }>> {
  const { rows } = await client.query<{ table: string; sequential: string; byIndex: string }>(
    `select relname as table, seq_scan as sequential, idx_scan as "byIndex"
       from pg_stat_xact_user_tables
      where schemaname = 'public'`,
  );
  return new Map(
    rows.map(({ table, sequential, byIndex }) => [
      table,
      { sequential: Number(sequential), byIndex: Number(byIndex) },
    ]),
  );
}

test('a plan made while the tables were empty reads by index when they are full', async () => {
  // More often than a statement is planned anew before its plan is kept.
  for (let i = 0; i < 12; i++) await read();
  await client.query('set session_replication_role = replica');
  await client.query(
    `insert into allocations (venue_id, booking_id, resource_id, "window")
     select $1, gen_random_uuid(), md5('table ' || t)::uuid,
            tstzrange(at, at + interval '1 hour')
       from generate_series(1, 20) t,
            generate_series(timestamptz '2026-11-01', timestamptz '2026-12-15', interval '2 hours') at`,
    [VENUE_ID],
  );
  await client.query(
    `insert into bookings (booking_id, venue_id, party_size, starts_at, ends_at, "window", status,
                           registered_at, updated_at)
     select gen_random_uuid(), $1, 2, at, at + interval '1 hour',
            tstzrange(at, at + interval '1 hour'), 'confirmed', now(), now()
       from generate_series(timestamptz '2026-11-01', timestamptz '2026-12-15', interval '10 minutes') at`,
    [VENUE_ID],
  );
  await client.query('begin');
  const before = await scans();
  await read();
  const after = await scans();
  await client.query('rollback');
  for (const table of ['allocations', 'bookings', 'booking_table_assignments', 'table_holds']) {
    const [was, is] = [before.get(table)!, after.get(table)!];
    expect({ table, sequential: is.sequential - was.sequential }).toEqual({ table, sequential: 0 });
    expect({ table, byIndex: is.byIndex > was.byIndex }).toEqual({ table, byIndex: true });
  }
});
