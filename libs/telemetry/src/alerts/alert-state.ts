import type { Instant } from '#contracts';

/** When one alert fires: its value is above `threshold` for `forSeconds`. */
export interface AlertLimits {
  readonly threshold: number;
  readonly forSeconds: number;
}

/** What is known of one alert. */
export interface AlertStatus {
  readonly state: 'ok' | 'pending' | 'firing' | 'unknown';
  /** Null: it could not be measured. */
  readonly value: number | null;
  /** Since when the value is above the threshold; null while it is not. */
  readonly since: Instant | null;
  readonly checkedAt: Instant;
}

/** Nobody saw what the value was meanwhile, so nothing may be said of the whole stretch. */
export const LOOKED_AWAY_SECONDS = 60;

/**
 * What a measurement makes of an alert. Pure: `now` is an argument.
 *
 * - above the threshold: `pending`, and `firing` once it has been so for `forSeconds`;
 * - not above: `ok`, at once;
 * - not measurable: `unknown`. An alert that was firing remembers since when, and fires again with
 *   the next measurement above; one that was pending begins anew, as it does after
 *   {@link LOOKED_AWAY_SECONDS} without a measurement;
 * - looked at last at a time that is still to come, because the clock went back: one that was
 *   firing fires on, any other begins anew.
 */
export function nextAlertStatus(
  limits: AlertLimits,
  before: AlertStatus | null,
  value: number | null,
  now: Instant,
): AlertStatus {
  if (value === null) {
    const since = wasFiring(before) ? before!.since : null;
    return { state: 'unknown', value, since, checkedAt: now };
  }
  if (value <= limits.threshold) return { state: 'ok', value, since: null, checkedAt: now };
  const since = sinceWhen(limits, before, now);
  const firing = secondsBetween(since, now) >= limits.forSeconds;
  return { state: firing ? 'firing' : 'pending', value, since, checkedAt: now };
}

export type AlertChange = 'firing' | 'resolved';

/** What there is to tell people; null: nothing new. */
export function alertChange(before: AlertStatus | null, after: AlertStatus): AlertChange | null {
  if (after.state === 'firing') return wasFiring(before) ? null : 'firing';
  return after.state === 'ok' && wasFiring(before) ? 'resolved' : null;
}

/** Also when it cannot be measured at the moment. */
function wasFiring(status: AlertStatus | null): boolean {
  return status?.state === 'firing' || (status?.state === 'unknown' && status.since !== null);
}

function sinceWhen(limits: AlertLimits, before: AlertStatus | null, now: Instant): Instant {
  if (before === null || before.since === null) return now;
  const lookedAgo = secondsBetween(before.checkedAt, now);
  if (lookedAgo < 0) return wasFiring(before) ? firingSince(limits, before.since, now) : now;
  return lookedAgo > LOOKED_AWAY_SECONDS && !wasFiring(before) ? now : before.since;
}

/** What fires has been above the threshold for its duration at least, whatever the clock shows. */
function firingSince({ forSeconds }: AlertLimits, since: Instant, now: Instant): Instant {
  const latest = new Date(Date.parse(now) - forSeconds * 1_000).toISOString();
  return since < latest ? since : latest;
}

function secondsBetween(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / 1_000;
}
