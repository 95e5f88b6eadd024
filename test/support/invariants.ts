import { endOn } from '#allocation';
import type { Claim, Floor } from '#allocation';
import type { Instant, Window } from '#contracts';
import { TERMINAL_STATUSES } from '#contracts';

/**
 * What must be true of every floor at every moment, told in sentences; empty when all of it is.
 * Compares every claim with every other on purpose: it shares nothing with the book that it judges.
 */
export function violations(floor: Floor): string[] {
  return [...overlaps(floor), ...unreleased(floor), ...misclaimed(floor), ...orphans(floor)];
}

function overlaps({ claims }: Floor): string[] {
  const guarded = [...claims.all.values()].filter((claim) => !claim.shadow);
  return guarded.flatMap((a, i) =>
    guarded
      .slice(i + 1)
      .filter((b) => a.tableId === b.tableId && meet(a.window, b.window))
      .map((b) => `two claims on one table: ${tell(a)} and ${tell(b)}`),
  );
}

/** What a booking that is over still has can only be history from elsewhere, which blocks nobody. */
function unreleased(floor: Floor): string[] {
  return [...floor.bookings.values()]
    .filter(({ status }) => TERMINAL_STATUSES.has(status))
    .filter(
      ({ bookingId }) =>
        floor.assignments.get(bookingId)?.shadow === false ||
        floor.holdsOf(bookingId).length > 0 ||
        [...floor.claims.all.values()].some(
          (claim) => claim.bookingId === bookingId && !claim.shadow,
        ),
    )
    .map(({ bookingId, status }) => `${bookingId} is ${status} and has tables or holds`);
}

/** An assignment has exactly its claims; a hold's tables are claimed by it or by its own booking. */
function misclaimed(floor: Floor): string[] {
  const found: string[] = [];
  const all = [...floor.claims.all.values()];
  for (const [bookingId, assignment] of floor.assignments) {
    const { tableIds, window, shadow } = assignment;
    const own = all.filter((claim) => claim.kind === 'assignment' && claim.bookingId === bookingId);
    const exact = own.every(
      (claim) =>
        claim.shadow === shadow &&
        claim.window.start === window.start &&
        claim.window.end === endOn(assignment, claim.tableId) &&
        tableIds.includes(claim.tableId),
    );
    if (!exact || own.length !== tableIds.length) found.push(`${bookingId} has other claims`);
  }
  for (const hold of floor.holds.values()) {
    const seat = hold.bookingId === null ? undefined : floor.assignments.get(hold.bookingId);
    for (const tableId of hold.tableIds) {
      const parts = all
        .filter((claim) => claim.holdId === hold.holdId && claim.tableId === tableId)
        .map((claim) => claim.window);
      if (seat?.tableIds.includes(tableId)) parts.push(seat.window);
      if (!covered(hold.window, parts)) found.push(`hold ${hold.holdId} does not hold ${tableId}`);
    }
  }
  return found;
}

function orphans(floor: Floor): string[] {
  return [...floor.claims.all.values()]
    .filter((claim) => {
      if (claim.kind === 'hold') return !floor.holds.has(claim.holdId!);
      if (claim.kind === 'assignment') return !floor.assignments.has(claim.bookingId!);
      return claim.blockId === null || floor.ended.has(claim.blockId);
    })
    .map((claim) => `a claim without an owner: ${tell(claim)}`);
}

function covered(window: Window, parts: readonly Window[]): boolean {
  let reached: Instant = window.start;
  for (const part of [...parts].sort((a, b) => (a.start < b.start ? -1 : 1))) {
    if (part.start > reached) break;
    if (part.end === null) return true;
    if (part.end > reached) reached = part.end;
  }
  return window.end !== null && reached >= window.end;
}

function meet(a: Window, b: Window): boolean {
  const beforeEndOf = (at: Instant, { end }: Window): boolean => end === null || at < end;
  return beforeEndOf(a.start, b) && beforeEndOf(b.start, a);
}

function tell({ tableId, kind, bookingId, holdId, blockId, window }: Claim): string {
  const owner = bookingId ?? holdId ?? blockId ?? 'nobody';
  return `${kind} of ${owner} on ${tableId} [${window.start}, ${window.end ?? 'open'})`;
}
