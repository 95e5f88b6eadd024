import type { FlagOverrides } from '#allocation';
import type { Uuid } from '#contracts';
import type { BatchFloor } from './batch-floors.js';
import { assignmentRows, bookingRow, claimRow, holdRow } from './rows.js';

/**
 * The net difference of a batch's rows, as `commit_batch` takes it; absent where nothing changed.
 */
export interface Changes {
  claimsGone?: string[];
  claims?: object[];
  bookings?: object[];
  assignmentsGone?: string[];
  assignments?: object[];
  rest?: Rest;
}

interface Rest {
  readonly holdsGone: string[];
  readonly holds: object[];
  readonly ended: object[];
  readonly venues: object[];
  readonly flags: object[];
}

/**
 * What differs between the floors as read and as decided. A claim that came and went within the
 * batch is in neither, so the order of the batch's commands can never trip the constraint. Values
 * are immutable, so what did not change is the same object.
 */
export function changesOf(floors: Iterable<BatchFloor>): Changes {
  const all = { claimsGone: [], claims: [], bookings: [], assignmentsGone: [], assignments: [] };
  const changes: Required<Omit<Changes, 'rest'>> = all;
  const rest: Rest = { holdsGone: [], holds: [], ended: [], venues: [], flags: [] };
  for (const batchFloor of floors) {
    claimChanges(batchFloor, changes);
    bookingChanges(batchFloor, changes);
    restChanges(batchFloor, rest);
  }
  const present: Changes = Object.fromEntries(
    Object.entries(changes).filter(([, rows]) => rows.length > 0),
  );
  if (Object.values(rest).some((rows: unknown[]) => rows.length > 0)) present.rest = rest;
  return present;
}

type Main = Required<Omit<Changes, 'rest'>>;

function claimChanges({ floor, read }: BatchFloor, changes: Main): void {
  const now = floor.claims.all;
  const resourceType = floor.venue?.configuration.resourceType ?? 'table';
  for (const [id, claim] of read.claims) if (now.get(id) !== claim) changes.claimsGone.push(id);
  for (const [id, claim] of now) {
    if (read.claims.get(id) === claim) continue;
    changes.claims.push(claimRow(floor.venueId, resourceType, claim));
  }
}

function bookingChanges({ floor, read }: BatchFloor, changes: Main): void {
  for (const [id, booking] of floor.bookings) {
    if (read.bookings.get(id) !== booking)
      changes.bookings.push(bookingRow(floor.venueId, booking));
  }
  for (const [id, assignment] of read.assignments) {
    if (floor.assignments.get(id) !== assignment) changes.assignmentsGone.push(id);
  }
  for (const [id, assignment] of floor.assignments) {
    if (read.assignments.get(id) === assignment) continue;
    changes.assignments.push(...assignmentRows(floor.venueId, id, assignment));
  }
}

function restChanges({ floor, read }: BatchFloor, rest: Rest): void {
  const { venueId } = floor;
  for (const id of read.holds.keys()) if (!floor.holds.has(id)) rest.holdsGone.push(id);
  for (const [id, hold] of floor.holds) {
    if (read.holds.get(id) !== hold) rest.holds.push(holdRow(venueId, hold));
  }
  for (const [id, ended] of floor.ended) {
    if (!read.ended.has(id)) rest.ended.push({ ...ended, venueId });
  }
  if (floor.venue && floor.venue !== read.venue) {
    const { configuration, version, updatedAt } = floor.venue;
    rest.venues.push({ configuration, version, updatedAt });
  }
  rest.flags.push(...flagChanges(null, read.globalFlags, floor.globalFlags));
  rest.flags.push(...flagChanges(venueId, read.venueFlags, floor.venueFlags));
}

function flagChanges(venueId: Uuid | null, before: FlagOverrides, after: FlagOverrides): object[] {
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (flag) => before.get(flag) !== after.get(flag),
  );
  // Without a value the row is only taken away.
  return changed.map((flag) => ({ flag, venueId, ...after.get(flag) }));
}
