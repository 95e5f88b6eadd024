import type { Instant, Policy, ServicePeriod, Window } from '#contracts';
import { servicePeriodAt } from './service-period.js';
import { DAY_MS, MINUTE_MS } from './wall-time.js';
import type { ZoneClock } from './zone-clock.js';

/** A claim that would last longer is a slip of the pen, not a stay. */
export const LONGEST_WINDOW_DAYS = 366;

export type BookingWindowProblem = 'no-turn-time' | 'reversed' | 'too-long';

export type BookingWindow =
  | {
      readonly ok: true;
      /** As given, or by the turn time; without buffers. */
      readonly endsAt: Instant;
      /** What is claimed: buffers included. */
      readonly window: Window;
    }
  | { readonly ok: false; readonly problem: BookingWindowProblem; readonly message: string };

/**
 * The window of a booking: `[startsAt − before, (endsAt or startsAt + turn) + after)`.
 *
 * Turn and buffers are durations, not wall-clock distances: a dinner of two hours lasts two hours
 * in the night the clock changes.
 *
 * - `no-turn-time`: no `endsAt`, and the policy has no turn time at all.
 * - `reversed`: `endsAt` is not after `startsAt`.
 * - `too-long`: the window is longer than {@link LONGEST_WINDOW_DAYS} days.
 */
export function bookingWindow(
  policy: Policy,
  clock: ZoneClock,
  partySize: number,
  startsAt: Instant,
  endsAt: Instant | null,
): BookingWindow {
  const startMs = Date.parse(startsAt);
  let endMs: number;
  if (endsAt !== null) {
    endMs = Date.parse(endsAt);
  } else {
    const minutes = turnMinutesAt(policy, clock, partySize, startsAt);
    if (minutes === null) {
      return refused('no-turn-time', 'the venue has no turn times, so the end must be given');
    }
    endMs = startMs + minutes * MINUTE_MS;
  }
  if (endMs <= startMs) return refused('reversed', 'the end must be after the start');

  const windowStartMs = startMs - policy.buffers.beforeMinutes * MINUTE_MS;
  const windowEndMs = endMs + policy.buffers.afterMinutes * MINUTE_MS;
  if (windowEndMs - windowStartMs > LONGEST_WINDOW_DAYS * DAY_MS) {
    return refused('too-long', `a window lasts at most ${LONGEST_WINDOW_DAYS} days`);
  }
  return {
    ok: true,
    endsAt: instantOf(endMs),
    window: { start: instantOf(windowStartMs), end: instantOf(windowEndMs) },
  };
}

/**
 * The turn of the period that contains the start. Outside all periods (the policy may allow that
 * with a warning) the longest turn of any, because a table given back late is a broken promise and
 * one given back early is not.
 */
function turnMinutesAt(
  policy: Policy,
  clock: ZoneClock,
  partySize: number,
  startsAt: Instant,
): number | null {
  const moment = servicePeriodAt(policy, clock, startsAt);
  const turn = moment === null ? null : turnOf(moment.period, partySize);
  if (turn !== null) return turn;
  let longest: number | null = null;
  for (const period of policy.servicePeriods) {
    const minutes = turnOf(period, partySize);
    if (minutes !== null && (longest === null || minutes > longest)) longest = minutes;
  }
  return longest;
}

/** A party larger than every `upTo` gets the last entry's time. */
function turnOf(period: ServicePeriod, partySize: number): number | null {
  const entries = period.turnMinutes;
  const entry = entries.find((turn) => partySize <= turn.upTo) ?? entries[entries.length - 1];
  return entry?.minutes ?? null;
}

function instantOf(epochMs: number): Instant {
  return new Date(epochMs).toISOString();
}

function refused(
  problem: BookingWindowProblem,
  message: string,
): BookingWindow & { readonly ok: false } {
  return { ok: false, problem, message };
}
