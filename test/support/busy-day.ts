import { Temporal } from 'temporal-polyfill';
import { derivedUuid } from '#contracts';
import type {
  CommandOutcome,
  Table,
  Timeline,
  TimelineSegment,
  VenueConfiguration,
} from '#contracts';
import { demoEvening } from '../../apps/allocator/src/demo/demo-evening.js';
import type { DemoBooking } from '../../apps/allocator/src/demo/demo-evening.js';
import { eveningZone } from '../../apps/allocator/src/demo/evening-zone.js';
import { readFriday, readVenue } from './data-files.js';

/** When the brasserie of the data still has tables. */
const ALSO_AT = ['12:00', '13:45', '14:00', '17:30', '21:45', '22:00', '22:15', '22:30'];
const BATCH_MAX = 200;

/** As much of a service as is needed to fill its day, by an administrator. */
export interface Requests {
  request(method: string, path: string, options: { body: unknown }): Promise<{ body: unknown }>;
}

/**
 * The brasserie's Friday, made larger and busier, is today's, and nothing of it is over: it is
 * morning there. The selector seats who can be seated. The same every time.
 */
export async function fillBusyDay(
  service: Requests,
  tables: number,
  bookings: number,
): Promise<{ readonly venue: VenueConfiguration; readonly seated: number }> {
  const { timeZone: home, ...floor } = readVenue('venues/brasserie');
  const now = Temporal.Now.instant();
  const venue = {
    ...floor,
    timeZone: eveningZone(home, now.add({ hours: 10 })),
    tables: filledUp(floor.tables, tables, gardenTable),
  };
  await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
  const parties = filledUp(readFriday('brasserie'), bookings, party);
  const commands = demoEvening(venue, parties, home, now).bookings;
  let seated = 0;
  for (let i = 0; i < commands.length; i += BATCH_MAX) {
    const body = commands.slice(i, i + BATCH_MAX);
    const outcomes = (await service.request('POST', '/api/commands', { body })).body;
    (outcomes as CommandOutcome[]).forEach(({ status }, j) => {
      if (status === 'accepted' && body[j]!.type === 'AssignBest') seated++;
    });
  }
  return { venue, seated };
}

function filledUp<T>(
  known: readonly T[],
  count: number,
  make: (i: number, like: T) => T,
): readonly T[] {
  const missing = Math.max(0, count - known.length);
  return [...known, ...Array.from({ length: missing }, (_, i) => make(i, known[0]!))];
}

function gardenTable(i: number, like: Table): Table {
  return {
    ...like,
    id: derivedUuid('busy-day', 'table', String(i)),
    label: `G${i + 1}`,
    capacity: 4,
    maxParty: 4,
    zone: 'Garden',
    position: { x: 100 + 160 * i, y: 1_000, rotation: 0 },
  };
}

function party(i: number, like: DemoBooking): DemoBooking {
  return {
    bookingId: derivedUuid('busy-day', 'booking', String(i)),
    partySize: i % 3 === 0 ? 4 : 2,
    startsAt: `${like.startsAt.slice(0, 10)}T${ALSO_AT[i % ALSO_AT.length]}:00+00:00`,
    status: 'confirmed',
  };
}

/** A booking on one table that could as well be on another, and both tables, the other one first. */
export function movableOf({ rows }: Timeline): { bookingId: string; tables: string[] } {
  const isFree = (segments: readonly TimelineSegment[], { window }: TimelineSegment): boolean =>
    segments.every(
      (one) =>
        one.window.end! <= window.start || (window.end !== null && one.window.start >= window.end),
    );
  for (const { table, segments } of rows) {
    for (const segment of segments) {
      const { booking } = segment;
      if (booking?.status !== 'confirmed' || booking.pinReason !== null) continue;
      if (segment.tables.length > 1) continue;
      const other = rows.find(
        (row) => row.table.capacity === table.capacity && isFree(row.segments, segment),
      );
      if (other) return { bookingId: booking.bookingId, tables: [other.table.id, table.id] };
    }
  }
  throw new Error('nobody can be moved');
}
