import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { alertSamples } from '#postgres';
import { TELEMETRY_PROJECTION } from '#telemetry';
import * as to from '../support/commands.js';
import { idOf } from '../support/floor-plan.js';
import { refusalOf } from '../support/sql-caller.js';
import { openSqlVenue } from '../support/sql-venue.js';
import type { SqlVenue } from '../support/sql-venue.js';

let venue: SqlVenue;
beforeEach(async () => {
  venue = await openSqlVenue();
  for (const name of ['B1', 'B2']) await venue.done(to.register(name));
  await venue.done(to.assign('B1', 'T1'));
});
afterEach(() => venue.close());

function rate(): Promise<number | null> {
  const { database, partitions } = venue;
  const sampled = { queryable: database.pool, partitions, telemetry: TELEMETRY_PROJECTION };
  return alertSamples(sampled).get('allocator.rpc_conflict_rate')!();
}

/** Asks for a table by SQL, which refuses; answers with which SQLSTATE. */
async function refused(booking: string, table: string): Promise<string> {
  const values = [idOf(booking), [idOf(table)]];
  const call = 'assign_tables_atomic_v2($1, $2::uuid[])';
  return (await refusalOf(venue.database.pool, call, values)).state;
}

/** As if all that was looked at had been looked at earlier. */
async function later(seconds: number): Promise<void> {
  await venue.database.pool.query(
    'update sql_conflict_samples set sampled_at = sampled_at - make_interval(secs => $1)',
    [seconds],
  );
}

test('a conflict that an SQL function refused is counted for a minute, although it rolled back', async () => {
  expect(await rate()).toBe(0);
  for (let n = 0; n < 3; n++) expect(await refused('B2', 'T1')).toBe('23P01');
  expect(await rate()).toBe(3);
  await later(50);
  expect(await refused('B2', 'T1')).toBe('23P01');
  expect(await rate()).toBe(4);
  // What it stood at when there had been three is now nearest to a minute ago.
  await later(10);
  expect(await rate()).toBe(1);
  await later(60);
  expect(await rate()).toBe(0);
});

test('conflicts that are dated ahead of a clock that went back are counted for a minute, and once', async () => {
  const { pool } = venue.database;
  const told = (when: string) =>
    pool.query(
      `insert into observability_events (id, created_at, source, event_type, severity, context)
       values (gen_random_uuid(), now() + $1::interval, 'capacity.selector',
               'capacity.selector.assignment', 'warning', '{"error": {"code": "TABLE_CONFLICT"}}')`,
      [when],
    );
  await rate();
  for (let n = 0; n < 2; n++) await told('1 hour');
  expect(await rate()).toBe(2);
  await later(60);
  expect(await rate()).toBe(0);
  await told('1 hour');
  await told('-1 second');
  expect(await rate()).toBe(2);

  // The clock catches up with what was counted before.
  await later(60);
  expect(await rate()).toBe(1);
  await pool.query(
    `update observability_events set created_at = now() - interval '1 second'
      where created_at > now()`,
  );
  expect(await rate()).toBe(1);
});

test('what the clock went back behind is not looked at', async () => {
  for (let n = 0; n < 4; n++) await refused('B2', 'T1');
  await rate();
  await later(-3600);
  expect(await rate()).toBe(0);
  await refused('B2', 'T1');
  expect(await rate()).toBe(1);
});

test('what is no conflict is not', async () => {
  expect(await rate()).toBe(0);
  expect(await refused('unknown', 'T1')).toBe('P0002');
  expect(await refused('B2', 'unknown')).toBe('P0002');
  expect(await rate()).toBe(0);
});

test('after a time in which nobody looked, it begins anew', async () => {
  expect(await rate()).toBe(0);
  for (let n = 0; n < 5; n++) await refused('B2', 'T1');
  await later(600);
  expect(await rate()).toBe(0);
  await refused('B2', 'T1');
  expect(await rate()).toBe(1);
  const { rows } = await venue.database.pool.query('select from sql_conflict_samples');
  expect(rows).toHaveLength(2);
});
