import { DEMAND_COMMANDS, NOBODY_WAITS } from '#allocation';
import { TERMINAL_STATUSES, logPartitionOf } from '#contracts';
import type {
  EventData,
  Instant,
  Refused,
  RefusedGroup,
  RefusedTotals,
  RefusedView,
  RejectionCode,
  Uuid,
} from '#contracts';
import { sql } from '../sql.js';
import { briefBookings } from './brief-bookings.js';
import type { Queryable } from './queryable.js';

/** Refusals recorded in `[from, to)`. */
export interface RefusedWanted {
  readonly venueId: Uuid;
  readonly from: Instant;
  readonly to: Instant;
  /** `to` is now: what is dated later, because the clock went back, belongs to it, too. */
  readonly toNow?: boolean;
  readonly byQuarterHour: boolean;
  /** Also the conflicts that were observed and refused nobody. */
  readonly observed: boolean;
  /** List only these; null: all. They are counted all. */
  readonly codes: readonly string[] | null;
  /** Refusals before this seq; null: the newest. */
  readonly before: number | null;
  readonly limit: number;
}

export type RefusedDemand = Pick<RefusedView, 'totals' | 'groups' | 'refused' | 'bookings'>;

interface CountedRow {
  readonly quarter_hour: Date | null;
  /** Null: all codes, each booking once. */
  readonly code: RejectionCode | null;
  readonly observed: boolean;
  readonly refusals: number;
  readonly bookings: number;
  readonly covers: number;
  readonly covers_lost: number;
}

type GroupRow = CountedRow & { readonly code: RejectionCode };

type RefusedRow = {
  readonly seq: number;
  readonly recorded_at: Date;
  readonly command_id: Uuid;
  readonly code: RejectionCode;
} & (
  | { readonly type: 'CommandRejected'; readonly data: EventData['CommandRejected'] }
  | { readonly type: 'ShadowConflictObserved'; readonly data: EventData['ShadowConflictObserved'] }
);

export async function readRefusedDemand(
  pool: Queryable,
  partitions: number,
  asked: RefusedWanted,
): Promise<RefusedDemand> {
  const { venueId, from, byQuarterHour, observed, codes, before, limit } = asked;
  const to = asked.toNow === true ? 'infinity' : asked.to;
  const types = ['CommandRejected', ...(observed ? ['ShadowConflictObserved'] : [])];
  const partition = logPartitionOf(venueId, partitions);
  const wanted = [partition, venueId, from, to, types, DEMAND_COMMANDS, NOBODY_WAITS];
  const counted = await pool.query<CountedRow>(sql('count_refused'), [
    ...wanted,
    [...TERMINAL_STATUSES],
    byQuarterHour,
  ]);
  const listed = await pool.query<RefusedRow>(sql('read_refused'), [
    ...wanted,
    before,
    limit,
    codes,
  ]);
  const refused = listed.rows.map(refusedOf);
  const named = refused.flatMap(({ bookingId, blockers }) => [
    bookingId,
    ...blockers.map((blocker) => blocker.bookingId),
  ]);
  const bookings = await briefBookings(pool, named, venueId);
  const groups = counted.rows.filter((row): row is GroupRow => row.code !== null).map(groupOf);
  const totals = totalsOf(counted.rows.filter(({ code }) => code === null));
  return { totals, groups, refused, bookings };
}

function totalsOf(rows: readonly CountedRow[]): RefusedTotals {
  const refused = rows.find((row) => !row.observed);
  return {
    refusals: refused?.refusals ?? 0,
    bookings: refused?.bookings ?? 0,
    covers: refused?.covers ?? 0,
    coversLost: refused?.covers_lost ?? 0,
    observed: rows.find((row) => row.observed)?.refusals ?? 0,
  };
}

function groupOf(row: GroupRow): RefusedGroup {
  const { code, observed, refusals, bookings, covers, covers_lost: coversLost } = row;
  const quarterHour = row.quarter_hour?.toISOString() ?? null;
  return { quarterHour, code, observed, refusals, bookings, covers, coversLost };
}

function refusedOf(row: RefusedRow): Refused {
  const { seq, recorded_at, command_id: commandId, code } = row;
  const told = { seq, recordedAt: recorded_at.toISOString(), commandId, code };
  if (row.type === 'ShadowConflictObserved') return { ...told, ...observedConflict(row.data) };
  const { commandType, bookingId, partySize, window, rejection } = row.data;
  const { message, blockers } = rejection;
  const what = { commandType, bookingId, partySize, window, message, blockers };
  return { ...told, ...what, observed: false };
}

function observedConflict({
  bookingId,
  window,
  blockers,
}: EventData['ShadowConflictObserved']): Omit<
  Refused,
  'seq' | 'recordedAt' | 'commandId' | 'code'
> {
  return {
    commandType: null,
    bookingId,
    partySize: null,
    window,
    observed: true,
    message: 'Given although somebody else has it: enforcement was off.',
    blockers,
  };
}
