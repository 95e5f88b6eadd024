import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from '@jest/globals';
import { demoEvening } from '../../apps/allocator/src/demo/demo-evening.js';
import type { DemoBooking, DemoEvening } from '../../apps/allocator/src/demo/demo-evening.js';
import { eveningZone } from '../../apps/allocator/src/demo/evening-zone.js';
import { bistro } from '../support/bistro.js';

const LONDON = 'Europe/London';
const venue = { ...bistro(), timeZone: LONDON };
const booking = (bookingId: string, startsAt: string): DemoBooking => ({
  bookingId,
  startsAt,
  partySize: 2,
  status: 'confirmed',
});
const evening = (bookings: DemoBooking[], now: string, zone = LONDON): DemoEvening =>
  demoEvening({ ...venue, timeZone: zone }, bookings, LONDON, Temporal.Instant.from(now));
const starts = (day: DemoEvening): string[] =>
  day.bookings.flatMap(({ type, data }) =>
    type === 'RegisterBooking' ? [(data as DemoBooking).startsAt] : [],
  );

describe('the demo evening', () => {
  test('registers every booking and then has it seated, in the order of the data', () => {
    const bookings = [booking('b2', '2026-11-27T18:30:00Z'), booking('b1', '2026-11-27T17:30:00Z')];
    const day = evening(bookings, '2026-12-01T12:00:00Z');
    expect(
      day.bookings.map(({ type, data }) => [type, (data as { bookingId: string }).bookingId]),
    ).toEqual([
      ['RegisterBooking', 'b2'],
      ['AssignBest', 'b2'],
      ['RegisterBooking', 'b1'],
      ['AssignBest', 'b1'],
    ]);
    const all = [...day.before, ...day.bookings, ...day.asItGoes(new Set(['b1', 'b2']))];
    expect(new Set(all.map(({ commandId }) => commandId)).size).toBe(all.length);
  });

  test('keeps the time on the clock of the venue, across a change of the clock too', () => {
    const bookings = [booking('b1', '2026-11-27T18:30:00+00:00')];
    expect(starts(evening(bookings, '2026-12-01T12:00:00Z'))).toEqual(['2026-12-01T18:30:00Z']);
    expect(starts(evening(bookings, '2027-07-01T12:00:00Z'))).toEqual(['2027-07-01T17:30:00Z']);
  });

  test('keeps that time in another zone too', () => {
    const bookings = [booking('b1', '2026-11-27T18:30:00Z')];
    const day = evening(bookings, '2026-12-01T10:00:00Z', 'Asia/Tokyo');
    expect(starts(day)).toEqual(['2026-12-01T09:30:00Z']);
  });

  test('keeps a party after midnight on the day after', () => {
    const bookings = [booking('b1', '2026-11-28T00:10:00Z'), booking('b2', '2026-11-27T19:00:00Z')];
    expect(starts(evening(bookings, '2026-12-01T12:00:00Z'))).toEqual([
      '2026-12-02T00:10:00Z',
      '2026-12-01T19:00:00Z',
    ]);
  });

  test('knows who has come, who has left and who found no table by now', () => {
    const bookings = [
      booking('left', '2026-11-27T15:00:00Z'),
      booking('here', '2026-11-27T19:00:00Z'),
      booking('elsewhere', '2026-11-27T19:00:00Z'),
      booking('later', '2026-11-27T21:00:00Z'),
    ];
    const day = evening(bookings, '2026-12-01T19:30:00Z');
    expect(day.asItGoes(new Set(['left', 'here', 'later'])).map(({ data }) => data)).toEqual([
      { bookingId: 'left', status: 'completed' },
      { bookingId: 'here', status: 'checked_in' },
      { bookingId: 'elsewhere', status: 'cancelled' },
      { bookingId: 'later', reason: 'Asked for this very table' },
    ]);
  });
});

describe('the place of the evening', () => {
  test('is at home when it is evening at home', () => {
    expect(eveningZone(LONDON, Temporal.Instant.from('2026-12-01T20:30:00Z'))).toBe(LONDON);
  });

  test.each(Array.from({ length: 48 }, (_, i) => i * 30))(
    'has dinner on, %s minutes into any day',
    (minutes) => {
      for (const day of ['2026-12-01T00:00:00Z', '2026-07-01T00:00:00Z']) {
        const now = Temporal.Instant.from(day).add({ minutes });
        const { hour, minute } = now.toZonedDateTimeISO(eveningZone(LONDON, now));
        expect(hour * 60 + minute).toBeGreaterThanOrEqual(18 * 60 + 30);
        expect(hour * 60 + minute).toBeLessThanOrEqual(21 * 60);
      }
    },
  );
});
