import type { Floor, Rejected, Venue, Wish } from '#allocation';
import { alternativeReads, findAlternatives, isEnforcing, withAlternatives } from '#allocation';
import type { Alternative, Instant } from '#contracts';
import type { BatchFloors } from './batch-floors.js';
import type { Decided, PlacedFact } from './decided.js';
import type { VenueReads } from './wanted.js';

interface Seeking {
  readonly decided: Decided;
  readonly rejected: Rejected;
  readonly wish: Wish;
  readonly floor: Floor;
  readonly venue: Venue;
}

/**
 * Puts into every refusal what would work now. Judged on the floors as they are at the end of the
 * batch, which is when the answer is given; `read` fetches what the looking needs besides.
 */
export async function addAlternatives(
  decided: Iterable<Decided>,
  floors: BatchFloors,
  read: (reads: VenueReads) => Promise<void>,
  now: Instant,
): Promise<void> {
  const seeking = [...decided].flatMap((command) => seekingOf(command, floors));
  const reads: VenueReads = new Map();
  for (const { floor, wish } of seeking) {
    const missing = floor.coverage.missing(alternativeReads(wish));
    if (missing) reads.set(floor.venueId, [...(reads.get(floor.venueId) ?? []), missing]);
  }
  if (reads.size > 0) await read(reads);
  const found = new Map<string, readonly Alternative[]>();
  for (const { decided: command, rejected, wish, floor, venue } of seeking) {
    const { route } = command.command;
    const key = `${floor.venueId}${route ?? ''}${wishKey(floor, wish)}`;
    const enforcing = isEnforcing(floor.flags, route);
    const alternatives = found.get(key) ?? findAlternatives(floor, venue, wish, now, enforcing);
    found.set(key, alternatives);
    amend(command, withAlternatives(rejected, alternatives));
  }
}

function seekingOf(decided: Decided, floors: BatchFloors): Seeking[] {
  const { decision, command } = decided;
  const { floor } = floors.of(command.venueId);
  const { venue } = floor;
  if (decision.kind !== 'rejected' || !decision.wish || !venue) return [];
  return [{ decided, rejected: decision, wish: decision.wish, floor, venue }];
}

/** The same for wishes that the same alternatives meet: what a booking has is free to it alone. */
function wishKey(floor: Floor, wish: Wish): string {
  const { bookingId, ...rest } = wish;
  const own = bookingId !== null && floor.claims.ofBooking(bookingId).length > 0;
  return JSON.stringify(own ? wish : rest);
}

function amend(decided: Decided, rejected: Rejected): void {
  decided.decision = rejected;
  const { rejection } = rejected;
  decided.facts = decided.facts.map(
    (fact) => ({ ...fact, data: { ...fact.data, rejection } }) as PlacedFact,
  );
}
