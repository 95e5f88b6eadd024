import type { AlertView, Instant } from '#contracts';
import { alertRules } from './alert-rules.js';
import { LOOKED_AWAY_SECONDS } from './alert-state.js';
import type { AlertLimits, AlertStatus } from './alert-state.js';

/** An alert as it was found last, and the limits it was judged by. */
export interface KnownAlert extends AlertStatus, AlertLimits {
  readonly name: string;
}

/**
 * Every alert for a person to read. One that nobody has looked at for {@link LOOKED_AWAY_SECONDS}
 * is `unknown`: no process with the role alerts runs. So is one that was looked at last before the
 * clock went back: how long ago that was, nobody can tell.
 */
export function alertViews(known: readonly KnownAlert[], now: Instant): readonly AlertView[] {
  return alertRules().map((rule) => {
    const found = known.find(({ name }) => name === rule.name);
    if (found === undefined) {
      return { ...rule, state: 'unknown', value: null, since: null, checkedAt: null };
    }
    const { state, value, threshold, forSeconds, since, checkedAt } = found;
    const ageMs = Date.parse(now) - Date.parse(checkedAt);
    const limits = { threshold, forSeconds };
    if (ageMs < 0) {
      return { ...rule, ...limits, state: 'unknown', value, since: null, checkedAt: null };
    }
    const stale = ageMs > LOOKED_AWAY_SECONDS * 1_000;
    return { ...rule, ...limits, state: stale ? 'unknown' : state, value, since, checkedAt };
  });
}
