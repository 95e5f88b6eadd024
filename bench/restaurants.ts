import type { Command, Uuid, VenueConfiguration } from '#contracts';
import { derivedUuid } from '#contracts';

const VENUES = 64;
const TABLES = 50;
const SEATING_MINUTES = 105;
const SLOT_MINUTES = 120;
const FIRST_SLOT = Date.parse('2027-01-01T00:00:00.000Z');
const ACTOR = { kind: 'booking-system', id: 'bench' } as const;

/** The floors of the workload: 64 restaurants of 50 tables, open at all hours. */
export const RESTAURANTS: readonly VenueConfiguration[] = Array.from({ length: VENUES }, (_, v) =>
  restaurant(v),
);

export function configurations(): Command[] {
  return RESTAURANTS.map((data) => ({
    commandId: derivedUuid('bench', 'configure', data.venueId),
    type: 'ConfigureVenue',
    venueId: data.venueId,
    data,
    actor: ACTOR,
  }));
}

/** Bookings `from` … `from + count`, each with a table and a time that no other one wants. */
export function registrations(from: number, count: number): Command[] {
  return range(from, count).map((n) => {
    const { venue, startsAt } = placeOf(n);
    const endsAt = startsAt + SEATING_MINUTES * 60_000;
    return {
      commandId: derivedUuid('bench', 'register', n),
      type: 'RegisterBooking',
      venueId: venue.venueId,
      data: {
        bookingId: bookingId(n),
        partySize: 2,
        startsAt: new Date(startsAt).toISOString(),
        endsAt: new Date(endsAt).toISOString(),
        status: 'confirmed',
      },
      actor: ACTOR,
    };
  });
}

/** Each of those bookings asks for its table: one event, one outcome, one guarded claim, one row. */
export function assignments(from: number, count: number): Command[] {
  return range(from, count).map((n) => {
    const { venue, tableId } = placeOf(n);
    return {
      commandId: derivedUuid('bench', 'assign', n),
      type: 'AssignTables',
      venueId: venue.venueId,
      data: { bookingId: bookingId(n), tableIds: [tableId] },
      actor: ACTOR,
    };
  });
}

/** One after the other through the venues, then the tables, then the evenings. */
function placeOf(n: number): { venue: VenueConfiguration; tableId: Uuid; startsAt: number } {
  const venue = RESTAURANTS[n % VENUES]!;
  const tableId = venue.tables[Math.floor(n / VENUES) % TABLES]!.id;
  const slot = Math.floor(n / (VENUES * TABLES));
  return { venue, tableId, startsAt: FIRST_SLOT + slot * SLOT_MINUTES * 60_000 };
}

function bookingId(n: number): Uuid {
  return derivedUuid('bench', 'booking', n);
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

function restaurant(v: number): VenueConfiguration {
  const venueId = derivedUuid('bench', 'venue', v);
  return {
    venueId,
    name: `Bench ${v}`,
    timeZone: 'Europe/Paris',
    resourceType: 'table',
    tables: Array.from({ length: TABLES }, (_, t) => ({
      id: derivedUuid('bench', 'table', v, t),
      label: `T${t + 1}`,
      capacity: 4,
      minParty: 1,
      maxParty: 4,
      zone: 'Main',
      mobility: 'movable' as const,
      active: true,
      position: { x: 10 * t, y: 0, rotation: 0 },
    })),
    adjacencies: [],
    policy: {
      outsideService: 'refuse',
      servicePeriods: [],
      buffers: { beforeMinutes: 0, afterMinutes: 0 },
      hold: { minSeconds: 30, defaultSeconds: 180, maxSeconds: 600 },
      maxTables: 3,
      maxSlack: 4,
      adjacencyMode: 'connected',
    },
  };
}
