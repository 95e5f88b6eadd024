import type { Table, Timeline, TimelineSegment, Uuid } from '#contracts';
import { timeIn, untilIn } from '../time/day-in-view.js';
import type { DayInView } from '../time/day-in-view.js';
import { countdown } from '../time/venue-time.js';
import { isHere, nameOf, seatsOf } from '../timeline/tiles.js';
import { momentOf } from './floor-states.js';
import type { TableMoment } from './floor-states.js';
import type { Face } from './PlanTable.js';
import { STATES } from './state-words.js';

/** Every table of the day at one moment. */
export function momentsOf(
  { rows }: Timeline,
  atMs: number,
  nowMs: number,
): ReadonlyMap<Uuid, TableMoment> {
  return new Map(rows.map((row) => [row.table.id, momentOf(row, atMs, nowMs)]));
}

/** How a table looks at a moment. */
export function faceOf(table: Table, moment: TableMoment, view: DayInView, nowMs: number): Face {
  const [one] = moment.now;
  return {
    state: moment.state,
    line: lineOf(table, moment, view, nowMs),
    words: [
      table.label,
      `${seatsOf(table)} seats`,
      STATES[moment.state].word.toLowerCase(),
      ...momentWords(moment, view),
    ].join(', '),
    awaited: one?.kind === 'assignment' && !isHere(one.booking),
  };
}

function lineOf(table: Table, { state, now, later }: TableMoment, view: DayInView, nowMs: number) {
  const [one] = now;
  switch (state) {
    case 'available':
      return seatsOf(table);
    case 'upcoming':
      return `→ ${timeIn(view, later[0]!.window.start)}`;
    case 'held':
      return one?.expiresAt ? countdown(Date.parse(one.expiresAt) - nowMs) : 'held';
    case 'occupied':
      return one?.booking ? nameOf(one.booking) : 'imported';
    case 'blocked':
      return 'blocked';
    case 'conflict':
      return `${now.length} claims`;
    case 'inactive':
      return '';
  }
}

/** Who has it until when, and who comes next. */
function momentWords({ now, later }: TableMoment, view: DayInView): readonly string[] {
  const having = now.map((segment) => segmentWords(segment, view));
  const [next] = later;
  if (next === undefined) return now.length > 0 ? having : ['nobody else comes today'];
  return [...having, `next ${whoOf(next)} at ${timeIn(view, next.window.start)}`];
}

/** `Rossi, party of 4, until 21:00`. */
export function segmentWords(segment: TimelineSegment, view: DayInView): string {
  const { booking, window } = segment;
  const party = booking === null ? '' : `, party of ${booking.partySize}`;
  return `${whoOf(segment)}${party}, ${untilIn(view, window.end)}`;
}

/** Whose it is. */
export function whoOf({ kind, booking, owner, reason }: TimelineSegment): string {
  if (kind === 'block') return reason ?? 'a block';
  const name = booking === null ? null : nameOf(booking);
  if (kind === 'hold')
    return `held by ${owner ?? 'somebody'}${name === null ? '' : ` for ${name}`}`;
  return name ?? 'an imported booking';
}
