import type { Instant } from '#contracts';
import { wallClock } from './venue-time.js';

const DAY_MS = 86_400_000;
/** One that is typed to its end: a field shows 0002 on the way to 2026. */
const YEAR = /^[1-9]\d{3}-/;

/**
 * The instant at which the venue's clock shows `2026-11-27T19:30`; null for what is no time. Of a time
 * that the clock shows twice the first; one that it skips is as much later as was skipped.
 */
export function instantOf(shown: string, zone: string): Instant | null {
  const asUtcMs = Date.parse(`${shown}Z`);
  if (Number.isNaN(asUtcMs) || !YEAR.test(shown)) return null;
  const [first = byOffsetAt(asUtcMs - DAY_MS, asUtcMs, zone)] = instantsShowing(shown, zone);
  return new Date(first).toISOString();
}

/** When the venue's clock shows a time, in ms: once, or twice in order, or never. */
export function instantsShowing(shown: string, zone: string): readonly number[] {
  const asUtcMs = Date.parse(`${shown}Z`);
  const candidates = [-DAY_MS, DAY_MS].map((away) => byOffsetAt(asUtcMs + away, asUtcMs, zone));
  return [...new Set(candidates)]
    .filter((ms) => shownAt(ms, zone) === wholeMinute(asUtcMs))
    .sort((a, b) => a - b);
}

function byOffsetAt(ms: number, asUtcMs: number, zone: string): number {
  return asUtcMs - (shownAt(ms, zone) - wholeMinute(ms));
}

function shownAt(ms: number, zone: string): number {
  return Date.parse(`${wallClock(ms, zone)}Z`);
}

function wholeMinute(ms: number): number {
  return Math.floor(ms / 60_000) * 60_000;
}
