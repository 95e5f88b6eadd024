import type { Timeline, TimelineBooking, TimelineSegment } from '#contracts';
import { dayInView, timeIn, untilIn } from '../time/day-in-view.js';
import type { DayInView } from '../time/day-in-view.js';
import { endOf } from '../timeline/tiles.js';

/** Somebody who waits, and whether a table would do. */
export interface Candidate {
  readonly booking: TimelineBooking;
  readonly fits: boolean;
  /** `fits`, `2 seats too few`, `taken until 20:10`. */
  readonly words: string;
}

type Row = Timeline['rows'][number];

/** Those who could have the table come first, then those whose time is nearest to `atMs`. */
export function candidatesOf(
  row: Row,
  timeline: Timeline,
  atMs: number,
  nowMs: number,
): readonly Candidate[] {
  const view = dayInView(timeline);
  const apart = ({ booking }: Candidate): number => Math.abs(Date.parse(booking.startsAt) - atMs);
  return timeline.unassigned
    .map((booking) => candidateOf(booking, row, view, nowMs))
    .sort((a, b) => Number(b.fits) - Number(a.fits) || apart(a) - apart(b));
}

function candidateOf(
  booking: TimelineBooking,
  { table, segments }: Row,
  view: DayInView,
  nowMs: number,
): Candidate {
  const { partySize } = booking;
  const missing = partySize - Math.min(table.capacity, table.maxParty);
  if (missing > 0) {
    return {
      booking,
      fits: false,
      words: `${missing} ${missing === 1 ? 'seat' : 'seats'} too few`,
    };
  }
  const inTheWay = segments.find((segment) => blocks(segment, booking, nowMs));
  if (inTheWay !== undefined)
    return { booking, fits: false, words: takenWords(inTheWay, booking, view) };
  if (partySize < table.minParty) {
    return { booking, fits: false, words: `kept for parties of ${table.minParty}` };
  }
  return { booking, fits: true, words: 'fits' };
}

function blocks(
  { window, shadow, past, expiresAt }: TimelineSegment,
  { window: wanted }: TimelineBooking,
  nowMs: number,
): boolean {
  if (shadow || past || (expiresAt !== null && Date.parse(expiresAt) <= nowMs)) return false;
  const [from, to] = [Date.parse(wanted.start), endOf(wanted.end)];
  return Date.parse(window.start) < to && endOf(window.end) > from;
}

function takenWords(
  { kind, window }: TimelineSegment,
  { window: wanted }: TimelineBooking,
  view: DayInView,
): string {
  const what = { assignment: 'taken', hold: 'held', block: 'blocked' }[kind];
  const startsLater = Date.parse(window.start) > Date.parse(wanted.start);
  return startsLater && window.end !== null
    ? `${what} from ${timeIn(view, window.start)}`
    : `${what} ${untilIn(view, window.end)}`;
}
