import type {
  Assignment,
  BookingRecord,
  Calendar,
  Changes,
  Claim,
  FlagOverrides,
  Hold,
  Reads,
  Venue,
} from '#allocation';
import { CHANGES_MAX, Coverage, Floor, NO_READS, venueOf } from '#allocation';
import type { Flags, Uuid } from '#contracts';
import { upcast } from '#contracts';
import type { AssignmentRow, ChangesRow, FloorRows, OpenedBatch, VenueRow } from './rows.js';
import { assignmentOf, claimOf } from './rows.js';
import type { VenueReads } from './wanted.js';

/** A floor as far as one batch reads it, and as it was read, to tell afterwards what changed. */
export interface BatchFloor {
  readonly floor: Floor;
  readonly read: {
    venue: Venue | null;
    readonly bookings: Map<Uuid, BookingRecord>;
    readonly assignments: Map<Uuid, Assignment>;
    readonly holds: Map<Uuid, Hold>;
    readonly ended: Set<Uuid>;
    readonly claims: Map<Uuid, Claim>;
    readonly globalFlags: FlagOverrides;
    readonly venueFlags: FlagOverrides;
  };
}

/** The floors of a batch's venues, filled by what `open_batch` and `read_floors` answer. */
export class BatchFloors {
  readonly byVenue = new Map<Uuid, BatchFloor>();

  constructor(
    opened: Pick<OpenedBatch, 'venues' | 'flags'>,
    partitionOf: (venueId: Uuid) => number,
    knownVenues: ReadonlyMap<Uuid, Venue>,
    flagDefaults: Flags,
    calendar: Calendar,
  ) {
    for (const row of opened.venues ?? []) {
      const floor = new Floor(
        row.venueId,
        partitionOf(row.venueId),
        flagDefaults,
        Coverage.nothing(),
        calendar,
      );
      floor.contextSeq = row.contextSeq;
      floor.venue = venueOfRow(row, knownVenues, calendar);
      for (const { flag, venueId, ...override } of opened.flags ?? []) {
        if (venueId === null) floor.globalFlags.set(flag, override);
        if (venueId === floor.venueId) floor.venueFlags.set(flag, override);
      }
      this.byVenue.set(row.venueId, { floor, read: asRead(floor) });
    }
  }

  of(venueId: Uuid): BatchFloor {
    const found = this.byVenue.get(venueId);
    if (!found) throw new Error(`venue ${venueId} is not of this batch`);
    return found;
  }

  /**
   * Takes in what was read. The first reading of a thing stands: a later one, in the same
   * transaction, cannot know what the batch has decided in between.
   */
  absorb(rows: FloorRows, reads: VenueReads): void {
    const seatings = groupByBooking(rows.assignments ?? []);
    const claims = (rows.claims ?? []).map((row) => ({
      venueId: row.venueId,
      claim: claimOf(row),
    }));
    const shadowed = new Set(
      claims
        .filter(({ claim }) => claim.kind === 'assignment' && claim.shadow)
        .map(({ claim }) => claim.bookingId),
    );
    const asked = askedIds(reads);
    for (const { venueId, ...booking } of rows.bookings ?? []) {
      this.absorbBooking(venueId, booking, asked, () => {
        const seats = seatings.get(booking.bookingId);
        return seats ? assignmentOf(seats, shadowed.has(booking.bookingId)) : null;
      });
    }
    this.absorbUnregistered(seatings, shadowed);
    for (const { venueId, ...hold } of rows.holds ?? []) {
      const found = this.byVenue.get(venueId);
      this.markForeign(venueId, hold.holdId, asked);
      if (!found || found.read.holds.has(hold.holdId)) continue;
      found.read.holds.set(hold.holdId, hold);
      found.floor.holds.set(hold.holdId, hold);
    }
    for (const { venueId, ...ended } of rows.ended ?? []) {
      const found = this.byVenue.get(venueId);
      if (found && !found.floor.ended.has(ended.id)) {
        found.read.ended.add(ended.id);
        found.floor.ended.set(ended.id, ended);
      }
      this.markForeign(venueId, ended.id, asked);
    }
    for (const { venueId, claim } of claims) {
      const found = this.byVenue.get(venueId);
      if (claim.blockId !== null) this.markForeign(venueId, claim.blockId, asked);
      if (!found || found.read.claims.has(claim.id)) continue;
      found.read.claims.set(claim.id, claim);
      found.floor.claims.add(claim);
    }
    for (const { venueId, afterSeq, events } of rows.changes ?? []) {
      const found = this.byVenue.get(venueId);
      const known = found?.floor.changes ?? null;
      if (!found || (known !== null && known.afterSeq <= afterSeq)) continue;
      found.floor.changes = changesOf(afterSeq, events ?? []);
    }
    for (const [venueId, wanted] of reads) this.cover(this.of(venueId).floor, wanted);
  }

  private absorbBooking(
    venueId: Uuid,
    booking: BookingRecord,
    asked: ReadonlyMap<Uuid, ReadonlySet<Uuid>>,
    assignment: () => Assignment | null,
  ): void {
    this.markForeign(venueId, booking.bookingId, asked);
    const found = this.byVenue.get(venueId);
    if (!found || found.read.bookings.has(booking.bookingId)) return;
    // Decided in this batch before it was read: what was decided stands.
    if (found.floor.bookings.has(booking.bookingId)) return;
    found.read.bookings.set(booking.bookingId, booking);
    found.floor.bookings.set(booking.bookingId, booking);
    const seated = assignment();
    if (!seated) return;
    found.read.assignments.set(booking.bookingId, seated);
    found.floor.assignments.set(booking.bookingId, seated);
  }

  /**
   * Tables of bookings that are not registered: rows from elsewhere, imported or to be imported.
   */
  private absorbUnregistered(
    seatings: ReadonlyMap<Uuid, readonly AssignmentRow[]>,
    shadowed: ReadonlySet<Uuid | null>,
  ): void {
    for (const [bookingId, seats] of seatings) {
      const found = this.byVenue.get(seats[0]!.venueId);
      if (!found || found.read.assignments.has(bookingId)) continue;
      if (found.floor.bookings.has(bookingId) || found.floor.assignments.has(bookingId)) continue;
      const seated = assignmentOf(seats, shadowed.has(bookingId));
      found.read.assignments.set(bookingId, seated);
      found.floor.assignments.set(bookingId, seated);
    }
  }

  /** An id that one venue asked for and another has is taken, and nothing that venue may touch. */
  private markForeign(
    ownerVenueId: Uuid,
    id: Uuid,
    asked: ReadonlyMap<Uuid, ReadonlySet<Uuid>>,
  ): void {
    for (const [venueId, ids] of asked) {
      if (venueId !== ownerVenueId && ids.has(id)) this.of(venueId).floor.foreignIds.add(id);
    }
  }

  private cover(floor: Floor, wanted: readonly Reads[]): void {
    for (const reads of wanted) {
      floor.coverage.add(reads);
      // A hold was read with its booking, and with what overlaps it.
      for (const holdId of reads.holds) {
        const hold = floor.holds.get(holdId);
        if (!hold) continue;
        const bookings = hold.bookingId === null ? [] : [hold.bookingId];
        const spans = [{ tableIds: hold.tableIds, window: hold.window }];
        floor.coverage.add({ ...NO_READS, bookings, spans });
      }
      for (const { bookingId, tableIds } of reads.bookingSpans) {
        const window = floor.bookings.get(bookingId)?.window;
        if (!window) continue;
        const demand = tableIds === null ? [window] : [];
        floor.coverage.add({ ...NO_READS, spans: [{ tableIds, window }], demand });
      }
    }
  }
}

/** A venue that was known has the clock of then. */
function venueOfRow(
  row: VenueRow,
  known: ReadonlyMap<Uuid, Venue>,
  calendar: Calendar,
): Venue | null {
  const { venueId, version, updatedAt, configuration } = row;
  if (version === null) return null;
  if (configuration) return venueOf(configuration, version, updatedAt!, calendar);
  const venue = known.get(venueId)!;
  const clock = calendar.clockOf(venue.configuration.timeZone);
  return venue.clock === clock ? venue : { ...venue, clock };
}

/** The zones of the venues that were read, by their rows or by what was known of them. */
export function zonesOfVenues(
  rows: OpenedBatch['venues'],
  known: ReadonlyMap<Uuid, Venue>,
): readonly string[] {
  return (rows ?? []).flatMap(({ venueId, version, configuration }) => {
    if (version === null) return [];
    return [(configuration ?? known.get(venueId)!.configuration).timeZone];
  });
}

/** Past the bound the oldest are not known, and the rest are all after the one that was left out. */
function changesOf(afterSeq: number, newestFirst: NonNullable<ChangesRow['events']>): Changes {
  const left = newestFirst[CHANGES_MAX];
  const events = newestFirst.slice(0, CHANGES_MAX).map((event) => upcast(event));
  return { afterSeq: left?.seq ?? afterSeq, events: events.reverse() };
}

function asRead(floor: Floor): BatchFloor['read'] {
  return {
    venue: floor.venue,
    bookings: new Map(),
    assignments: new Map(),
    holds: new Map(),
    ended: new Set(),
    claims: new Map(),
    globalFlags: new Map(floor.globalFlags),
    venueFlags: new Map(floor.venueFlags),
  };
}

function groupByBooking(rows: readonly AssignmentRow[]): Map<Uuid, AssignmentRow[]> {
  const groups = new Map<Uuid, AssignmentRow[]>();
  for (const row of rows) {
    const group = groups.get(row.bookingId);
    if (group) group.push(row);
    else groups.set(row.bookingId, [row]);
  }
  return groups;
}

function askedIds(reads: VenueReads): Map<Uuid, Set<Uuid>> {
  const asked = new Map<Uuid, Set<Uuid>>();
  for (const [venueId, wanted] of reads) {
    const ids = wanted.flatMap(({ bookings, holds, blocks }) => [...bookings, ...holds, ...blocks]);
    asked.set(venueId, new Set(ids));
  }
  return asked;
}
