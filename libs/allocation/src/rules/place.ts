import type {
  Blocker,
  Check,
  DomainEvent,
  Instant,
  JsonObject,
  Uuid,
  Warning,
  Window,
} from '#contracts';
import type { Own } from '../checks/conflict-check.js';
import { pass } from '../checks/check.js';
import type { Rejected, Wish } from '../decision.js';
import { failuresOf, rejectFor, warningsOf } from '../decision.js';
import type { Sitting } from '../checks/window-checks.js';
import type { Evaluation } from '../evaluate.js';
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
  /** Overrides the flag: a person may ask for adjacency, or do without. */
  readonly requireAdjacency?: boolean | undefined;
  /** Where the booking sits, if the floor does not tell: a repack clears its copy first. */
  readonly sits?: Sitting | null;
}

/** What the evaluator says of some tables for a taker. */
export interface Judgement extends Evaluation {
  /** Sorted, each once. */
  readonly tableIds: readonly Uuid[];
}

/** Asks the evaluator; whoever only asks and whoever takes are answered by this one. */
export function judge(
  { floor, venue, now, enforcing }: Pick<Ask, 'floor' | 'venue' | 'now' | 'enforcing'>,
  taker: Taker,
  sentTableIds: readonly Uuid[],
  window: Window,
): Judgement {
  const tableIds = [...new Set(sentTableIds)].sort();
  const { booking, own, requireAdjacency } = taker;
  const present = booking ? floor.assignments.get(booking.bookingId) : undefined;
  const sits = taker.sits ?? present ?? null;
  const partySize = booking?.partySize ?? null;
  const booked = booking;
  const proposal = { tableIds, window, partySize, booked, sits, own, requireAdjacency };
  const evaluation = evaluate(floor, venue, proposal, now, enforcing);
  const checks = booking ? [bookingPass(booking), ...evaluation.checks] : evaluation.checks;
  return { ...evaluation, checks, tableIds };
}

/** Asks the evaluator whether a taker may have some tables; the one way to new claims on tables. */
export function place(
  ask: Ask,
  taker: Taker,
  tableIds: readonly Uuid[],
  window: Window,
): Placement | Rejected {
  const { floor, enforcing } = ask;
  const evaluation = judge(ask, taker, tableIds, window);
  const { checks, tableIds: distinct } = evaluation;
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

/**
 * Whether the terms of a hold ask for adjacency, or do without; undefined leaves it to the flag. A
 * hold keeps its terms, so that what was held can be confirmed.
 */
export function adjacencyAsked(metadata: JsonObject | null | undefined): boolean | undefined {
  const asked = metadata?.['requireAdjacency'];
  return typeof asked === 'boolean' ? asked : undefined;
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
