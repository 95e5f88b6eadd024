import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { Policy } from '#contracts';
import { resolveTime, servicePeriodAt } from '#allocation';
import { clockOf } from '../support/clocks.js';

const ZONES = [
  'Europe/Paris',
  'Europe/Lisbon',
  'Europe/Dublin',
  'America/New_York',
  'America/St_Johns',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'UTC',
];

const FIRST_MS = Date.UTC(1975, 0, 1);
const LAST_MS = Date.UTC(2060, 0, 1);

/** Instants everywhere, and half of them within two hours of a change of that zone's clock. */
const zoneAndInstant = fc.constantFrom(...ZONES).chain((zone) =>
  fc
    .tuple(
      fc.integer({ min: FIRST_MS, max: LAST_MS }),
      fc.boolean(),
      fc.integer({ min: -7_200_000, max: 7_200_000 }),
    )
    .map(([epochMs, nearChange, aside]): [string, number] => {
      const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
      const change = nearChange ? zoned.getTimeZoneTransition('next') : null;
      return [zone, change === null ? epochMs : change.epochMilliseconds + aside];
    }),
);

describe('a sent time', () => {
  test('of the wall clock means what Temporal says, or is refused', () => {
    fc.assert(
      fc.property(zoneAndInstant, ([zone, epochMs]) => {
        // The digits of a UTC instant, read as wall clock: near a change some are skipped.
        const sent = new Date(epochMs + wallAheadMs(zone, epochMs)).toISOString().slice(0, -1);
        const wall = Temporal.PlainDateTime.from(sent);
        const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
        const later = wall.toZonedDateTime(zone, { disambiguation: 'later' });
        const expected =
          earlier.epochMilliseconds === later.epochMilliseconds
            ? new Date(earlier.epochMilliseconds).toISOString()
            : earlier.toPlainDateTime().equals(wall)
              ? 'ambiguous'
              : 'skipped';
        const resolution = resolveTime(sent, clockOf(zone));
        expect(resolution.ok ? resolution.instant : resolution.problem).toBe(expected);
      }),
      { numRuns: 1_500 },
    );
  });

  test('printed with the venue’s own offset comes back as the same instant', () => {
    fc.assert(
      fc.property(zoneAndInstant, ([zone, epochMs]) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
        const sent = zoned.toString({ timeZoneName: 'never', fractionalSecondDigits: 3 });
        const instant = new Date(epochMs).toISOString();
        expect(resolveTime(sent, clockOf(zone))).toEqual({ ok: true, instant });
        expect(resolveTime(instant, clockOf(zone))).toEqual({ ok: true, instant });
      }),
      { numRuns: 1_000 },
    );
  });

  test('that is any text gives an answer and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(resolveTime(text, clockOf('Europe/Paris'))).toMatchObject({ ok: false });
      }),
    );
  });
});

describe('the service period', () => {
  const wallTime = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => hour * 60 + minute);
  const text = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

  test('contains an instant when the wall clock of a listed day does', () => {
    fc.assert(
      fc.property(
        zoneAndInstant,
        wallTime,
        wallTime,
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        ([zone, epochMs], from, to, days) => {
          const policy = onePeriod(text(from), text(to), days);
          const wall = Temporal.Instant.fromEpochMilliseconds(epochMs)
            .toZonedDateTimeISO(zone)
            .toPlainDateTime();
          // The oracle lays the period over both days it can have started on.
          const expected = [wall.toPlainDate(), wall.toPlainDate().subtract({ days: 1 })].find(
            (date) => {
              const start = date.toPlainDateTime({
                hour: Math.floor(from / 60),
                minute: from % 60,
              });
              const end = date
                .add({ days: to <= from ? 1 : 0 })
                .toPlainDateTime({ hour: Math.floor(to / 60), minute: to % 60 });
              return (
                days.includes(date.dayOfWeek) &&
                Temporal.PlainDateTime.compare(start, wall) <= 0 &&
                Temporal.PlainDateTime.compare(wall, end) < 0
              );
            },
          );
          const moment = servicePeriodAt(policy, clockOf(zone), new Date(epochMs).toISOString());
          expect(moment?.serviceDate).toBe(expected?.toString());
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

/** How far the wall clock is ahead an hour earlier: after a change, the clock that was left. */
function wallAheadMs(zone: string, epochMs: number): number {
  const before = Temporal.Instant.fromEpochMilliseconds(epochMs - 3_600_000);
  return before.toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;
}

function onePeriod(from: string, to: string, days: readonly number[]): Policy {
  return {
    outsideService: 'refuse',
    servicePeriods: [{ name: 'service', days, from, to, turnMinutes: [{ upTo: 9, minutes: 90 }] }],
    buffers: { beforeMinutes: 0, afterMinutes: 0 },
    hold: { minSeconds: 30, defaultSeconds: 180, maxSeconds: 600 },
    maxTables: 1,
    adjacencyMode: 'off',
  };
}
