import type { Instant, SentTime } from '#contracts';
import { DAY_MS, MINUTE_MS } from './wall-time.js';
import type { ZoneClock } from './zone-clock.js';
import { offsetMsAt } from './zone-clock.js';

const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;
/** PostgreSQL refuses offsets of 16 hours and more; no zone comes near. */
const OFFSET_HOURS_MAX = 15;

export type TimeProblem = 'unparsable' | 'skipped' | 'ambiguous' | 'out-of-range';

export type TimeResolution =
  | { readonly ok: true; readonly instant: Instant }
  | { readonly ok: false; readonly problem: TimeProblem; readonly message: string };

/**
 * The instant a sender means, or why there is none.
 *
 * Read strictly: `YYYY-MM-DDTHH:mm`, then optionally `:ss` and a fraction of up to nine digits,
 * then optionally `Z`, `±HH:mm` or `±HH`; years 1970 to 2199. Digits after the millisecond are cut
 * off, since an {@link Instant} has three. There is no second 60 and no hour 24.
 *
 * - `unparsable`: any other text, or a date that no calendar has.
 * - `out-of-range`: a year outside the bounds, in the text or in UTC.
 * - `skipped`: the venue's clock never shows this time, since it jumps over it in spring. Also when
 *   the offset given is one of the two that meet at the jump: the sender computed a local time that
 *   does not exist, and taking it would move the guest by an hour. A time in UTC written with `Z`
 *   is never refused for this.
 * - `ambiguous`: no offset, and the venue's clock shows this time twice, in autumn.
 *
 * Throws a RangeError when the venue's clock is needed and not at hand (see {@link ZoneClock}).
 */
export function resolveTime(sent: SentTime, clock: ZoneClock): TimeResolution {
  const parsed = parse(sent);
  if ('problem' in parsed) return parsed;
  const { wallMs, offset } = parsed;
  if (offset === 'Z') return instantOf(wallMs, sent);

  // No zone is 24 h from UTC, so the two days around the wall time hold every instant it can mean.
  const earlierMs = offsetMsAt(clock, wallMs - DAY_MS);
  const laterMs = offsetMsAt(clock, wallMs + DAY_MS);
  if (earlierMs === laterMs) return instantOf(wallMs - (offset ?? earlierMs), sent);

  const first = offsetMsAt(clock, wallMs - earlierMs) === earlierMs;
  const second = offsetMsAt(clock, wallMs - laterMs) === laterMs;
  const exists = first || second;
  if (!exists && (offset === null || offset === earlierMs || offset === laterMs)) {
    return refused(
      'skipped',
      `${sent} does not exist in ${clock.timeZone}: the clock jumps over it`,
    );
  }
  if (offset !== null) return instantOf(wallMs - offset, sent);
  if (first && second) {
    return refused('ambiguous', `${sent} happens twice in ${clock.timeZone}: add the offset`);
  }
  return instantOf(wallMs - (first ? earlierMs : laterMs), sent);
}

interface ParsedTime {
  /** The digits read as if they were UTC. */
  readonly wallMs: number;
  /** Milliseconds ahead of UTC, `Z`, or null for the venue's wall clock. */
  readonly offset: number | 'Z' | null;
}

const DATE_AND_TIME =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:(Z)|([+-])(\d\d)(?::(\d\d))?)?$/;

function parse(sent: SentTime): ParsedTime | (TimeResolution & { ok: false }) {
  const match = DATE_AND_TIME.exec(sent);
  if (match === null) {
    return refused('unparsable', `not a time like 2026-11-27T19:30 or 2026-11-27T18:30:00Z`);
  }
  const [, year, month, day, hour, minute, second, fraction, zulu, sign, offHour, offMinute] =
    match;
  const offsetHours = Number(offHour ?? 0);
  const offsetMinutes = Number(offMinute ?? 0);
  const milliseconds = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) {
    return refused('unparsable', `${sent} is not a time of day`);
  }
  if (offsetHours > OFFSET_HOURS_MAX || offsetMinutes > 59) {
    return refused('unparsable', `${sent} has no offset any place uses`);
  }
  if (Number(year) < FIRST_YEAR || Number(year) > LAST_YEAR) return outOfRange(sent);
  const dateMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // Date.UTC rolls 31 June over to July; a date that exists comes back unchanged.
  if (new Date(dateMs).getUTCDate() !== Number(day) || Number(month) < 1 || Number(month) > 12) {
    return refused('unparsable', `${sent} is not a day of the calendar`);
  }
  const timeMs = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second ?? 0)) * 1000;
  const offsetMs = (offsetHours * 60 + offsetMinutes) * MINUTE_MS;
  return {
    wallMs: dateMs + timeMs + milliseconds,
    // `0 - x` and not `-x`: minus zero would not be found equal by every comparison.
    offset: zulu ? 'Z' : sign === undefined ? null : sign === '+' ? offsetMs : 0 - offsetMs,
  };
}

const FIRST_MS = Date.UTC(FIRST_YEAR, 0, 1);
const END_MS = Date.UTC(LAST_YEAR + 1, 0, 1);

function instantOf(epochMs: number, sent: SentTime): TimeResolution {
  if (epochMs < FIRST_MS || epochMs >= END_MS) return outOfRange(sent);
  return { ok: true, instant: new Date(epochMs).toISOString() };
}

function outOfRange(sent: SentTime): TimeResolution & { ok: false } {
  return refused('out-of-range', `${sent} is not within the years ${FIRST_YEAR} to ${LAST_YEAR}`);
}

function refused(problem: TimeProblem, message: string): TimeResolution & { ok: false } {
  return { ok: false, problem, message };
}
