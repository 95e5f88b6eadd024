import type { Timeline, Uuid } from '#contracts';
import { dayInView } from '../time/day-in-view.js';
import { overlaps, takenWords } from './seating.js';
import { endOf } from './tiles.js';
import type { TimelineRow } from './tiles.js';

/** What a command says of whose change it is: a booking's, two bookings', or a block's. */
export interface Taker {
  readonly bookingId?: Uuid | null;
  readonly bookingIdA?: Uuid;
  readonly bookingIdB?: Uuid;
  readonly blockId?: Uuid;
}

/**
 * Who else has the tables that a change has taken, as far as the day on show tells: `T2 is taken by
 * Rossi until 21:00.` Empty: nobody of that day.
 */
export function clashWords(timeline: Timeline, taker: Taker, nowMs: number): string {
  const { bookingId, bookingIdA, bookingIdB, blockId } = taker;
  const takers = new Set([bookingId, bookingIdA, bookingIdB, blockId].filter((id) => id != null));
  const words = timeline.rows.flatMap((row) => clashesIn(row, takers, timeline, nowMs));
  return words.join(' ');
}

function clashesIn(
  { table, segments }: TimelineRow,
  takers: ReadonlySet<Uuid | null>,
  timeline: Timeline,
  nowMs: number,
): readonly string[] {
  const own = segments.filter(
    ({ kind, past, bookingId, blockId }) =>
      kind !== 'hold' && !past && takers.has(bookingId ?? blockId),
  );
  return segments
    .filter(({ past, bookingId, blockId }) => !past && !takers.has(bookingId ?? blockId))
    .filter(({ window }) =>
      own.some((mine) => overlaps(window, Date.parse(mine.window.start), endOf(mine.window.end))),
    )
    .map((other) => `${table.label} is ${takenWords(other, dayInView(timeline), nowMs)}.`);
}
