import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import * as to from '../support/commands.js';
import { VENUE_ID, idOf } from '../support/floor-plan.js';
import { rowsOf } from '../support/sql-caller.js';
import { openSqlVenue } from '../support/sql-venue.js';
import type { SqlVenue } from '../support/sql-venue.js';

/** Whatever a session's settings are, the same instants are stored, answered and hashed. */
describe.each([
  ['in New York, writing the day first', '-c TimeZone=America/New_York -c DateStyle=SQL,DMY'],
  ['in Kathmandu, as of old', '-c TimeZone=Asia/Kathmandu -c DateStyle=German'],
])('a session %s', (_where, options) => {
  let venue: SqlVenue;
  let session: pg.Client;
  beforeEach(async () => {
    venue = await openSqlVenue();
    session = new pg.Client({ connectionString: venue.database.databaseUrl, options });
    await session.connect();
    for (const name of ['B1', 'B2']) await venue.done(to.register(name));
  });
  afterEach(async () => {
    await session.end();
    await venue.close();
  });

  /** An instant as the session itself writes it. */
  const written = async (at: string): Promise<string> => {
    const { rows } = await session.query<{ text: string }>('select $1::timestamptz::text as text', [
      at,
    ]);
    return rows[0]!.text;
  };
  const stored = async (table: string, where: string) =>
    (
      await venue.database.pool.query<{ start: string; end: string }>(
        `select iso(s) as start, iso(e) as end from ${table} where ${where}`,
      )
    ).rows;
  const [START, END] = ['2026-11-27T19:30:00.000Z', '2026-11-27T21:30:00.000Z'];
  const CLAIMS = 'allocations cross join lateral (select lower("window"), upper("window")) w(s, e)';
  const ROWS = 'booking_table_assignments cross join lateral (select start_at, end_at) w(s, e)';

  test('assigns for a window written its way, and the log agrees', async () => {
    const [start, end] = [await written(START), await written(END)];
    expect(start).not.toContain('2026-11-27');
    const answered = await session.query<{ start_at: Date; end_at: Date }>(
      'select start_at, end_at from assign_tables_atomic($1, $2, tstzrange($3, $4))',
      [idOf('B1'), to.ids('T1'), start, end],
    );
    expect(answered.rowCount).toBe(1);
    const other = [idOf('B2'), to.ids('T2'), randomUUID(), null, null, start, end];
    await rowsOf(session, 'assign_tables_atomic_v2($1, $2, $3, $4, $5, $6, $7)', other);
    // Under its key again: what was hashed does not depend on the session.
    await rowsOf(venue.database.pool, 'assign_tables_atomic_v2($1, $2, $3, $4, $5, $6, $7)', [
      ...other.slice(0, 5),
      START,
      END,
    ]);
    const instants = { start: START, end: END };
    expect(await stored(CLAIMS, `kind = 'assignment'`)).toEqual([instants, instants]);
    expect(await stored(ROWS, 'true')).toEqual([instants, instants]);
    const { rows } = await venue.database.pool.query(
      `select data -> 'window' as "window" from events where type = 'TablesAssigned'`,
    );
    expect(rows).toEqual([{ window: instants }, { window: instants }]);
    expect(await venue.differences()).toEqual([]);
  });

  test('confirms a hold, and gives tables up', async () => {
    await venue.done(to.hold('H1', 'B1', 'T1'));
    await rowsOf(session, 'confirm_table_hold($1, $2)', [idOf('H1'), idOf('B1')]);
    await rowsOf(session, 'unassign_tables_atomic($1)', [idOf('B1')]);
    await venue.done(to.hold('H2', 'B2', 'T2'));
    await rowsOf(session, 'release_table_hold($1)', [idOf('H2')]);
    expect(await venue.differences()).toEqual([]);
  });

  test('imports rows that it wrote', async () => {
    await session.query(
      `insert into booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at)
       values ($1, $2, $3, $4, $5)`,
      [idOf('older'), idOf('T3'), VENUE_ID, await written(START), await written(END)],
    );
    await rowsOf(session, 'import_allocations()');
    expect(await stored(CLAIMS, 'shadow')).toEqual([{ start: START, end: END }]);
    expect(await venue.differences()).toEqual([]);
  });

  test('inserts past the functions, also in the hour that New York has twice', async () => {
    const twice = ['2026-11-01T05:30:00.000Z', '2026-11-01T06:30:00.000Z'] as const;
    const insert = `insert into allocations (venue_id, resource_id, "window") values ($1, $2, tstzrange($3, $4))`;
    await session.query(insert, [VENUE_ID, idOf('T1'), ...(await Promise.all(twice.map(written)))]);
    expect(await stored(CLAIMS, 'true')).toEqual([{ start: twice[0], end: twice[1] }]);
    const again = session.query(insert, [
      VENUE_ID,
      idOf('T1'),
      await written(twice[0]),
      'infinity',
    ]);
    await expect(again).rejects.toMatchObject({ code: '23514' });
  });
});

describe('the exclusion constraint', () => {
  let venue: SqlVenue;
  beforeEach(async () => {
    venue = await openSqlVenue();
  });
  afterEach(() => venue.close());

  test('judges every statement at once, whatever the transaction asks for', async () => {
    const { pool } = venue.database;
    const { rows } = await pool.query(
      `select condeferrable, condeferred from pg_constraint where conname = 'allocations_resource_window_excl'
          and conrelid = 'public.allocations'::regclass`,
    );
    expect(rows).toEqual([{ condeferrable: false, condeferred: false }]);
    const client = await pool.connect();
    const insert = `insert into allocations (venue_id, resource_id, "window")
                    values ($1, $1, '[2031-01-01,2031-01-02)')`;
    try {
      await client.query('begin; set constraints all deferred');
      await client.query(insert, [VENUE_ID]);
      await expect(client.query(insert, [VENUE_ID])).rejects.toMatchObject({ code: '23P01' });
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  test('is missed by verify when it is deferrable', async () => {
    await venue.database.pool.query(
      `alter table allocations drop constraint allocations_resource_window_excl;
       alter table allocations add constraint allocations_resource_window_excl
         exclude using gist (venue_id with =, resource_id with =, "window" with &&) where (not shadow)
         deferrable initially immediate`,
    );
    expect(await venue.differences()).toMatchObject([{ check: 'overlaps' }]);
  });
});
