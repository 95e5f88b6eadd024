import type { Floor, Venue } from '#allocation';
import type { Uuid } from '#contracts';

/**
 * Configurations seen before, by venue: checked by version at every opening, kept between them, so
 * that a floor plan is sent once and not with every command.
 */
export type KnownVenues = Map<Uuid, Venue>;

const KNOWN_VENUES_MAX = 1_000;

export function rememberVenue(known: KnownVenues, { venueId, venue }: Floor): void {
  // One without its clock would be none to predict by.
  if (!venue || venue.clock.offsetsMs.length === 0) return;
  // Re-inserting keeps the map in order of use, so that the first is the one to forget.
  known.delete(venueId);
  known.set(venueId, venue);
  if (known.size > KNOWN_VENUES_MAX) known.delete(known.keys().next().value!);
}
