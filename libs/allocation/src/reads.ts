import type { Command, Instant, SentWindow, Uuid, Window } from '#contracts';
import { resolveWindow } from './checks/window-checks.js';
import type { Reads, Span } from './coverage.js';
import { NO_READS } from './coverage.js';
import type { Floor } from './floor.js';
import { UTC_CLOCK } from './policy/index.js';
import { bookingTimes } from './rules/booking-times.js';
import { followWindows } from './rules/follow.js';
import { latestEnd } from './rules/stay.js';
import { claimantsOf, concernedTables } from './rules/venue-concerns.js';
import { shownAt } from './stale.js';
import { longer } from './windows.js';

/**
 * What must be known of the floor to decide a command, as far as the floor tells already: a floor
 * that knows the booking yields exact windows, one that does not asks for the booking's own window.
 * `now` is the time of the decision, null while that is not known and only predicted for: what
 * depends on it is then left to the next asking.
 *
 * Deciding is right whenever `floor.coverage` misses none of this, asked again with what was read.
 */
export function readsOf(floor: Floor, command: Command, now: Instant | null): Reads {
  const shown = shownAt(command);
  const reads = readsToDecide(floor, command, now);
  return shown === null ? reads : { ...reads, changesAfter: [shown.seq] };
}

function readsToDecide(floor: Floor, command: Command, now: Instant | null): Reads {
  switch (command.type) {
    case 'ConfigureVenue':
      return configureReads(floor, command.data, now);
    case 'SetFlag':
      return NO_READS;
    case 'RegisterBooking':
      return registerReads(floor, command.data);
    case 'SetBookingStatus':
      return restoreReads(floor, command.data.bookingId);
    case 'UnassignTables':
    case 'PinBooking':
    case 'UnpinBooking':
      return ofBooking(command.data.bookingId);
    case 'ExtendHold':
    case 'ReleaseHold':
    case 'ExpireHold':
      return { ...NO_READS, holds: [command.data.holdId] };
    case 'HoldTables':
      return holdReads(floor, command.data);
    case 'ConfirmHold':
      return confirmReads(floor, command.data);
    case 'ExtendStay':
      return stayReads(floor, command.data.bookingId);
    case 'AssignTables':
    case 'MoveBooking':
      return seatReads(floor, command.data.bookingId, command.data);
    case 'AssignBest':
      return bestReads(floor, command.data.bookingId, command.data.window ?? null);
    case 'HoldBest': {
      const { holdId, bookingId, window } = command.data;
      const best = bestReads(floor, bookingId, window ?? null);
      return { ...best, holds: [holdId], blocks: [holdId] };
    }
    case 'RepackBookings':
      return repackingReads(floor, command.data);
    case 'ImportAllocations':
      return importReads(floor, command.data);
    case 'PromoteAllocations':
      return promoteReads(floor, command.data.bookingIds);
    case 'SwapBookings':
      return swapReads(floor, command.data.bookingIdA, command.data.bookingIdB);
    case 'BlockTables': {
      const { blockId, tableIds } = command.data;
      const window = windowOf(floor, command.data.window);
      const spans = window ? [{ tableIds, window }] : [];
      // A hold and a block do not share an id: what became of it could not be told.
      return { ...NO_READS, blocks: [blockId], holds: [blockId], spans };
    }
    case 'UnblockTables':
      return { ...NO_READS, blocks: [command.data.blockId] };
  }
}

type DataOf<T extends Command['type']> = Extract<Command, { type: T }>['data'];

/** Whom a new configuration concerns: only those from now on, and only at tables that it changes. */
function configureReads(floor: Floor, data: DataOf<'ConfigureVenue'>, now: Instant | null): Reads {
  if (floor.venue === null || now === null) return NO_READS;
  const tableIds = concernedTables(floor.venue, data);
  if (tableIds?.length === 0) return NO_READS;
  const { bookingIds } = claimantsOf(floor, tableIds, now);
  const spans = [{ tableIds, window: { start: now, end: null } }];
  return { ...NO_READS, bookings: bookingIds, spans };
}

function ofBooking(bookingId: Uuid, spans: readonly Span[] = []): Reads {
  return { ...NO_READS, bookings: [bookingId], spans };
}

/** A booking may have to take its tables, or those that it gave up, along to a new time. */
function registerReads(floor: Floor, data: DataOf<'RegisterBooking'>): Reads {
  const restore = restoreReads(floor, data.bookingId);
  const before = floor.bookings.get(data.bookingId);
  const released = before?.released?.tables.map((table) => table.tableId);
  const tableIds = floor.assignments.get(data.bookingId)?.tableIds ?? released;
  if (!floor.venue || !before || !tableIds) return restore;
  const times = bookingTimes(floor.venue, before, data, null);
  if ('kind' in times) return restore;
  const spans = followWindows(floor, before, times).map((window) => ({ tableIds, window }));
  return { ...restore, spans: [...restore.spans, ...spans] };
}

/** The window of a booking that is not known yet, or null where it will be refused anyway. */
export function registeredWindow(floor: Floor, data: DataOf<'RegisterBooking'>): Window | null {
  if (!floor.venue) return null;
  const times = bookingTimes(floor.venue, undefined, data, null);
  return 'kind' in times ? null : times.window;
}

/** A terminal status that is taken back asks for the tables that it gave up. */
function restoreReads(floor: Floor, bookingId: Uuid): Reads {
  const released = floor.bookings.get(bookingId)?.released;
  if (!released) return ofBooking(bookingId);
  const tableIds = released.tables.map((table) => table.tableId);
  return ofBooking(bookingId, [{ tableIds, window: released.window }]);
}

function holdReads(floor: Floor, data: DataOf<'HoldTables'>): Reads {
  const { holdId, bookingId, tableIds } = data;
  const seat =
    bookingId == null
      ? spansFor(floor, tableIds, data.window ?? null)
      : seatReads(floor, bookingId, data);
  return { ...seat, holds: [holdId], blocks: [holdId] };
}

function confirmReads(floor: Floor, { holdId, bookingId }: DataOf<'ConfirmHold'>): Reads {
  const hold = floor.holds.get(holdId);
  const spans = hold ? [{ tableIds: hold.tableIds, window: hold.window }] : [];
  return { ...ofBooking(bookingId, spans), holds: [holdId] };
}

/** Guests who have not left may keep their tables until the last moment that the policy knows. */
function stayReads(floor: Floor, bookingId: Uuid): Reads {
  const assignment = floor.assignments.get(bookingId);
  const booking = floor.bookings.get(bookingId);
  if (!assignment || !booking || !floor.venue) return ofBooking(bookingId);
  const { start, end } = assignment.window;
  const latest = latestEnd(floor.venue, booking, assignment);
  const window = longer(assignment.window, { start, end: latest ?? end });
  return ofBooking(bookingId, [{ tableIds: assignment.tableIds, window }]);
}

function seatReads(
  floor: Floor,
  bookingId: Uuid,
  data: { readonly tableIds: readonly Uuid[]; readonly window?: SentWindow | null },
): Reads {
  const current = floor.assignments.get(bookingId);
  // Tables that are added to, or moved from, are judged again together with the new ones.
  const tableIds = current ? [...data.tableIds, ...current.tableIds] : data.tableIds;
  if (data.window != null) {
    return { ...spansFor(floor, tableIds, data.window), bookings: [bookingId] };
  }
  const booking = floor.bookings.get(bookingId);
  if (!booking) {
    return { ...ofBooking(bookingId), bookingSpans: [{ bookingId, tableIds }] };
  }
  const spans = [{ tableIds, window: booking.window }];
  if (current) spans.push({ tableIds, window: current.window });
  return ofBooking(bookingId, spans);
}

function bestReads(floor: Floor, bookingId: Uuid, sent: SentWindow | null): Reads {
  const window = sent ? windowOf(floor, sent) : (floor.bookings.get(bookingId)?.window ?? null);
  if (window) {
    return { ...ofBooking(bookingId, [{ tableIds: null, window }]), demand: [window] };
  }
  if (sent) return ofBooking(bookingId);
  return { ...ofBooking(bookingId), bookingSpans: [{ bookingId, tableIds: null }] };
}

/** The guests' new and present tables, and those of everybody who makes room. */
function repackingReads(floor: Floor, data: DataOf<'RepackBookings'>): Reads {
  const each = [
    seatReads(floor, data.bookingId, data),
    ...data.moves.map((move) => seatReads(floor, move.bookingId, move)),
  ];
  return {
    ...NO_READS,
    bookings: each.flatMap(({ bookings }) => bookings),
    spans: each.flatMap(({ spans }) => spans),
    bookingSpans: each.flatMap(({ bookingSpans }) => bookingSpans),
  };
}

function swapReads(floor: Floor, a: Uuid, b: Uuid): Reads {
  const seatA = floor.assignments.get(a);
  const seatB = floor.assignments.get(b);
  const spans: Span[] = [];
  if (seatA && seatB) {
    spans.push({ tableIds: seatB.tableIds, window: seatA.window });
    spans.push({ tableIds: seatA.tableIds, window: seatB.window });
  }
  return { ...NO_READS, bookings: [a, b], spans };
}

function importReads(floor: Floor, { rows }: DataOf<'ImportAllocations'>): Reads {
  const clock = floor.venue?.clock ?? UTC_CLOCK;
  const spans = rows.flatMap(({ tableId, start, end }): Span[] => {
    const resolved = resolveWindow({ start, end }, clock);
    return resolved.ok ? [{ tableIds: [tableId], window: resolved.window }] : [];
  });
  return { ...NO_READS, bookings: [...new Set(rows.map((row) => row.bookingId))], spans };
}

function promoteReads(floor: Floor, bookingIds: readonly Uuid[]): Reads {
  const spans = bookingIds.flatMap((id): Span[] => {
    const seat = floor.assignments.get(id);
    return seat ? [{ tableIds: seat.tableIds, window: seat.window }] : [];
  });
  return { ...NO_READS, bookings: [...new Set(bookingIds)], spans };
}

function spansFor(floor: Floor, tableIds: readonly Uuid[], sent: SentWindow | null): Reads {
  const window = sent ? windowOf(floor, sent) : null;
  return { ...NO_READS, spans: window ? [{ tableIds, window }] : [] };
}

/** Null for a window that will be refused, and before the venue's zone is known. */
function windowOf(floor: Floor, sent: SentWindow): Window | null {
  if (!floor.venue) return null;
  const resolved = resolveWindow(sent, floor.venue.clock, 'may-be-open');
  return resolved.ok ? resolved.window : null;
}
