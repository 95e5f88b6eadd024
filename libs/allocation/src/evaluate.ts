import type { Blocker, Check, Command, Flags, Instant, Table, Uuid, Window } from '#contracts';
import { soften } from './checks/check.js';
import type { Own } from './checks/conflict-check.js';
import { conflictCheck } from './checks/conflict-check.js';
import { presenceCheck } from './checks/presence-check.js';
import { existsCheck, tableChecks } from './checks/table-checks.js';
import { serviceCheck, windowCheck } from './checks/window-checks.js';
import type { Sitting } from './checks/window-checks.js';
import type { BookingRecord, Floor, Venue } from './floor.js';

/** Some tables for a window, as a command or a person proposes it. */
export interface Proposal {
  /** Sorted, each once. */
  readonly tableIds: readonly Uuid[];
  readonly window: Window;
  readonly partySize: number | null;
  /** The booking that asks; null for a hold of nobody in particular. */
  readonly booked?: Pick<BookingRecord, 'startsAt' | 'status'> | null;
  /** Where it sits: what it keeps of this, no rule made since then takes from it. */
  readonly sits?: Sitting | null;
  readonly own: Own;
  readonly requireAdjacency?: boolean | undefined;
}

export interface Evaluation {
  /** One answer per check, in the evaluator's order, for all tables: not the first failure only. */
  readonly checks: readonly Check[];
  readonly blockers: readonly Blocker[];
  readonly lapsedHoldIds: readonly Uuid[];
  readonly tables: readonly Table[];
}

/**
 * THE evaluator: validate, hold, confirm, assign, move, swap and the selector's choice all pass
 * through here, so that a yes and a no at the same instant cannot disagree.
 */
export function evaluate(
  floor: Floor,
  venue: Venue,
  proposal: Proposal,
  now: Instant,
  enforcing: boolean,
): Evaluation {
  const { tableIds, window, partySize, booked, sits, own, requireAdjacency } = proposal;
  const tables = tableIds.flatMap((id) => venue.tables.get(id) ?? []);
  const exists = existsCheck(venue, tableIds);
  const conflicts = conflictCheck(floor, tableIds, window, own, now, enforcing);
  const set = { venue, flags: floor.flags, tables, partySize, requireAdjacency };
  const keepsTables = sits?.tableIds.join() === tableIds.join();
  const ofTables = tableChecks(set).map((check) => soften(check, !keepsTables));
  const checks = [
    exists,
    windowCheck(window, booked ?? null),
    serviceCheck(venue, window, sits ?? null),
    // Seats and neighbours of tables that are not there would be a second error for the first.
    ...(exists.status === 'ok' ? ofTables : []),
    conflicts.check,
    presenceCheck(floor, tableIds, window, own, now),
  ];
  return {
    checks,
    blockers: conflicts.blockers,
    lapsedHoldIds: conflicts.lapsedHoldIds,
    tables,
  };
}

/**
 * Whether conflicts refuse. Needs the flags for live writes and for atomic assignment, and on the
 * ops manual route that route's own flag; otherwise conflicts are observed and reported.
 */
export function isEnforcing(flags: Flags, route: Command['route']): boolean {
  return (
    flags.FEATURE_ALLOCATIONS_DUAL_WRITE &&
    flags.FEATURE_RPC_ASSIGN_ATOMIC &&
    (route !== 'ops' || flags.FEATURE_ASSIGN_ATOMIC)
  );
}

/** Claims are shadows while live writes are off, or when they overlap a guarded claim unrefused. */
export function writesShadow(
  flags: Flags,
  blockers: readonly Blocker[],
  enforcing: boolean,
): boolean {
  if (!flags.FEATURE_ALLOCATIONS_DUAL_WRITE) return true;
  return !enforcing && blockers.some((blocker) => !blocker.shadow);
}
