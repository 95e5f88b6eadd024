import { endOn } from '#allocation';
import type { Floor } from '#allocation';

/** Everything a floor knows, as plain sorted values that two floors can be compared by. */
export function pictureOf(floor: Floor) {
  return {
    venue: floor.venue && {
      configuration: floor.venue.configuration,
      version: floor.venue.version,
      updatedAt: floor.venue.updatedAt,
    },
    contextVersion: floor.contextVersion,
    bookings: sorted(floor.bookings),
    assignments: sorted(floor.assignments),
    holds: sorted(floor.holds),
    ended: sorted(floor.ended),
    claims: sorted(floor.claims.all),
    globalFlags: sorted(floor.globalFlags),
    venueFlags: sorted(floor.venueFlags),
  };
}

/** What of a floor is written to tables: the shape of `writtenRows`. */
export function rowsOf(floor: Floor) {
  const { bookings, assignments, holds, claims, ended, venueFlags } = pictureOf(floor);
  return {
    bookings: bookings.map(([, booking]) => booking),
    // Whether an assignment is a shadow is told by its claims.
    assignments: assignments.flatMap(([bookingId, assignment]) => {
      const { shadow: _shadow, ends: _ends, tableIds, window, ...made } = assignment;
      return tableIds.map((tableId) => {
        const end = endOn(assignment, tableId);
        return { bookingId, tableId, window: { start: window.start, end }, ...made };
      });
    }),
    holds: holds.map(([, hold]) => hold),
    claims: claims.map(([, claim]) => claim),
    ended: ended.map(([, end]) => end),
    venueFlags: venueFlags.map(([flag, override]) => ({ flag, ...override })),
  };
}

function sorted<T>(things: ReadonlyMap<string, T>): [string, T][] {
  return [...things].sort(([a], [b]) => (a < b ? -1 : 1));
}
