import type {
  Actor,
  BookingFacts,
  DomainEvent,
  EventData,
  Instant,
  Seating,
  Uuid,
  Window,
} from '#contracts';
import { PRESENT_STATUSES, derivedUuid } from '#contracts';
import type { Claim } from './claim-book.js';
import type { Assignment, BookingRecord, Floor, Hold } from './floor.js';
import { endOn, venueOf } from './floor.js';
import { subtract } from './windows.js';

/** What `evolve` needs of an event: the fact, and from its envelope who, when and by which command. */
export type Fact = DomainEvent & {
  readonly seq: number;
  readonly recordedAt: Instant;
  readonly actor: Actor;
  readonly commandId: Uuid;
};

/** Moves a floor by one event. It records and never judges: what happened, happened. */
export function evolve(floor: Floor, fact: Fact): void {
  if (fact.type !== 'CommandRejected') {
    floor.contextSeq = fact.seq;
    floor.changes?.events.push(fact);
  }
  switch (fact.type) {
    case 'VenueConfigured': {
      const { version, force: _force, reason: _reason, ...configuration } = fact.data;
      floor.venue = venueOf(configuration, version, fact.recordedAt, floor.calendar);
      return;
    }
    case 'BookingRegistered':
      return recordFacts(floor, fact.data, fact.recordedAt);
    case 'BookingChanged': {
      const { changed: _changed, ...facts } = fact.data;
      return recordFacts(floor, facts, fact.recordedAt);
    }
    case 'BookingStatusChanged':
      return recordStatus(floor, fact.data, fact.recordedAt);
    case 'BookingPinned':
      return recordBooking(
        floor,
        fact.data.bookingId,
        { pinReason: fact.data.reason },
        fact.recordedAt,
      );
    case 'BookingUnpinned':
      return recordBooking(floor, fact.data.bookingId, { pinReason: null }, fact.recordedAt);
    case 'HoldPlaced':
      return placeHold(floor, fact.data, fact);
    case 'HoldExtended':
      return extendHold(floor, fact.data);
    case 'HoldConfirmed':
      return endHold(floor, fact.data, 'confirmed', fact.recordedAt);
    case 'HoldReleased':
      return endHold(floor, fact.data, 'released', fact.recordedAt);
    case 'HoldExpired':
      return endHold(floor, fact.data, 'expired', fact.recordedAt);
    case 'TablesAssigned':
      return seat(floor, fact.data.bookingId, fact.data, fact);
    case 'TablesUnassigned':
      return seat(floor, fact.data.bookingId, fact.data.remaining, fact);
    case 'BookingMoved':
      return seat(floor, fact.data.bookingId, fact.data.to, fact);
    case 'StayExtended':
      return lengthen(floor, fact.data);
    case 'OverstayObserved': {
      const { bookingId, next } = fact.data;
      const told = floor.bookings.get(bookingId)?.overstays ?? [];
      return recordBooking(floor, bookingId, { overstays: [...told, next.id] }, fact.recordedAt);
    }
    case 'BookingsSwapped':
      // Both give up before either takes, as in the table itself.
      seat(floor, fact.data.a.bookingId, null, fact);
      seat(floor, fact.data.b.bookingId, fact.data.b.to, fact);
      return seat(floor, fact.data.a.bookingId, fact.data.a.to, fact);
    case 'AllocationImported':
      return importSeating(floor, fact.data);
    case 'AllocationPromoted':
      return promote(floor, fact.data);
    case 'TablesBlocked':
      return block(floor, fact.data, fact);
    case 'TablesUnblocked':
      return unblock(floor, fact.data, fact.recordedAt);
    case 'FlagSet':
      return setFlag(floor, fact.data, fact);
    case 'ShadowConflictObserved':
    case 'CommandRejected':
      return;
  }
}

function recordFacts(floor: Floor, facts: BookingFacts, recordedAt: Instant): void {
  recordBooking(floor, facts.bookingId, { ...facts, sent: facts.sent ?? null }, recordedAt);
}

function recordStatus(
  floor: Floor,
  { bookingId, to, released, endedAt, sent }: EventData['BookingStatusChanged'],
  recordedAt: Instant,
): void {
  const overstays = PRESENT_STATUSES.has(to) ? {} : { overstays: [] };
  const bySender = sent == null ? {} : { sent };
  const change = { status: to, released, endedAt: endedAt ?? null, ...overstays, ...bySender };
  recordBooking(floor, bookingId, change, recordedAt);
}

function recordBooking(
  floor: Floor,
  bookingId: Uuid,
  change: Partial<BookingRecord>,
  recordedAt: Instant,
): void {
  const before = floor.bookings.get(bookingId);
  const ended = { released: null, endedAt: null, overstays: [] };
  const blank = { pinReason: null, ...ended, registeredAt: recordedAt };
  floor.bookings.set(bookingId, {
    ...(before ?? blank),
    ...change,
    updatedAt: recordedAt,
  } as BookingRecord);
}

type Envelope = Pick<Fact, 'recordedAt' | 'actor' | 'commandId'>;

function placeHold(floor: Floor, data: EventData['HoldPlaced'], fact: Envelope): void {
  const { tables, warnings: _warnings, partySize: _partySize, ...rest } = data;
  floor.holds.set(data.holdId, {
    ...rest,
    tableIds: tables.map((table) => table.tableId).sort(),
    createdBy: fact.actor.id,
    createdAt: fact.recordedAt,
  });
  reclaim(floor, data.bookingId, data.holdId);
}

function extendHold(floor: Floor, data: EventData['HoldExtended']): void {
  const hold = floor.holds.get(data.holdId);
  if (hold) floor.holds.set(data.holdId, { ...hold, expiresAt: data.expiresAt });
}

function endHold(
  floor: Floor,
  data: { readonly holdId: Uuid; readonly bookingId: Uuid | null },
  how: 'confirmed' | 'released' | 'expired',
  endedAt: Instant,
): void {
  floor.holds.delete(data.holdId);
  floor.claims.replace(floor.claims.ofHold(data.holdId), []);
  floor.ended.set(data.holdId, {
    id: data.holdId,
    kind: 'hold',
    bookingId: data.bookingId,
    how,
    endedAt,
  });
}

function seat(floor: Floor, bookingId: Uuid, seating: Seating | null, fact: Envelope): void {
  const before = floor.assignments.get(bookingId);
  if (seating === null) floor.assignments.delete(bookingId);
  else {
    const tableIds = seating.tables.map((table) => table.tableId).sort();
    // What remains of an assignment was made by whoever made it.
    const keeps = before !== undefined && isRemainder(before, tableIds, seating);
    floor.assignments.set(bookingId, {
      tableIds,
      window: seating.window,
      ends: endsOf(seating),
      shadow: seating.shadow,
      mergeGroupId: seating.mergeGroupId,
      assignedBy: keeps ? before.assignedBy : fact.actor.id,
      assignedAt: keeps ? before.assignedAt : fact.recordedAt,
      idempotencyKey: keeps ? before.idempotencyKey : fact.commandId,
    });
  }
  reclaim(floor, bookingId, bookingId);
}

function importSeating(floor: Floor, data: EventData['AllocationImported']): void {
  const { bookingId, tables, window, shadow, mergeGroupId } = data;
  const { assignedBy, assignedAt, idempotencyKey } = data;
  const tableIds = tables.map((table) => table.tableId).sort();
  const made = { assignedBy, assignedAt, idempotencyKey };
  const ends = endsOf({ tables });
  floor.assignments.set(bookingId, { tableIds, window, ends, shadow, mergeGroupId, ...made });
  reclaim(floor, bookingId, bookingId);
}

/** The same tables for longer; they stay whoever's made them. */
function lengthen(floor: Floor, { bookingId, to }: EventData['StayExtended']): void {
  const before = floor.assignments.get(bookingId);
  if (!before) return;
  floor.assignments.set(bookingId, { ...before, window: to.window, ends: endsOf(to) });
  reclaim(floor, bookingId, bookingId);
}

function endsOf({ tables }: Pick<Seating, 'tables'>): ReadonlyMap<Uuid, Instant> | null {
  const shorter = tables.flatMap(({ tableId, until }): [Uuid, Instant][] =>
    until === undefined ? [] : [[tableId, until]],
  );
  return shorter.length === 0 ? null : new Map(shorter);
}

/** It stays whoever's made it. */
function promote(floor: Floor, { bookingId, shadow }: EventData['AllocationPromoted']): void {
  const before = floor.assignments.get(bookingId);
  if (!before) return;
  floor.assignments.set(bookingId, { ...before, shadow });
  reclaim(floor, bookingId, bookingId);
}

function isRemainder(before: Assignment, tableIds: readonly Uuid[], seating: Seating): boolean {
  return (
    tableIds.length < before.tableIds.length &&
    tableIds.every((id) => before.tableIds.includes(id)) &&
    before.window.start === seating.window.start &&
    before.window.end === seating.window.end &&
    before.shadow === seating.shadow
  );
}

/**
 * Makes the claims of an owner follow from its assignment and holds. A booking may hold a table
 * that it already occupies; the assignment guards that stretch, so the hold claims only what lies
 * around it, and takes over when the assignment goes.
 */
function reclaim(floor: Floor, bookingId: Uuid | null, ownerId: Uuid): void {
  if (bookingId === null) {
    const hold = floor.holds.get(ownerId);
    const claims = hold ? claimsOfHold(hold, undefined) : [];
    return floor.claims.replace(floor.claims.ofHold(ownerId), claims);
  }
  const assignment = floor.assignments.get(bookingId);
  const claims = assignment ? claimsOfAssignment(bookingId, assignment) : [];
  for (const hold of floor.holdsOf(bookingId)) claims.push(...claimsOfHold(hold, assignment));
  floor.claims.replace(floor.claims.ofBooking(bookingId), claims);
}

function claimsOfAssignment(bookingId: Uuid, assignment: Assignment): Claim[] {
  const { window, shadow, assignedBy, assignedAt } = assignment;
  return assignment.tableIds.map((tableId) => ({
    id: derivedUuid('claim', 'assignment', bookingId, tableId, window.start),
    tableId,
    kind: 'assignment',
    window: assignment.ends === null ? window : windowOn(assignment, tableId),
    bookingId,
    holdId: null,
    blockId: null,
    shadow,
    reason: null,
    createdBy: assignedBy,
    createdAt: assignedAt,
  }));
}

function windowOn(assignment: Assignment, tableId: Uuid): Window {
  return { start: assignment.window.start, end: endOn(assignment, tableId) };
}

function claimsOfHold(hold: Hold, assignment: Assignment | undefined): Claim[] {
  return hold.tableIds.flatMap((tableId) => {
    const guarded =
      assignment !== undefined &&
      !assignment.shadow &&
      !hold.shadow &&
      assignment.tableIds.includes(tableId);
    const pieces = guarded ? subtract(hold.window, windowOn(assignment, tableId)) : [hold.window];
    return pieces.map((window): Claim => ({
      id: derivedUuid('claim', 'hold', hold.holdId, tableId, window.start),
      tableId,
      kind: 'hold',
      window,
      bookingId: hold.bookingId,
      holdId: hold.holdId,
      blockId: null,
      shadow: hold.shadow,
      reason: null,
      createdBy: hold.createdBy,
      createdAt: hold.createdAt,
    }));
  });
}

function block(floor: Floor, data: EventData['TablesBlocked'], fact: Envelope): void {
  for (const { tableId } of data.tables) {
    floor.claims.add({
      id: derivedUuid('claim', 'block', data.blockId, tableId, data.window.start),
      tableId,
      kind: 'block',
      window: data.window,
      bookingId: null,
      holdId: null,
      blockId: data.blockId,
      shadow: data.shadow,
      reason: data.reason,
      createdBy: fact.actor.id,
      createdAt: fact.recordedAt,
    });
  }
}

function unblock(floor: Floor, data: EventData['TablesUnblocked'], endedAt: Instant): void {
  const freed = new Set(data.tables.map((table) => table.tableId));
  const claims = floor.claims.ofBlock(data.blockId);
  floor.claims.replace(
    claims,
    claims.filter((claim) => !freed.has(claim.tableId)),
  );
  if (data.remaining.length > 0) return;
  floor.ended.set(data.blockId, {
    id: data.blockId,
    kind: 'block',
    bookingId: null,
    how: 'released',
    endedAt,
  });
}

function setFlag(floor: Floor, data: EventData['FlagSet'], fact: Envelope): void {
  const overrides = data.scope === 'global' ? floor.globalFlags : floor.venueFlags;
  if (data.value === null) overrides.delete(data.flag);
  else {
    overrides.set(data.flag, {
      value: data.value,
      reason: data.reason,
      setBy: fact.actor.id,
      setAt: fact.recordedAt,
    });
  }
}
