import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CommandOutcome } from '#contracts';
import type { WritePath } from '#postgres';
import { migrate, nodeDifference, nodeKnows, nodeOffsets } from '#postgres';
import * as to from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { floorPlan, idOf, period } from '../support/floor-plan.js';
import { call, rowsOf } from '../support/sql-caller.js';
import { createLogDatabase, writePathOn } from '../support/test-write-path.js';

let database: TestDatabase;
let writePath: WritePath;

beforeEach(async () => {
  database = await createLogDatabase();
  writePath = writePathOn(database);
});
afterEach(async () => {
  await writePath.drain();
  await database.drop();
});

const DINNER = { servicePeriods: [period('dinner', '18:00', '22:00')] };

function configure(timeZone: string, name = 'Bistro'): Promise<CommandOutcome> {
  return writePath.submit(to.configure(DINNER, { timeZone, name }));
}

/** As a release before the calendar stored it: whatever its own Node knew. */
async function storedEarlier(timeZone: string): Promise<void> {
  await database.pool.query('select write_venue($1, 1, now())', [
    { ...floorPlan(DINNER, { timeZone }), force: undefined },
  ]);
  await database.pool.query('truncate time_zones');
}

/** Whether dinner is served, asked both ways: by command, and of the functions for SQL callers. */
async function servedAt(booking: string, startsAt: string): Promise<readonly boolean[]> {
  const sent = to.register(booking, { startsAt, endsAt: plusHour(startsAt) });
  expect((await writePath.submit(sent)).status).toBe('accepted');
  const assigned = await writePath.submit(to.assign(booking, 'T1'));
  await writePath.submit(to.unassign(booking));
  const answer = await call(database.pool, 'assign_tables_atomic_v2($1, $2)', [
    idOf(booking),
    [idOf('T2')],
  ]);
  return [assigned.status === 'accepted', answer.ok];
}

function plusHour(instant: string): string {
  return new Date(Date.parse(instant) + 3_600_000).toISOString();
}

describe('what the clocks of a zone show', () => {
  test('is asked of the database by the service and by the functions for SQL callers', async () => {
    // PostgreSQL and Node differ in British Columbia since 2026.
    expect((await configure('America/Vancouver')).status).toBe('accepted');
    const outcome = await writePath.submit(to.register('B1', { startsAt: '2030-12-05T19:00' }));
    expect(outcome.status).toBe('accepted');
    const [row] = await rowsOf<{ shown: string }>(
      database.pool,
      `(select to_char(wall_time('America/Vancouver', starts_at), 'YYYY-MM-DD"T"HH24:MI') as shown
          from bookings) b`,
    );
    expect(row!.shown).toBe('2030-12-05T19:00');
    expect(await servedAt('B2', '2030-12-06T05:30:00.000Z')).toEqual([false, false]);
    expect(await servedAt('B3', '2030-12-06T01:30:00.000Z')).toEqual([true, true]);
  });

  test('is what was written last, in every process, from the next command on', async () => {
    await configure('America/Vancouver');
    expect(await servedAt('B1', '2030-12-06T07:30:00.000Z')).toEqual([false, false]);
    // A parliament far away moves the country by eight hours.
    await database.pool.query(
      `select write_time_zone('America/Vancouver', '{0}', '{-50400}', null, 'node', '2031a', 'sam', 'the law')`,
    );
    expect(await servedAt('B2', '2030-12-06T08:30:00.000Z')).toEqual([true, true]);
    const changes = await database.pool.query(
      `select changed_by, reason, cardinality(from_seconds_before) > 100 as kept
         from time_zone_changes where name = 'America/Vancouver' order by id`,
    );
    expect(changes.rows).toEqual([
      { changed_by: 'allocator', reason: 'first use', kept: null },
      { changed_by: 'sam', reason: 'the law', kept: true },
    ]);
  });

  test('does not hang on the zone data of the session that asks', async () => {
    await configure('Europe/Paris');
    const client = await database.pool.connect();
    try {
      await client.query(`set timezone = 'Asia/Tokyo'`);
      const { rows } = await client.query<{ shown: string }>(
        `select wall_time('Europe/Paris', '2026-07-01 18:00Z')::text as shown`,
      );
      expect(rows[0]!.shown).toBe('2026-07-01 20:00:00');
    } finally {
      client.release(true);
    }
  });
});

describe('a venue may have a zone', () => {
  test.each(['UTC', 'GMT', 'US/Eastern', 'Etc/GMT+1', 'America/Argentina/Buenos_Aires'])(
    'that both know: %s',
    async (timeZone) => expect((await configure(timeZone)).status).toBe('accepted'),
  );

  test.each([
    ['CET', 'take Europe/Brussels'],
    ['EST', 'take America/Panama'],
    ['WET', 'take Europe/Lisbon'],
    ['PST', 'take America/Los_Angeles'],
    ['Europe/paris', 'take Europe/Paris'],
    ['US/Pacific-New', 'take America/Los_Angeles'],
    ['Europe/Atlantis', 'such as Europe/Brussels'],
    ['FOO+3', 'such as Europe/Brussels'],
    ['Etc/GMT+25', 'such as Europe/Brussels'],
    ['Factory', 'such as Europe/Brussels'],
  ])('and not %s, for which a zone that works is told: %s', async (timeZone, hint) => {
    const { rejection } = await configure(timeZone);
    expect(rejection).toMatchObject({
      code: 'PAYLOAD_INVALID',
      details: { fields: [{ path: 'data.timeZone', message: expect.stringContaining(hint) }] },
    });
  });
});

describe('a venue that has a name of old', () => {
  test.each([
    ['CET', '2027-07-01T16:30:00.000Z', '2027-07-01T20:30:00.000Z'],
    ['US/Pacific-New', '2027-07-02T01:30:00.000Z', '2027-07-02T05:30:00.000Z'],
  ])('%s has the clocks of its zone both ways in', async (timeZone, open, closed) => {
    await storedEarlier(timeZone);
    await migrate(database.databaseUrl);
    expect(await servedAt('B1', open)).toEqual([true, true]);
    expect(await servedAt('B2', closed)).toEqual([false, false]);
  });

  test('keeps it through every other change, and no other venue gets it', async () => {
    await storedEarlier('CET');
    expect((await configure('CET', 'Other name')).status).toBe('accepted');
    const elsewhere = to.configure(DINNER, { timeZone: 'CET', venueId: idOf('elsewhere') });
    const outcome = await writePath.submit({ ...elsewhere, venueId: idOf('elsewhere') });
    expect(outcome.rejection?.code).toBe('PAYLOAD_INVALID');
  });

  test('need not wait for a migration: its clock is taken when it is first asked for', async () => {
    await storedEarlier('US/Pacific-New');
    expect(await servedAt('B1', '2027-07-02T01:30:00.000Z')).toEqual([true, true]);
    const { rows } = await database.pool.query<{ source: string; refusal: string }>(
      'select source, refusal from time_zones',
    );
    expect(rows).toEqual([{ source: 'node', refusal: 'unknown' }]);
  });
});

test('every name that both know has the same clocks at all its changes, or is found to differ', async () => {
  const client = await database.pool.connect();
  const differing: string[] = [];
  try {
    const { rows } = await client.query<{ name: string }>(
      'select name from pg_timezone_names order by name',
    );
    for (const { name } of rows) {
      if (!nodeKnows(name)) continue;
      const [data] = await rowsOf<{ from_seconds: number[]; offset_seconds: number[] }>(
        client,
        'zone_data($1)',
        [name],
      );
      const from = data!.from_seconds.map(Number);
      const offsets = data!.offset_seconds;
      const offsetAt = nodeOffsets(name);
      const isSame = (at: number, i: number): boolean =>
        offsetAt(at) === offsets[i] && (i === 0 || offsetAt(at - 1) === offsets[i - 1]);
      if (from.every(isSame)) continue;
      differing.push(name);
      const found = await nodeDifference(name, { fromSeconds: from, offsetSeconds: offsets });
      expect({ name, found: found !== null }).toEqual({ name, found: true });
    }
  } finally {
    client.release(true);
  }
  // Laws that one of them has not heard of yet; were they read wrongly, it would be all.
  expect(differing.length).toBeLessThan(40);
}, 600_000);
