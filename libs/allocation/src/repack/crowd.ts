import type { Instant, Uuid, Window } from '#contracts';
import { PRESENT_STATUSES, TERMINAL_STATUSES } from '#contracts';
import type { Claim } from '../claim-book.js';
import type { Floor, Venue } from '../floor.js';
import { encloses, overlaps, plusMinutes } from '../windows.js';

/** Least reach of a repack to either side of the window: half a day holds a whole service. */
const REACH_MINUTES_MIN = 12 * 60;

/**
 * The stretch of time that a repack looks at, and moves bookings in, whole ones only: half a day to
 * either side of the window, or the length of the window where that is longer (stays).
 */
export function stretchOf({ start, end }: Window): Window {
  const minutes = end === null ? 0 : (Date.parse(end) - Date.parse(start)) / 60_000;
  const reach = Math.max(REACH_MINUTES_MIN, minutes);
  return {
    start: plusMinutes(start, -reach),
    end: end === null ? null : plusMinutes(end, reach),
  };
}

/** The guests to be seated, or a booking that could make room for them. */
export interface Party {
  readonly bookingId: Uuid;
  readonly partySize: number;
  readonly zone: string | null;
  readonly window: Window;
}

/** The guests to be seated, among the parties. */
export const GUESTS = 0;
const STAYS = -1;

/** Who has a table when: a party that could move, by its index, or somebody who stays. */
interface Occupant {
  readonly party: number;
  readonly window: Window;
}

/**
 * Who is in the way of whom. What stands in the way is what does in the evaluator: lapsed holds do
 * not, nor do shadows while conflicts refuse. Bookings may be moved unless they are pinned, have
 * chosen tables, sit already, have a live hold (somebody is about to move them), or reach out of
 * the stretch.
 */
export class Crowd {
  readonly parties: Party[];
  readonly #occupants = new Map<Uuid, readonly Occupant[]>();
  readonly #indexes = new Map<Uuid, number>();
  readonly #stretch: Window;

  constructor(
    private readonly floor: Floor,
    venue: Venue,
    guests: Party,
    private readonly now: Instant,
    private readonly enforcing: boolean,
  ) {
    this.parties = [guests];
    this.#stretch = stretchOf(guests.window);
    for (const tableId of venue.tables.keys()) {
      this.#occupants.set(tableId, this.#occupantsOf(tableId));
    }
  }

  /** Who sits at a table in a party's window, into `found`; false when somebody there stays. */
  collect(party: number, tableId: Uuid, found: number[]): boolean {
    const { window } = this.parties[party]!;
    for (const occupant of this.#occupants.get(tableId) ?? []) {
      if (occupant.party === party || !overlaps(occupant.window, window)) continue;
      if (occupant.party === STAYS || occupant.party === GUESTS) return false;
      if (!found.includes(occupant.party)) found.push(occupant.party);
    }
    return true;
  }

  #occupantsOf(tableId: Uuid): Occupant[] {
    const { floor } = this;
    const { bookingId } = this.parties[GUESTS]!;
    const found: Occupant[] = [];
    for (const claim of floor.claims.overlapping(tableId, this.#stretch)) {
      // The guests give up the tables they have; what they hold is told below, in full.
      if (claim.bookingId === bookingId || !this.#counts(claim)) continue;
      found.push({ party: this.#partyOf(claim), window: claim.window });
    }
    for (const hold of floor.holdsOf(bookingId)) {
      const counts = hold.expiresAt > this.now && !(hold.shadow && this.enforcing);
      if (!counts || !hold.tableIds.includes(tableId)) continue;
      found.push({ party: GUESTS, window: hold.window });
    }
    return found.sort((a, b) => (a.window.start < b.window.start ? -1 : 1));
  }

  #counts(claim: Claim): boolean {
    if (claim.shadow && this.enforcing) return false;
    const hold = claim.holdId === null ? undefined : this.floor.holds.get(claim.holdId);
    return hold === undefined || hold.expiresAt > this.now;
  }

  #partyOf({ kind, bookingId }: Claim): number {
    if (kind !== 'assignment' || bookingId === null) return STAYS;
    let index = this.#indexes.get(bookingId);
    if (index === undefined) {
      const party = this.#movable(bookingId);
      index = party === null ? STAYS : this.parties.push(party) - 1;
      this.#indexes.set(bookingId, index);
    }
    return index;
  }

  #movable(bookingId: Uuid): Party | null {
    const { floor } = this;
    const booking = floor.bookings.get(bookingId);
    const window = floor.assignments.get(bookingId)?.window;
    if (!booking || !window || !encloses(this.#stretch, window)) return null;
    const { partySize, zone, status, pinReason, pinnedTableIds } = booking;
    if (PRESENT_STATUSES.has(status) || TERMINAL_STATUSES.has(status)) return null;
    if (pinReason !== null || pinnedTableIds.length > 0) return null;
    if (floor.holdsOf(bookingId).some((hold) => hold.expiresAt > this.now)) return null;
    return { bookingId, partySize, zone, window };
  }
}
