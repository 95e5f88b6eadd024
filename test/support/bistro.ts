import { randomUUID } from 'node:crypto';
import type { CommandData, CommandType, Table, VenueConfiguration } from '#contracts';

/** A venue of four movable tables in one zone, T1 to T4 in a row; T4 seats six, the others two. */
export function bistro(venueId: string = randomUUID()): VenueConfiguration {
  const tables = ['T1', 'T2', 'T3', 'T4'].map((label, i): Table => {
    const capacity = label === 'T4' ? 6 : 2;
    return {
      id: randomUUID(),
      label,
      capacity,
      minParty: 1,
      maxParty: capacity,
      zone: 'Main',
      mobility: 'movable',
      active: true,
      position: { x: 100 * i, y: 0, rotation: 0 },
    };
  });
  return {
    venueId,
    name: 'Bistro',
    timeZone: 'Europe/Paris',
    resourceType: 'table',
    tables,
    adjacencies: tables.slice(1).map((table, i) => [tables[i]!.id, table.id] as const),
    policy: {
      outsideService: 'refuse',
      servicePeriods: [
        {
          name: 'All day',
          days: [1, 2, 3, 4, 5, 6, 7],
          from: '10:00',
          to: '02:00',
          turnMinutes: [{ upTo: 1000, minutes: 90 }],
        },
      ],
      buffers: { beforeMinutes: 0, afterMinutes: 0 },
      hold: { minSeconds: 30, defaultSeconds: 180, maxSeconds: 600 },
      maxTables: 3,
      adjacencyMode: 'connected',
    },
  };
}

/** A command as a sender writes it, under a new id. */
export function envelope<T extends CommandType>(
  type: T,
  venueId: string,
  data: CommandData[T],
): { commandId: string; type: T; venueId: string; data: CommandData[T] } {
  return { commandId: randomUUID(), type, venueId, data };
}

/** A party of two at a time that the bistro serves. */
export function wish(
  bookingId: string,
  startsAt = '2038-03-12T19:30',
): CommandData['RegisterBooking'] {
  return { bookingId, partySize: 2, startsAt, status: 'confirmed' };
}
