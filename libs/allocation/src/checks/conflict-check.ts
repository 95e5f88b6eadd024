import type { Blocker, Check, Instant, RejectionCode, Uuid, Window } from '#contracts';
import type { Claim } from '../claim-book.js';
import type { Floor } from '../floor.js';
import { secondsUntil } from '../windows.js';
import { fail, pass, soften } from './check.js';

/** Whose claims do not stand in the way: a booking's own hold never blocks that booking. */
export interface Own {
  readonly bookingIds: readonly Uuid[];
  readonly holdIds: readonly Uuid[];
}

export interface Conflicts {
  readonly check: Check;
  readonly blockers: readonly Blocker[];
  /** Lapsed holds among the claims: they block nobody, but their rows must go first. */
  readonly lapsedHoldIds: readonly Uuid[];
}

/**
 * Who stands in the way of a window on each table. Refuses for guarded claims when `enforcing`;
 * a shadow claim is told as a warning, and so is every conflict while not enforcing.
 */
export function conflictCheck(
  floor: Floor,
  tableIds: readonly Uuid[],
  window: Window,
  own: Own,
  now: Instant,
  enforcing: boolean,
): Conflicts {
  const blockers: Blocker[] = [];
  const lapsed = new Set<Uuid>();
  for (const tableId of tableIds) {
    for (const claim of floor.claims.overlapping(tableId, window)) {
      if (isOwn(claim, own)) continue;
      if (isLapsed(floor, claim, now)) lapsed.add(claim.holdId!);
      else blockers.push(blockerOf(floor, claim, now));
    }
  }
  blockers.sort(byTableThenTime);
  return { check: checkOf(blockers, enforcing), blockers, lapsedHoldIds: [...lapsed].sort() };
}

/** The selector's view of a table: free when nothing but own, lapsed or unseen claims is there. */
export function isFree(
  floor: Floor,
  claims: readonly Claim[],
  own: Own,
  now: Instant,
  enforcing: boolean,
): boolean {
  for (const claim of claims) {
    if (isOwn(claim, own) || (claim.shadow && enforcing) || isLapsed(floor, claim, now)) continue;
    return false;
  }
  return true;
}

export function isOwn(claim: Claim, own: Own): boolean {
  return (
    (claim.bookingId !== null && own.bookingIds.includes(claim.bookingId)) ||
    (claim.holdId !== null && own.holdIds.includes(claim.holdId))
  );
}

function isLapsed(floor: Floor, claim: Claim, now: Instant): boolean {
  if (claim.kind !== 'hold' || claim.holdId === null) return false;
  const hold = floor.holds.get(claim.holdId);
  return hold !== undefined && hold.expiresAt <= now;
}

function blockerOf(floor: Floor, claim: Claim, now: Instant): Blocker {
  const hold = claim.holdId === null ? undefined : floor.holds.get(claim.holdId);
  return {
    tableId: claim.tableId,
    label: floor.refOf(claim.tableId).label,
    kind: claim.kind,
    id: ownerIdOf(claim),
    bookingId: claim.bookingId,
    window: claim.window,
    shadow: claim.shadow,
    owner: claim.createdBy,
    ...(hold ? { secondsLeft: secondsUntil(now, hold.expiresAt) } : {}),
    ...(claim.reason === null ? {} : { reason: claim.reason }),
  };
}

function ownerIdOf(claim: Claim): Uuid {
  const owner = { assignment: claim.bookingId, hold: claim.holdId, block: claim.blockId };
  return owner[claim.kind] ?? claim.id;
}

const CODE_OF = {
  assignment: 'TABLE_CONFLICT',
  hold: 'HOLD_CONFLICT',
  block: 'TABLE_BLOCKED',
} as const satisfies Record<Claim['kind'], RejectionCode>;

function checkOf(blockers: readonly Blocker[], enforcing: boolean): Check {
  const first = blockers.find((blocker) => !blocker.shadow) ?? blockers[0];
  if (first === undefined) return pass('conflict', 'free');
  const message = blockers.map(describe).join('; ');
  const guarded = blockers.some((blocker) => !blocker.shadow);
  return soften(
    fail('conflict', CODE_OF[first.kind], message, { blockers: blockers.length }),
    enforcing && guarded,
  );
}

function describe(blocker: Blocker): string {
  const until =
    blocker.window.end === null ? 'until further notice' : `until ${blocker.window.end}`;
  switch (blocker.kind) {
    case 'assignment':
      return `${blocker.label} is taken by booking ${blocker.bookingId ?? 'unknown'} ${until}`;
    case 'hold':
      return `${blocker.label} is held by ${blocker.owner ?? 'somebody'} for ${blocker.secondsLeft ?? '?'} s more`;
    case 'block':
      return `${blocker.label} is blocked ${until}: ${blocker.reason ?? 'no reason given'}`;
  }
}

function byTableThenTime(a: Blocker, b: Blocker): number {
  const left = `${a.tableId}${a.window.start}${a.id}${a.kind}`;
  const right = `${b.tableId}${b.window.start}${b.id}${b.kind}`;
  return left < right ? -1 : left > right ? 1 : 0;
}
