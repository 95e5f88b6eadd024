import type { Reads, Span } from '#allocation';
import {
  Coverage,
  Floor,
  NO_READS,
  demandStarts,
  overlaps,
  pastStarts,
  readsOf,
} from '#allocation';
import type { Command, Flags, Instant, Uuid, Window } from '#contracts';
import { PRESENT_STATUSES, TERMINAL_STATUSES } from '#contracts';
import { EVERY_CLOCK } from './clocks.js';

/** A command's reads reveal further ones; more rounds than this is a command that never has enough. */
const ROUNDS_MAX = 4;

/**
 * A floor that knows of `full` only what a command asks to have read, as the write path reads it:
 * owners whole, claims by table and window, lapsed holds that are met with all their claims, and
 * with claims from now on the guests who may sit there still.
 */
export function partialFloor(full: Floor, command: Command, now: Instant, flags: Flags): Floor {
  return partlyRead(full, (part) => readsOf(part, command, now), now, flags);
}

/** The same for a question, by what it needs to see. */
export function partlyRead(
  full: Floor,
  needs: (floor: Floor) => Reads,
  now: Instant,
  flags: Flags,
): Floor {
  const part = new Floor(full.venueId, full.partition, flags, Coverage.nothing(), EVERY_CLOCK);
  part.contextSeq = full.contextSeq;
  part.venue = full.venue;
  for (const [flag, override] of full.globalFlags) part.globalFlags.set(flag, override);
  for (const [flag, override] of full.venueFlags) part.venueFlags.set(flag, override);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const missing = part.coverage.missing(needs(part));
    if (missing === null) return part;
    new Loader(full, part, now).load(missing);
  }
  throw new Error('it keeps needing more reads');
}

class Loader {
  constructor(
    private readonly full: Floor,
    private readonly part: Floor,
    private readonly now: Instant,
  ) {}

  load(reads: Reads): void {
    for (const id of reads.bookings) this.booking(id);
    for (const id of reads.holds) this.hold(id);
    for (const id of [...reads.holds, ...reads.blocks]) this.end(id);
    for (const id of reads.blocks) this.claimsWhere((claim) => claim.blockId === id);
    for (const span of reads.spans) this.span(span);
    for (const { bookingId, tableIds } of reads.bookingSpans) {
      const window = this.full.bookings.get(bookingId)?.window;
      if (!window) continue;
      const span = { tableIds, window };
      const demand = tableIds === null ? [window] : [];
      this.load({ ...NO_READS, spans: [span], demand });
    }
    for (const window of reads.demand) this.demand(window);
    for (const window of reads.past) this.past(window);
    this.part.coverage.add(reads);
  }

  private booking(id: Uuid): void {
    const booking = this.full.bookings.get(id);
    if (booking) this.part.bookings.set(id, booking);
    const assignment = this.full.assignments.get(id);
    if (assignment) this.part.assignments.set(id, assignment);
    for (const hold of this.full.holdsOf(id)) this.part.holds.set(hold.holdId, hold);
    this.claimsWhere((claim) => claim.bookingId === id);
  }

  private hold(id: Uuid): void {
    const hold = this.full.holds.get(id);
    if (!hold) return;
    this.part.holds.set(id, hold);
    this.claimsWhere((claim) => claim.holdId === id);
    const bookings = hold.bookingId === null ? [] : [hold.bookingId];
    const spans = [{ tableIds: hold.tableIds, window: hold.window }];
    this.load({ ...NO_READS, bookings, spans });
  }

  private past(window: Window): void {
    const starts = pastStarts(window);
    for (const booking of this.full.bookings.values()) {
      const { bookingId, status, startsAt } = booking;
      const isThere = starts.start <= startsAt && (starts.end === null || startsAt < starts.end);
      if (status === 'completed' && isThere) this.part.bookings.set(bookingId, booking);
    }
  }

  private end(id: Uuid): void {
    const ended = this.full.ended.get(id);
    if (ended) this.part.ended.set(id, ended);
  }

  private span({ tableIds, window }: Span): void {
    if (window.end === null || window.end > this.now) this.lingering();
    for (const claim of this.full.claims.all.values()) {
      if (tableIds !== null && !tableIds.includes(claim.tableId)) continue;
      if (!overlaps(claim.window, window)) continue;
      this.claimsWhere((other) => other.id === claim.id);
      const hold = claim.holdId === null ? undefined : this.full.holds.get(claim.holdId);
      if (!hold) continue;
      this.part.holds.set(hold.holdId, hold);
      if (hold.expiresAt <= this.now) this.claimsWhere((other) => other.holdId === hold.holdId);
    }
  }

  private lingering(): void {
    for (const { bookingId, status } of this.full.bookings.values()) {
      if (!PRESENT_STATUSES.has(status)) continue;
      const claims = this.full.claims.ofBooking(bookingId);
      const isOver = claims.some(({ window }) => window.end !== null && window.end <= this.now);
      if (isOver) this.booking(bookingId);
    }
  }

  private demand(window: Window): void {
    for (const booking of this.full.bookings.values()) {
      const wanted =
        !this.full.assignments.has(booking.bookingId) &&
        !TERMINAL_STATUSES.has(booking.status) &&
        booking.startsAt >= demandStarts(window).start &&
        overlaps(booking.window, window);
      if (wanted) this.part.bookings.set(booking.bookingId, booking);
    }
  }

  private claimsWhere(wanted: (claim: Parameters<Floor['claims']['add']>[0]) => boolean): void {
    for (const claim of this.full.claims.all.values()) {
      if (wanted(claim) && !this.part.claims.all.has(claim.id)) this.part.claims.add(claim);
    }
  }
}
