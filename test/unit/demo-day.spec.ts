import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from '@jest/globals';
import { demoDay } from '../../apps/allocator/src/demo/demo-day.js';
import type { DemoBooking } from '../../apps/allocator/src/demo/demo-day.js';
import { bistro } from '../support/bistro.js';

const venue = bistro();
const booking = (bookingId: string, startsAt: string): DemoBooking => ({
  bookingId,
  startsAt,
  partySize: 2,
  status: 'confirmed',
});
const starts = (bookings: DemoBooking[], today: string): string[] =>
  demoDay(venue, bookings, Temporal.PlainDate.from(today)).flatMap(({ type, data }) =>
    type === 'RegisterBooking' ? [(data as DemoBooking).startsAt] : [],
  );

describe('the demo day', () => {
  test('registers every booking and then has it seated, in the order of the data', () => {
    const bookings = [booking('b2', '2026-11-27T18:30:00Z'), booking('b1', '2026-11-27T17:30:00Z')];
    const commands = demoDay(venue, bookings, Temporal.PlainDate.from('2026-12-01'));
    expect(commands.map(({ type, data }) => [type, data.bookingId])).toEqual([
      ['RegisterBooking', 'b2'],
      ['AssignBest', 'b2'],
      ['RegisterBooking', 'b1'],
      ['AssignBest', 'b1'],
    ]);
    expect(new Set(commands.map(({ commandId }) => commandId)).size).toBe(4);
  });

  test('keeps the time on the clock of the venue, across a change of the clock too', () => {
    const bookings = [booking('b1', '2026-11-27T18:30:00+00:00')];
    expect(starts(bookings, '2026-12-01')).toEqual(['2026-12-01T18:30:00Z']);
    expect(starts(bookings, '2027-07-01')).toEqual(['2027-07-01T17:30:00Z']);
  });

  test('keeps a party after midnight on the day after', () => {
    const bookings = [booking('b1', '2026-11-27T23:30:00Z'), booking('b2', '2026-11-27T19:00:00Z')];
    expect(starts(bookings, '2026-12-01')).toEqual([
      '2026-12-01T23:30:00Z',
      '2026-12-01T19:00:00Z',
    ]);
  });
});
