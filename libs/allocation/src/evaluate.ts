import type { Blocker, Check, Command, Flags, Instant, Table, Uuid, Window } from '#contracts';
import { pass } from './checks/check.js';
import type { Own } from './checks/conflict-check.js';
import { conflictCheck } from './checks/conflict-check.js';
import { existsCheck, tableChecks } from './checks/table-checks.js';
import { serviceCheck } from './checks/window-checks.js';
import type { Floor, Venue } from './floor.js';

/** Some tables for a window, as a command or a person proposes it. */
export interface Proposal {
  readonly tableIds: readonly Uuid[];
  readonly window: Window;
  readonly partySize: number | null;
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
  const { tableIds, window, partySize, own, requireAdjacency } = proposal;
  const tables = tableIds.flatMap((id) => venue.tables.get(id) ?? []);
  const exists = existsCheck(venue, tableIds);
  const conflicts = conflictCheck(floor, tableIds, window, own, now, enforcing);
  const checks = [
    exists,
    pass('window', 'a window in real time'),
    serviceCheck(venue, window),
    // Seats and neighbours of tables that are not there would be a second error for the first.
    ...(exists.status === 'ok'
      ? tableChecks({ venue, flags: floor.flags, tables, partySize, requireAdjacency })
      : []),
    conflicts.check,
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
