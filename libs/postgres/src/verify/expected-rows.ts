import type { Floor, FlagOverrides } from '#allocation';
import { GLOBAL_VENUE_ID } from '#contracts';
import { assignmentRows } from '../write-path/rows.js';

/** The rows that a folded floor accounts for, by `table key`; shapes as in `verify_rows.sql`. */
export function expectedRows(floor: Floor): Map<string, object> {
  const rows = new Map<string, object>();
  addClaims(floor, rows);
  for (const [bookingId, assignment] of floor.assignments) {
    for (const row of assignmentRows(floor.venueId, bookingId, assignment)) {
      const { venueId: _venueId, bookingId: _bookingId, tableId, ...rest } = row;
      rows.set(`booking_table_assignments ${bookingId} ${tableId}`, rest);
    }
  }
  for (const [id, hold] of floor.holds) rows.set(`table_holds ${id}`, hold);
  for (const [id, booking] of floor.bookings) rows.set(`bookings ${id}`, booking);
  for (const { id, kind, bookingId, how, endedAt } of floor.ended.values()) {
    rows.set(`ended_claims ${id}`, { kind, bookingId, how, endedAt });
  }
  if (floor.venue) {
    const { configuration, version, updatedAt } = floor.venue;
    rows.set(`venues ${floor.venueId}`, { configuration, version, updatedAt });
  }
  addFlags(flagsOf(floor), rows);
  return rows;
}

function addClaims(floor: Floor, rows: Map<string, object>): void {
  const resourceType = floor.venue?.configuration.resourceType ?? 'table';
  for (const [id, claim] of floor.claims.all) {
    const { id: _id, window, ...rest } = claim;
    const { start, end } = window;
    const isMaintenance = claim.kind === 'block';
    rows.set(`allocations ${id}`, { ...rest, start, end, resourceType, isMaintenance });
  }
}

function flagsOf(floor: Floor): FlagOverrides {
  return floor.venueId === GLOBAL_VENUE_ID ? floor.globalFlags : floor.venueFlags;
}

function addFlags(flags: FlagOverrides, rows: Map<string, object>): void {
  for (const [flag, override] of flags) rows.set(`feature_flags ${flag}`, override);
}
