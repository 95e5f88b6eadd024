import type { DomainEvent, EventData, Instant, Uuid, Window } from '#contracts';
import type { Decision, Rejected } from '../decision.js';
import { accept, reject, rejectFor } from '../decision.js';
import { fail } from '../checks/check.js';
import { serviceCheck } from '../checks/window-checks.js';
import type { BookingRecord, Floor, Hold, Venue } from '../floor.js';
import { plusSeconds, sameWindow } from '../windows.js';
import type { Ask } from './ask.js';
import { seatAt, windowFor } from './assignment.js';
import { chooseBest, nothingFits } from './best.js';
import { openBooking } from './booking.js';
import { adjacencyAsked, expiries, holdReleased, holdsGivenUp, place } from './place.js';

/** Takes tables for a short while. The same hold again is the same answer; a lapsed one is over. */
export function holdTables(ask: Ask<'HoldTables'>): Decision {
  const { floor, now } = ask;
  const { holdId, bookingId, tableIds } = ask.command.data;
  const booking = bookingId == null ? null : openBooking(ask, bookingId);
  if (booking !== null && 'kind' in booking) return booking;
  const window = holdWindow(ask, booking);
  if ('kind' in window) return window;
  const ttl = ttlFor(ask.venue, ask.command.data.ttlSeconds ?? null);
  if (typeof ttl !== 'number') return ttl;
  const wanted = [...new Set(tableIds)].sort();
  if (isUsed(floor, holdId)) {
    const known = liveHoldOf(floor, holdId, bookingId ?? null, window, now);
    return known?.tableIds.join() === wanted.join() ? accept() : taken(holdId);
  }
  return placeHold(ask, booking, wanted, window, ttl);
}

/**
 * Holds what the selector chooses for a booking, under the lock that decides: no race between a
 * quote and its hold. The same hold again keeps the tables it has.
 */
export function holdBest(ask: Ask<'HoldBest'>): Decision {
  const { floor, venue, now, enforcing } = ask;
  const { holdId, bookingId, constraints, ttlSeconds } = ask.command.data;
  const booking = openBooking(ask, bookingId);
  if ('kind' in booking) return booking;
  const window = windowFor(ask, booking.window);
  if ('kind' in window) return window;
  const ttl = ttlFor(venue, ttlSeconds ?? null);
  if (typeof ttl !== 'number') return ttl;
  if (isUsed(floor, holdId)) {
    return liveHoldOf(floor, holdId, bookingId, window, now) ? accept() : taken(holdId);
  }
  if (booking.pinnedTableIds.length > 0) {
    const chosen = [...new Set(booking.pinnedTableIds)].sort();
    return placeHold(ask, booking, chosen, window, ttl);
  }
  const service = serviceCheck(venue, window, floor.assignments.get(bookingId) ?? null);
  if (service.status === 'error') return rejectFor([service]);
  const { tables, trace } = chooseBest(floor, venue, booking, window, constraints, now, enforcing);
  if (tables === null) return nothingFits(booking, window, constraints, service, trace);
  const tableIds = tables.map((table) => table.id).sort();
  return placeHold(ask, booking, tableIds, window, ttl);
}

function placeHold(
  ask: Ask<'HoldTables' | 'HoldBest'>,
  booking: BookingRecord | null,
  wanted: readonly Uuid[],
  window: Window,
  ttl: number,
): Decision {
  const { floor, venue, now } = ask;
  const { holdId, bookingId, metadata } = ask.command.data;
  const own = { bookingIds: bookingId == null ? [] : [bookingId], holdIds: [holdId] };
  const requireAdjacency = adjacencyAsked(metadata);
  const placement = place(ask, { booking, holdId, own, requireAdjacency }, wanted, window);
  if (placement.kind === 'rejected') return placement;
  const { shadow, warnings, before } = placement;
  const placed: EventData['HoldPlaced'] = {
    holdId,
    bookingId: bookingId ?? null,
    partySize: booking?.partySize ?? null,
    tables: floor.refsOf(wanted),
    window,
    shadow,
    expiresAt: plusSeconds(now, ttl),
    expiresAtMax: plusSeconds(now, lifeSecondsMax(venue)),
    metadata: metadata ?? null,
    warnings,
  };
  // A booking's new hold takes the place of its earlier ones that overlap it.
  const replaced = booking ? holdsGivenUp(floor, booking.bookingId, wanted, window, now) : [];
  return accept([...before, ...replaced, { type: 'HoldPlaced', data: placed }], warnings);
}

/** Whether an id is a hold's, or was, or is anything else's that could be taken for one. */
function isUsed(floor: Floor, holdId: Uuid): boolean {
  const ended = floor.ended.has(holdId) || floor.claims.ofBlock(holdId).length > 0;
  return floor.holds.has(holdId) || ended || floor.foreignIds.has(holdId);
}

/** The hold, if it lives for this booking and window: then placing it is a repeat. */
function liveHoldOf(
  floor: Floor,
  holdId: Uuid,
  bookingId: Uuid | null,
  window: Window,
  now: Instant,
): Hold | null {
  const hold = floor.holds.get(holdId);
  if (!hold || hold.bookingId !== bookingId || hold.expiresAt <= now) return null;
  return sameWindow(hold.window, window) ? hold : null;
}

function taken(holdId: Uuid): Rejected {
  return reject('ID_TAKEN', `hold id ${holdId} was used before; make a new one`);
}

function holdWindow(ask: Ask<'HoldTables'>, booking: BookingRecord | null) {
  if (booking) return windowFor(ask, booking.window);
  if (ask.command.data.window != null) {
    return windowFor(ask, { start: '', end: null });
  }
  const message = 'window: a hold without a booking must name its window';
  return rejectFor([fail('window', 'WINDOW_INVALID', message, { field: 'window' })]);
}

/** Prolongs a hold, never shortens it, and not past the life that its placing allowed. */
export function extendHold(ask: Ask<'ExtendHold'>): Decision {
  const { floor, venue, now } = ask;
  const { holdId, ttlSeconds } = ask.command.data;
  const hold = liveHold(floor, holdId, now);
  if ('kind' in hold) return hold;
  const ttl = ttlFor(venue, ttlSeconds);
  if (typeof ttl !== 'number') return ttl;
  const expiresAt = plusSeconds(now, ttl);
  if (expiresAt <= hold.expiresAt) return accept();
  if (expiresAt > hold.expiresAtMax) {
    const message = `ttlSeconds: this hold may not live past ${hold.expiresAtMax}`;
    return reject('HOLD_TTL_INVALID', message, { expiresAtMax: hold.expiresAtMax });
  }
  const { bookingId, window, expiresAt: previousExpiresAt } = hold;
  const tables = floor.refsOf(hold.tableIds);
  return accept([
    {
      type: 'HoldExtended',
      data: { holdId, bookingId, tables, window, expiresAt, previousExpiresAt },
    },
  ]);
}

/** The hold's tables and window become the booking's assignment, in one step. */
export function confirmHold(ask: Ask<'ConfirmHold'>): Decision {
  const { floor, now } = ask;
  const { holdId, bookingId } = ask.command.data;
  const ended = floor.ended.get(holdId);
  if (ended?.how === 'confirmed') {
    return ended.bookingId === bookingId ? accept() : mismatch(holdId);
  }
  const hold = liveHold(floor, holdId, now);
  if ('kind' in hold) return hold;
  if (hold.bookingId !== null && hold.bookingId !== bookingId) return mismatch(holdId);
  const booking = openBooking(ask, bookingId);
  if ('kind' in booking) return booking;
  const seated = seatAt(ask, booking, hold.tableIds, hold.window, 'hold', null, holdId);
  if (seated.kind === 'rejected') return seated;
  const { partySize } = booking;
  const tables = floor.refsOf(hold.tableIds);
  const confirmed: DomainEvent = {
    type: 'HoldConfirmed',
    data: { holdId, bookingId, partySize, tables, window: hold.window },
  };
  return accept([confirmed, ...seated.events], seated.warnings);
}

/** Lets a hold go. One that is over already is let go already. */
export function releaseHold(ask: Ask<'ReleaseHold'>): Decision {
  const { floor } = ask;
  const { holdId, bookingId, reason } = ask.command.data;
  const ended = floor.ended.get(holdId);
  const known = floor.holds.get(holdId) ?? (ended?.kind === 'hold' ? ended : undefined);
  if (!known) return unknownHold(holdId);
  if (bookingId != null && known.bookingId !== null && known.bookingId !== bookingId) {
    return mismatch(holdId);
  }
  const hold = floor.holds.get(holdId);
  return hold ? accept([holdReleased(floor, hold, reason ?? 'released')]) : accept();
}

/** Records that a hold lapsed; before that, or after its end, there is nothing to record. */
export function expireHold(ask: Ask<'ExpireHold'>): Decision {
  const hold = ask.floor.holds.get(ask.command.data.holdId);
  if (!hold || hold.expiresAt > ask.now) return accept();
  return accept(expiries(ask.floor, [hold.holdId]));
}

/** A hold lapses at `expiresAt` itself, whether or not anything has swept it. */
function liveHold(floor: Floor, holdId: string, now: Instant): Hold | Rejected {
  const hold = floor.holds.get(holdId);
  const expiredAt = hold?.expiresAt ?? floor.ended.get(holdId)?.endedAt ?? null;
  if (hold ? hold.expiresAt <= now : floor.ended.get(holdId)?.how === 'expired') {
    return reject('HOLD_EXPIRED', `hold ${holdId} expired; hold the tables again`, { expiredAt });
  }
  return hold ?? unknownHold(holdId);
}

function unknownHold(holdId: string): Rejected {
  return reject('HOLD_NOT_FOUND', `there is no hold ${holdId}; it may have been released`, {
    holdId,
  });
}

function mismatch(holdId: string): Rejected {
  return reject('HOLD_BOOKING_MISMATCH', `hold ${holdId} is another booking's`, { holdId });
}

function ttlFor(venue: Venue, sent: number | null): number | Rejected {
  const { minSeconds, defaultSeconds, maxSeconds } = venue.configuration.policy.hold;
  const ttl = sent ?? defaultSeconds;
  if (ttl >= minSeconds && ttl <= maxSeconds) return ttl;
  const message = `ttlSeconds: ${ttl} is not within ${minSeconds} to ${maxSeconds}`;
  return reject('HOLD_TTL_INVALID', message, { minSeconds, maxSeconds });
}

/** Three full terms, unless the policy says otherwise: long enough to finish a call, not a shift. */
function lifeSecondsMax(venue: Venue): number {
  const { maxLifeSeconds, maxSeconds } = venue.configuration.policy.hold;
  return maxLifeSeconds ?? 3 * maxSeconds;
}
