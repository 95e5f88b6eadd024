import type { Timeline, TimelineBooking, Uuid } from '#contracts';
import type { ApiProblem } from '../api/problem.js';
import { dayInView } from '../time/day-in-view.js';
import type { Notice, NoticeAction } from '../ui/telling.js';
import { alternativeWords } from '../words.js';
import { bookingsOf, seatWords } from './seating.js';
import type { Seat, Seating } from './seating.js';
import { nameOf } from './tiles.js';

const ALTERNATIVES_MAX = 2;

/** What a booking asked for and did not get. */
export interface Wanted {
  readonly booking: TimelineBooking;
  readonly from: Seat | null;
  readonly wanted: Seat;
}

/** Why a booking cannot have a table, and what can be done instead. */
export function refusalOf(
  timeline: Timeline,
  seating: Seating,
  { booking, from, wanted }: Wanted,
  problem: ApiProblem,
  why: string,
): Notice {
  const text = `${nameOf(booking)} cannot have ${seatWords(wanted, dayInView(timeline))}.`;
  const { rejection } = problem;
  // Nothing was decided: the same can be asked again.
  if (rejection === null) return { text, detail: why };
  const swap = swapOf(timeline, seating, booking, from, problem);
  const best = { label: 'Best table', act: () => void seating.best(booking) };
  const away = { label: 'Unassign', act: () => void seating.unassign(booking) };
  return {
    text,
    detail: why,
    actions: [
      ...(swap === null ? [] : [swap]),
      best,
      ...offersOf(timeline, seating, booking, from, problem),
      ...(from === null ? [] : [away]),
    ],
  };
}

/** When exactly one other booking has what is wanted, the two may change places. */
function swapOf(
  timeline: Timeline,
  seating: Seating,
  booking: TimelineBooking,
  from: Seat | null,
  { rejection }: ApiProblem,
): NoticeAction | null {
  const others = new Set<Uuid | null>(rejection?.blockers.map(({ bookingId }) => bookingId));
  const [only] = others;
  const other = others.size === 1 && only != null ? bookingsOf(timeline).get(only) : undefined;
  if (from === null || other === undefined) return null;
  return { label: `Swap with ${nameOf(other)}`, act: () => void seating.swap(booking, other) };
}

/** What the service says would work now. */
export function offersOf(
  timeline: Timeline,
  seating: Seating,
  booking: TimelineBooking,
  from: Seat | null,
  { rejection }: ApiProblem,
): readonly NoticeAction[] {
  return (rejection?.alternatives ?? []).slice(0, ALTERNATIVES_MAX).map((alternative) => ({
    label: alternativeWords(alternative, dayInView(timeline)),
    act: () => {
      const { tables, window } = alternative;
      const tableIds = tables.map(({ tableId }) => tableId);
      const target = {
        tableIds,
        startMs: Date.parse(window.start),
        endMs: Date.parse(window.end!),
      };
      void seating.place({ booking, from, takenAt: null }, target);
    },
  }));
}
