import type { Command } from '#contracts';
import { derivedUuid } from '#contracts';
import { readFriday, readVenue } from './data-files.js';

export const FRIDAY_VENUES = ['bistro', 'rooftop', 'brasserie'] as const;
export type FridayVenue = (typeof FRIDAY_VENUES)[number];

/**
 * A restaurant's full Friday as commands: its floor, then every booking in the order they were
 * made, each registered and at once given the best tables. The same stream every time.
 */
export function* fridayCommands(venue: FridayVenue): Generator<Command> {
  const configuration = readVenue(`venues/${venue}`);
  const { venueId } = configuration;
  const envelope = (subject: string) => ({
    commandId: derivedUuid('friday-command', subject, venueId),
    venueId,
    actor: { kind: 'booking-system', id: 'friday' } as const,
  });
  yield { ...envelope('floor'), type: 'ConfigureVenue', data: configuration };
  for (const data of readFriday(venue)) {
    const { bookingId } = data;
    yield { ...envelope(`register ${bookingId}`), type: 'RegisterBooking', data };
    yield { ...envelope(`seat ${bookingId}`), type: 'AssignBest', data: { bookingId } };
  }
}
