import type { Timeline, TimelineSegment, Uuid } from '#contracts';
import { endOf } from '../timeline/tiles.js';

/** What a table is at a moment. */
export type TableState =
  'available' | 'upcoming' | 'held' | 'occupied' | 'blocked' | 'conflict' | 'inactive';

/** A table at a moment: who has it, and who comes after. */
export interface TableMoment {
  readonly state: TableState;
  /** Everybody who claims it then; more than one is a conflict. */
  readonly now: readonly TimelineSegment[];
  /** Whoever is next, and whatever follows. */
  readonly later: readonly TimelineSegment[];
}

type Row = Timeline['rows'][number];

/** A table that is free now but not for long is said to be so. */
export const UPCOMING_MS = 60 * 60_000;

/** `nowMs` decides which holds have lapsed; `atMs` is the moment on show. */
export function momentOf({ table, segments }: Row, atMs: number, nowMs: number): TableMoment {
  const live = segments
    .filter(({ past }) => !past)
    .filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > nowMs)
    .sort((a, b) => Date.parse(a.window.start) - Date.parse(b.window.start));
  const now = live.filter(({ window }) => startsBy(window.start, atMs) && endOf(window.end) > atMs);
  const later = live.filter(({ window }) => !startsBy(window.start, atMs));
  return { state: table.active ? stateOf(now, later, atMs) : 'inactive', now, later };
}

function stateOf(
  now: readonly TimelineSegment[],
  later: readonly TimelineSegment[],
  atMs: number,
): TableState {
  if (new Set(now.map(ownerOf)).size > 1) return 'conflict';
  const [one] = now;
  if (one !== undefined)
    return { block: 'blocked', hold: 'held', assignment: 'occupied' }[one.kind] as TableState;
  const [next] = later;
  const soon = next !== undefined && startsBy(next.window.start, atMs + UPCOMING_MS);
  return soon ? 'upcoming' : 'available';
}

/** A booking and its own hold are one and the same party. */
function ownerOf({ bookingId, holdId, blockId, id }: TimelineSegment): Uuid {
  return bookingId ?? holdId ?? blockId ?? id;
}

function startsBy(start: string, ms: number): boolean {
  return Date.parse(start) <= ms;
}

/** The tables of each party, hold or block that has several at the moment: a merge, to outline. */
export function joinedAt(moments: ReadonlyMap<Uuid, TableMoment>): readonly (readonly Uuid[])[] {
  const groups = new Map<Uuid, readonly Uuid[]>();
  for (const { now } of moments.values()) {
    for (const segment of now) {
      if (segment.kind === 'block' || segment.tables.length < 2) continue;
      groups.set(
        ownerOf(segment),
        segment.tables.map(({ tableId }) => tableId),
      );
    }
  }
  return [...groups.values()];
}
