import type { Instant } from '#contracts';
import { instantOf } from './instant-of.js';
import { addDays } from './service-day.js';
import { clockTime, dayAndTime, isoDate } from './venue-time.js';

/** Whose clock times are told by, and which of them are plain without their day. */
export interface DayInView {
  readonly timeZone: string;
  /** The day that whoever reads has before them; absent: none, so every time names its own. */
  readonly day?: { readonly startMs: number; readonly endMs: number };
}

/** What a service day is known by: the timeline's answer is one. */
export interface ServiceDayShown {
  readonly timeZone: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly service: readonly { readonly end: Instant }[];
}

const KNOWN_MAX = 100;
const known = new Map<string, DayInView>();

/**
 * The service day on show: the same object again for the same day. It is once around the clock, so
 * that a bare time means one moment: up to midnight, or to the last close where that is later.
 */
export function dayInView({ timeZone, date, service }: ServiceDayShown): DayInView {
  const midnight = instantOf(`${addDays(date, 1)}T00:00`, timeZone)!;
  const end = [midnight, ...service.map((period) => period.end)].sort().at(-1)!;
  const name = `${timeZone} ${end}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size === KNOWN_MAX) known.clear();
  const made = upTo(end, timeZone);
  known.set(name, made);
  return made;
}

function upTo(end: Instant, timeZone: string): DayInView {
  const dayBefore = addDays(isoDate(end, timeZone), -1);
  const start = instantOf(`${dayBefore}T${clockTime(end, timeZone)}`, timeZone)!;
  return { timeZone, day: { startMs: Date.parse(start), endMs: Date.parse(end) } };
}

/** `19:30`, or `Fri 27 Nov, 19:30` when that is another day than the one in view. */
export function timeIn(view: DayInView, moment: Instant | number): string {
  const { timeZone } = view;
  return isInView(view, moment) ? clockTime(moment, timeZone) : dayAndTime(moment, timeZone);
}

/** `until 21:00`; of an open end `until further notice`. */
export function untilIn(view: DayInView, end: Instant | number | null): string {
  return end === null ? 'until further notice' : `until ${timeIn(view, end)}`;
}

/**
 * `19:30–21:00`; `Fri 27 Nov, 19:30–21:00` on another day; `21:24 – Sat 28 Nov, 05:24` when it ends
 * on one; an open end says so.
 */
export function spanIn(
  view: DayInView,
  start: Instant | number,
  end: Instant | number | null,
): string {
  const from = timeIn(view, start);
  if (end === null) return `${from}, ${untilIn(view, null)}`;
  const { timeZone } = view;
  const isSameDay = isoDate(start, timeZone) === isoDate(end, timeZone);
  if (isInView(view, end) ? isInView(view, start) : isSameDay && !isInView(view, start)) {
    return `${from}–${clockTime(end, timeZone)}`;
  }
  return `${from} – ${timeIn(view, end)}`;
}

/** Whether a time is plain without its day. */
export function isInView({ day }: DayInView, moment: Instant | number): boolean {
  const ms = typeof moment === 'number' ? moment : Date.parse(moment);
  return day !== undefined && day.startMs <= ms && ms <= day.endMs;
}
