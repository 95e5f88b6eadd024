import type { Blocker, Check, DomainEvent, Instant, Uuid, Warning, Window } from '#contracts';
import type { Own } from '../checks/conflict-check.js';
import { pass } from '../checks/check.js';
import type { Rejected, Wish } from '../decision.js';
import { failuresOf, rejectFor, warningsOf } from '../decision.js';
import { evaluate, writesShadow } from '../evaluate.js';
import type { BookingRecord, Floor, Hold } from '../floor.js';
import { overlaps } from '../windows.js';
import type { Ask } from './ask.js';

/** Tables that may be taken, and what must be recorded before they are. */
export interface Placement {
  readonly kind: 'placement';
  readonly tableIds: readonly Uuid[];
  readonly window: Window;
  readonly shadow: boolean;
  /** Lapsed holds that stand in the way, and conflicts observed but not refused. */
  readonly before: readonly DomainEvent[];
  readonly warnings: readonly Warning[];
}

export interface Taker {
  readonly booking: BookingRecord | null;
  readonly holdId?: Uuid;
  readonly own: Own;
}

/** Asks the evaluator whether a taker may have some tables; the one way to new claims on tables. */
export function place(
  ask: Ask,
  taker: Taker,
  tableIds: readonly Uuid[],
  window: Window,
): Placement | Rejected {
  const { floor, venue, now, enforcing } = ask;
  const partySize = taker.booking?.partySize ?? null;
  const distinct = [...new Set(tableIds)].sort();
  const evaluation = evaluate(
    floor,
    venue,
    { tableIds: distinct, window, partySize, own: taker.own },
    now,
    enforcing,
  );
  const checks = taker.booking
    ? [bookingPass(taker.booking), ...evaluation.checks]
    : evaluation.checks;
  if (failuresOf(checks).length > 0) {
    const onlyConflicts = failuresOf(checks).every((check) => check.id === 'conflict');
    const wish = onlyConflicts ? wishOf(taker.booking, distinct, window) : null;
    return rejectFor(checks, evaluation.blockers, wish);
  }
  const before = expiries(floor, evaluation.lapsedHoldIds);
  if (!enforcing && evaluation.blockers.length > 0) {
    before.push(observed(floor, taker, distinct, window, evaluation.blockers));
  }
  return {
    kind: 'placement',
    tableIds: distinct,
    window,
    shadow: writesShadow(floor.flags, evaluation.blockers, enforcing),
    before,
    warnings: warningsOf(checks),
  };
}

function bookingPass(booking: BookingRecord): Check {
  return pass('booking', `party of ${booking.partySize}, ${booking.status}`);
}

export function wishOf(
  booking: BookingRecord | null,
  tableIds: readonly Uuid[],
  window: Window,
): Wish | null {
  if (booking === null || window.end === null) return null;
  const { bookingId, partySize, zone } = booking;
  return { bookingId, partySize, zone, window, tableIds };
}

/** `HoldExpired` for each of the lapsed holds: their rows go before the new claim comes. */
export function expiries(floor: Floor, holdIds: readonly Uuid[]): DomainEvent[] {
  return holdIds.flatMap((holdId): DomainEvent[] => {
    const hold = floor.holds.get(holdId);
    if (!hold) return [];
    const { bookingId, window, expiresAt } = hold;
    const tables = floor.refsOf(hold.tableIds);
    return [{ type: 'HoldExpired', data: { holdId, bookingId, tables, window, expiresAt } }];
  });
}

export function holdReleased(floor: Floor, hold: Hold, reason: string): DomainEvent {
  const { holdId, bookingId, window } = hold;
  const tables = floor.refsOf(hold.tableIds);
  return { type: 'HoldReleased', data: { holdId, bookingId, tables, window, reason } };
}

/**
 * The ends of a booking's holds on tables that something else of its own takes over, for a window:
 * its newer hold, or the booking it swaps with. One row per table and time, whoever asks.
 */
export function holdsGivenUp(
  floor: Floor,
  bookingId: Uuid,
  tableIds: readonly Uuid[],
  window: Window,
  now: Instant,
): DomainEvent[] {
  return floor
    .holdsOf(bookingId)
    .filter((hold) => overlaps(hold.window, window))
    .filter((hold) => hold.tableIds.some((id) => tableIds.includes(id)))
    .flatMap((hold) =>
      hold.expiresAt <= now
        ? expiries(floor, [hold.holdId])
        : [holdReleased(floor, hold, 'superseded')],
    );
}

export function observed(
  floor: Floor,
  taker: { booking: BookingRecord | null; holdId?: Uuid; blockId?: Uuid },
  tableIds: readonly Uuid[],
  window: Window,
  blockers: readonly Blocker[],
): DomainEvent {
  return {
    type: 'ShadowConflictObserved',
    data: {
      bookingId: taker.booking?.bookingId ?? null,
      holdId: taker.holdId ?? null,
      blockId: taker.blockId ?? null,
      tables: floor.refsOf(tableIds),
      window,
      blockers,
    },
  };
}
