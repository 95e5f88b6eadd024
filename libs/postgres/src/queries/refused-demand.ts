import { logPartitionOf } from '#contracts';
import type { EventData, Instant, RejectionCode, Uuid } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

/** Refusals recorded in `[from, to)`. */
export interface RefusedWanted {
  readonly venueId: Uuid;
  readonly from: Instant;
  readonly to: Instant;
  readonly byQuarterHour: boolean;
  /** Refusals before this seq; null: the newest. */
  readonly before: number | null;
  readonly limit: number;
}

export interface RefusedGroup {
  /** The beginning of the quarter hour in which it was refused; null when not grouped by it. */
  readonly quarterHour: Instant | null;
  readonly code: RejectionCode;
  readonly refusals: number;
  readonly bookings: number;
  /** Persons; a booking counts once in a group, however often it was refused. */
  readonly covers: number;
  /** Those whose booking was given no tables afterwards. */
  readonly coversLost: number;
}

export interface Refused {
  readonly seq: number;
  readonly recordedAt: Instant;
  readonly commandId: Uuid;
  readonly commandType: EventData['CommandRejected']['commandType'];
  readonly bookingId: Uuid | null;
  readonly partySize: number | null;
  readonly window: EventData['CommandRejected']['window'];
  readonly code: RejectionCode;
  readonly message: string;
  readonly blockers: EventData['CommandRejected']['rejection']['blockers'];
}

export interface RefusedDemand {
  readonly groups: readonly RefusedGroup[];
  /** Newest first. */
  readonly refused: readonly Refused[];
}

interface GroupRow {
  readonly quarter_hour: Date | null;
  readonly code: RejectionCode;
  readonly refusals: number;
  readonly bookings: number;
  readonly covers: number;
  readonly covers_lost: number;
}

interface RefusedRow {
  readonly seq: number;
  readonly recorded_at: Date;
  readonly command_id: Uuid;
  readonly data: EventData['CommandRejected'];
}

export async function readRefusedDemand(
  pool: Queryable,
  partitions: number,
  { venueId, from, to, byQuarterHour, before, limit }: RefusedWanted,
): Promise<RefusedDemand> {
  const venue = [logPartitionOf(venueId, partitions), venueId, from, to];
  const counted = await pool.query<GroupRow>(sql('count_refused'), [...venue, byQuarterHour]);
  const listed = await pool.query<RefusedRow>(sql('read_refused'), [...venue, before, limit]);
  return { groups: counted.rows.map(groupOf), refused: listed.rows.map(refusedOf) };
}

function groupOf(row: GroupRow): RefusedGroup {
  const { code, refusals, bookings, covers, covers_lost: coversLost } = row;
  const quarterHour = row.quarter_hour?.toISOString() ?? null;
  return { quarterHour, code, refusals, bookings, covers, coversLost };
}

function refusedOf({ seq, recorded_at, command_id, data }: RefusedRow): Refused {
  const { commandType, bookingId, partySize, window, rejection } = data;
  return {
    seq,
    recordedAt: recorded_at.toISOString(),
    commandId: command_id,
    commandType,
    bookingId,
    partySize,
    window,
    code: rejection.code,
    message: rejection.message,
    blockers: rejection.blockers,
  };
}
