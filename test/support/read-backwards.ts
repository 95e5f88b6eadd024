import type { Floor } from '#allocation';

/** The same floor as if all that is known of it had been read in the opposite order. */
export function readBackwards(floor: Floor): Floor {
  const copy = floor.copy();
  turn(copy.bookings);
  turn(copy.assignments);
  turn(copy.holds);
  turn(copy.ended);
  const claims = [...copy.claims.all.values()];
  for (const claim of claims) copy.claims.remove(claim);
  for (const claim of claims.reverse()) copy.claims.add(claim);
  return copy;
}

function turn<K, V>(map: Map<K, V>): void {
  const entries = [...map];
  map.clear();
  for (const [key, value] of entries.reverse()) map.set(key, value);
}
