import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Calendar } from '#allocation';
import { isInService, resolveTime } from '#allocation';
import type { Command, CommandData, CommandType, Policy, Uuid } from '#contracts';
import { CalendarStore, takeZones } from '#postgres';
import type { WritePath } from '#postgres';
import fc from 'fast-check';
import { bistro, envelope } from '../support/bistro.js';
import type { TestDatabase } from '../support/database.js';
import { call } from '../support/sql-caller.js';
import { createLogDatabase, writePathOn } from '../support/test-write-path.js';

/** Of every kind: half hours, the southern half, Ramadan, moved date lines, laws just changed. */
const ZONES = [
  'Europe/Paris',
  'Europe/Dublin',
  'Europe/Chisinau',
  'America/New_York',
  'America/Vancouver',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Asuncion',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Africa/Monrovia',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Gaza',
  'Antarctica/Troll',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kwajalein',
  'Pacific/Chatham',
  'US/Eastern',
  'CET',
  'UTC',
];
const FIRST_MS = Date.UTC(1970, 0, 2);
const LAST_MS = Date.UTC(2199, 11, 30);

let database: TestDatabase;
let writePath: WritePath;
let calendar: Calendar;

beforeAll(async () => {
  database = await createLogDatabase();
  writePath = writePathOn(database);
  expect(await takeZones(database.pool, ZONES)).toEqual([]);
  calendar = await new CalendarStore(database.pool).at(Number.NaN, []);
}, 60_000);
afterAll(async () => {
  await writePath.drain();
  await database.drop();
});

/** Anywhere, and half of them within two hours of a change of that zone's clocks. */
const zoneAndMs = fc.constantFrom(...ZONES).chain((timeZone) =>
  fc
    .tuple(
      fc.integer({ min: FIRST_MS, max: LAST_MS }),
      fc.boolean(),
      fc.integer({ min: -7_200_000, max: 7_200_000 }),
    )
    .map(([ms, near, aside]) => {
      const change = calendar.clockOf(timeZone).fromMs.find((from) => from > ms);
      const at = near && change !== undefined && change < LAST_MS ? change + aside : ms;
      return { timeZone, at: new Date(at).toISOString() };
    }),
);
const hour = fc
  .tuple(fc.nat(23), fc.constantFrom('00', '15', '30', '59'))
  .map(([h, minutes]) => `${String(h).padStart(2, '0')}:${minutes}`);
const period = fc.record({
  name: fc.constant('service'),
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  from: hour,
  to: fc.oneof(hour, fc.constant('24:00')),
  turnMinutes: fc.constantFrom(
    [{ upTo: 9, minutes: 90 }],
    [
      { upTo: 2, minutes: 60 },
      { upTo: 9, minutes: 150 },
    ],
  ),
});
const policy = fc
  .record({
    servicePeriods: fc.array(period, { maxLength: 3 }),
    beforeMinutes: fc.constantFrom(0, 15),
  })
  .map(({ servicePeriods, beforeMinutes }): Policy => {
    const buffers = { beforeMinutes, afterMinutes: 10 };
    return { ...bistro().policy, servicePeriods, buffers };
  });

describe('in every zone, on every day to 2199', () => {
  test('the service and SQL serve at the same instants', async () => {
    const cases = fc.sample(fc.tuple(zoneAndMs, policy), 3_000);
    const asked = cases.map(([{ timeZone, at }, rules]) => ({ timeZone, at, policy: rules }));
    const { rows } = await database.pool.query<{ served: boolean }>(
      `select is_in_service(c -> 'policy', c ->> 'timeZone', (c ->> 'at')::timestamptz) as served
         from jsonb_array_elements($1::jsonb) with ordinality x(c, n) order by n`,
      [JSON.stringify(asked)],
    );
    asked.forEach(({ timeZone, at, policy: rules }, i) => {
      const served = isInService(rules, calendar.clockOf(timeZone), at);
      const periods = rules.servicePeriods;
      expect({ timeZone, at, periods, served: rows[i]!.served }).toEqual({
        ...{ timeZone, at, periods },
        served,
      });
    });
  });

  test('a wall-clock text is an instant at which SQL shows that text', async () => {
    const cases = fc.sample(zoneAndMs, 3_000).flatMap(({ timeZone, at }) => {
      const sent = at.slice(0, -1);
      const resolution = resolveTime(sent, calendar.clockOf(timeZone));
      return resolution.ok ? [{ timeZone, sent, at: resolution.instant }] : [];
    });
    const { rows } = await database.pool.query<{ shown: string }>(
      `select to_char(wall_time(c ->> 'timeZone', (c ->> 'at')::timestamptz),
                      'YYYY-MM-DD"T"HH24:MI:SS.MS') as shown
         from jsonb_array_elements($1::jsonb) with ordinality x(c, n) order by n`,
      [JSON.stringify(cases)],
    );
    expect(cases.length).toBeGreaterThan(2_000);
    expect(rows.map(({ shown }) => shown)).toEqual(cases.map(({ sent }) => sent));
  });

  test('a command and a call seat a booking of a wall-clock time, or neither does', async () => {
    const zones = fc.sample(fc.tuple(zoneAndMs, policy, fc.integer({ min: 1, max: 4 })), 60);
    for (const [{ timeZone, at }, rules, partySize] of zones) {
      if (timeZone === 'CET') continue;
      const venue = { ...bistro(), timeZone, policy: rules };
      await done('ConfigureVenue', venue.venueId, venue);
      const endsAt = rules.servicePeriods.length === 0 ? plusHours(at.slice(0, -1), 30) : null;
      const booking = {
        partySize,
        startsAt: at.slice(0, -1),
        endsAt,
        status: 'confirmed',
      } as const;
      const [one, other] = [randomUUID(), randomUUID()];
      const registered = await sent('RegisterBooking', venue.venueId, {
        ...booking,
        bookingId: one,
      });
      if (registered.status === 'rejected') continue;
      await done('RegisterBooking', venue.venueId, { ...booking, bookingId: other });
      const four = venue.tables[3]!.id;
      const assigned = await sent('AssignTables', venue.venueId, {
        bookingId: one,
        tableIds: [four],
      });
      if (assigned.status === 'accepted') {
        await done('UnassignTables', venue.venueId, { bookingId: one, tableIds: null });
      }
      const called = await call(database.pool, 'assign_tables_atomic_v2($1, $2)', [other, [four]]);
      const told = called.ok ? null : called.refusal.code;
      expect({ timeZone, at, told }).toEqual({
        ...{ timeZone, at },
        told: assigned.rejection?.code ?? null,
      });
    }
  }, 120_000);
});

function sent<T extends CommandType>(type: T, venueId: Uuid, data: CommandData[T]) {
  const actor = { kind: 'staff', id: 'sam' };
  return writePath.submit({ ...envelope(type, venueId, data), actor } as unknown as Command);
}

async function done<T extends CommandType>(type: T, venueId: Uuid, data: CommandData[T]) {
  const { rejection } = await sent(type, venueId, data);
  if (rejection) throw new Error(`${type}: ${rejection.message}`);
}

/** A wall-clock time of some days later: no clock is changed by that much. */
function plusHours(wall: string, hours: number): string {
  return new Date(Date.parse(`${wall}Z`) + hours * 3_600_000).toISOString().slice(0, -1);
}
