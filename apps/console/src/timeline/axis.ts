import { clockTime, minuteOfDay } from '../time/venue-time.js';

const MINUTE_MS = 60_000;
export const QUARTER_MS = 15 * MINUTE_MS;
/** Pixels a minute: the evening at a glance, as it is worked with, and close up. */
export const ZOOMS = [1.4, 2.2, 3.4] as const;

/**
 * How time lies on the page. It runs in instants, so a night on which the clocks change is an hour
 * longer or shorter, as it is; only the labels are of the venue's clock.
 */
export interface Axis {
  readonly startMs: number;
  readonly endMs: number;
  readonly pxPerMinute: number;
}

export interface Tick {
  readonly ms: number;
  readonly x: number;
  readonly label: string;
  readonly isHour: boolean;
}

/** The axis of a stretch of time, begun and ended at full quarters. */
export function axisOf(start: string, end: string, pxPerMinute: number): Axis {
  return {
    startMs: Math.floor(Date.parse(start) / QUARTER_MS) * QUARTER_MS,
    endMs: Math.ceil(Date.parse(end) / QUARTER_MS) * QUARTER_MS,
    pxPerMinute,
  };
}

export function widthOf({ startMs, endMs, pxPerMinute }: Axis): number {
  return ((endMs - startMs) / MINUTE_MS) * pxPerMinute;
}

export function xOf(axis: Axis, ms: number): number {
  return ((ms - axis.startMs) / MINUTE_MS) * axis.pxPerMinute;
}

/** Where a stretch is seen: cut at both ends of the axis. Null: it lies outside. */
export function spanOf(
  axis: Axis,
  startMs: number,
  endMs: number,
): { readonly left: number; readonly width: number } | null {
  const from = Math.max(startMs, axis.startMs);
  const to = Math.min(endMs, axis.endMs);
  if (to <= from) return null;
  const left = xOf(axis, from);
  return { left, width: xOf(axis, to) - left };
}

export function msAt(axis: Axis, x: number): number {
  return axis.startMs + (x / axis.pxPerMinute) * MINUTE_MS;
}

/** To the nearest full quarter: for distances and, in zones a quarter off at most, for instants. */
export function toQuarter(ms: number): number {
  return Math.round(ms / QUARTER_MS) * QUARTER_MS;
}

/** Labels at hours, and at half hours where there is room. */
export function ticksOf(axis: Axis, zone: string): readonly Tick[] {
  const everyMinutes = axis.pxPerMinute * 30 >= 56 ? 30 : 60;
  const ticks: Tick[] = [];
  for (let ms = axis.startMs; ms < axis.endMs; ms += QUARTER_MS) {
    const minute = minuteOfDay(ms, zone) % 60;
    if (minute % everyMinutes !== 0) continue;
    ticks.push({ ms, x: xOf(axis, ms), label: clockTime(ms, zone), isHour: minute === 0 });
  }
  return ticks;
}
