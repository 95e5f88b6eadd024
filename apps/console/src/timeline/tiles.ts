import type { BookingStatus, Table, Timeline, TimelineBooking, TimelineSegment } from '#contracts';
import { shortId } from '../words.js';

export type TimelineRow = Timeline['rows'][number];

/** A segment as it is drawn. Times in ms; an open end is far away. */
export interface Tile {
  /** Stays the same while the owner stays on the table, so that focus stays too. */
  readonly key: string;
  readonly segment: TimelineSegment;
  readonly startMs: number;
  readonly endMs: number;
  /** Where guests sit; the rest of the tile is buffer. */
  readonly sitsFromMs: number;
  readonly sitsToMs: number;
  /** Tiles of a row that overlap (shadows do) share its height. */
  readonly lane: number;
  readonly lanes: number;
}

/** The rows of one zone, by label. */
export interface Zone {
  readonly name: string;
  readonly rows: readonly TimelineRow[];
}

/** In the order in which zones first appear in the venue. */
export function zonesOf(rows: readonly TimelineRow[]): readonly Zone[] {
  const zones = new Map<string, TimelineRow[]>();
  for (const row of rows) {
    const zone = zones.get(row.table.zone);
    if (zone === undefined) zones.set(row.table.zone, [row]);
    else zone.push(row);
  }
  const byLabel = new Intl.Collator('en', { numeric: true });
  return [...zones].map(([name, members]) => ({
    name,
    rows: members.sort((a, b) => byLabel.compare(a.table.label, b.table.label)),
  }));
}

const drawn = new WeakMap<TimelineRow, readonly Tile[]>();

/** The tiles of a row, by time. Rows do not change; their tiles are worked out once. */
export function tilesOf(row: TimelineRow): readonly Tile[] {
  const found = drawn.get(row) ?? laidOut(row);
  drawn.set(row, found);
  return found;
}

function laidOut({ table, segments }: TimelineRow): readonly Tile[] {
  const tiles = segments
    .map((segment) => tileOf(segment, table))
    .sort((a, b) => a.startMs - b.startMs || a.key.localeCompare(b.key));
  return inLanes(tiles);
}

function tileOf(segment: TimelineSegment, { id }: Table): Omit<Tile, 'lane' | 'lanes'> {
  const { window, kind, past, bookingId, holdId, blockId } = segment;
  const startMs = Date.parse(window.start);
  const endMs = endOf(window.end);
  // Who has left may have done so before the buffer began.
  const { before, after } = kind === 'block' || past ? NO_BUFFERS : buffersOf(segment.booking);
  const owner = (kind === 'hold' ? holdId : (bookingId ?? blockId)) ?? segment.id;
  return {
    key: `${past ? 'past' : kind}:${owner}:${id}`,
    segment,
    startMs,
    endMs,
    sitsFromMs: Math.min(startMs + before, endMs),
    sitsToMs: Math.max(endMs - after, startMs),
  };
}

const NO_BUFFERS = { before: 0, after: 0 };

/** How much of a booking's window is not sitting, in ms: a moved window keeps its buffers. */
function buffersOf(booking: TimelineBooking | null): { before: number; after: number } {
  if (booking === null) return NO_BUFFERS;
  return {
    before: Date.parse(booking.startsAt) - Date.parse(booking.window.start),
    after: endOf(booking.window.end) - Date.parse(booking.endsAt),
  };
}

function inLanes(tiles: readonly Omit<Tile, 'lane' | 'lanes'>[]): readonly Tile[] {
  const placed: Tile[] = [];
  let cluster: Omit<Tile, 'lanes'>[] = [];
  let ends: number[] = [];
  const close = (): void => {
    placed.push(...cluster.map((tile) => ({ ...tile, lanes: ends.length })));
    cluster = [];
    ends = [];
  };
  for (const tile of tiles) {
    if (ends.every((end) => end <= tile.startMs)) close();
    const free = ends.findIndex((end) => end <= tile.startMs);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = tile.endMs;
    cluster.push({ ...tile, lane });
  }
  close();
  return placed;
}

/** An open end, in ms: later than any day on show. */
export function endOf(end: string | null): number {
  return end === null ? 8.64e15 : Date.parse(end);
}

/** A guest's name, or the first characters of the booking's id. */
export function nameOf({ name, bookingId }: TimelineBooking): string {
  return name ?? shortId(bookingId);
}

/** A tile that may be taken: a booking's own assignment, not pinned, not over. */
export function canMove({ kind, past, booking }: TimelineSegment): boolean {
  return kind === 'assignment' && !past && booking !== null && booking.pinReason === null;
}

/** Whether the guests have arrived and not left. */
export function isHere(booking: TimelineBooking | null): boolean {
  return booking?.status === 'checked_in' || booking?.status === 'seated';
}

export const STATUS_WORDS: { readonly [S in BookingStatus]: string } = {
  pending: 'not confirmed',
  confirmed: 'confirmed',
  checked_in: 'arrived',
  seated: 'seated',
  completed: 'left',
  cancelled: 'cancelled',
  no_show: 'did not come',
};

/** `2–4`, or `4` where the table takes only that many. */
export function seatsOf({ minParty, maxParty }: Table): string {
  return minParty === maxParty ? `${maxParty}` : `${minParty}–${maxParty}`;
}
