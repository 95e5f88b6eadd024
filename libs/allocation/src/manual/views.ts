import type {
  AssignmentView,
  BookingView,
  HoldView,
  Instant,
  SelectionSummary,
  Table,
  Uuid,
} from '#contracts';
import type { BookingRecord, Floor, Hold, Venue } from '../floor.js';
import { endOn } from '../floor.js';
import { seatsOf } from '../checks/table-checks.js';
import { secondsUntil } from '../windows.js';

/** A booking with the tables it has and the holds that live for it at `now`. */
export function bookingView(floor: Floor, booking: BookingRecord, now: Instant): BookingView {
  const { released: _released, sent: _sent, endedAt: _ended, overstays: _told, ...facts } = booking;
  const holds = liveHolds(floor, now)
    .filter((hold) => hold.bookingId === booking.bookingId)
    .map(({ holdId, tableIds, window, expiresAt }) => ({
      holdId,
      tableIds,
      startAt: window.start,
      endAt: window.end!,
      expiresAt,
    }));
  const assignments = assignmentViews(floor, booking.bookingId);
  return { ...facts, venueId: floor.venueId, assignments, holds };
}

/** The tables that a booking has, in the order of the venue's floor. */
export function assignmentViews(floor: Floor, bookingId: Uuid): readonly AssignmentView[] {
  const assignment = floor.assignments.get(bookingId);
  if (!assignment) return [];
  const { tableIds, window, assignedBy, assignedAt, mergeGroupId } = assignment;
  return inFloorOrder(floor, tableIds).map((tableId) => ({
    tableId,
    label: floor.refOf(tableId).label,
    startAt: window.start,
    endAt: endOn(assignment, tableId)!,
    assignedBy,
    assignedAt,
    mergeGroupId,
  }));
}

/** Holds that block at `now`, the oldest first. */
export function liveHolds(floor: Floor, now: Instant): readonly Hold[] {
  const order = (hold: Hold): string => hold.createdAt + hold.holdId;
  return [...floor.holds.values()]
    .filter((hold) => hold.expiresAt > now)
    .sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

export function holdView(floor: Floor, hold: Hold, now: Instant): HoldView {
  const { holdId, bookingId, window, expiresAt, expiresAtMax, shadow, createdAt } = hold;
  return {
    holdId,
    venueId: floor.venueId,
    bookingId,
    tables: floor.refsOf(hold.tableIds),
    window,
    expiresAt,
    expiresAtMax,
    secondsLeft: secondsUntil(now, expiresAt),
    shadow,
    owner: hold.createdBy,
    createdAt,
  };
}

/** Some tables for a booking, counted; those that are not the venue's are left out. */
export function selectionSummary(
  floor: Floor,
  tables: readonly Table[],
  partySize: number,
): SelectionSummary {
  const zones = new Set(tables.map((table) => table.zone));
  const totalCapacity = seatsOf(tables);
  return {
    tableCount: tables.length,
    totalCapacity,
    slack: totalCapacity - partySize,
    zone: zones.size === 1 ? [...zones][0]! : null,
    tableLabels: floor.refsOf(tables.map((table) => table.id)).map(({ label }) => label),
    partySize,
  };
}

function inFloorOrder({ venue }: { venue: Venue | null }, tableIds: readonly Uuid[]) {
  const order = new Map(venue?.configuration.tables.map(({ id }, i) => [id, i]));
  return [...tableIds].sort((a, b) => (order.get(a) ?? Infinity) - (order.get(b) ?? Infinity));
}
