import { UTC_CLOCK, resolveTime } from '#allocation';
import type { Instant } from '#contracts';
import { refusal } from './parameters.js';

/** From an instant on, until before another; null: since ever, for ever. */
export interface Period {
  readonly from: Instant | null;
  readonly to: Instant | null;
}

interface AskedPeriod {
  readonly from?: string | null;
  readonly to?: string | null;
}

/** @throws a 400 problem naming a time that does not exist, or `from` when nothing is before `to`. */
export function periodOf(asked: AskedPeriod): Period {
  const from = instant('from', asked.from);
  const to = instant('to', asked.to);
  if (from !== null && to !== null && from >= to) {
    throw refusal([{ path: 'from', message: 'must be before `to`' }]);
  }
  return { from, to };
}

/**
 * Nobody here has a venue's clock to read a bare time by, so it must say its offset.
 *
 * @throws a 400 problem naming `path`
 */
export function instant(path: string, text: string | null | undefined): Instant | null {
  if (text === undefined || text === null) return null;
  const hasOffset = /(Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = hasOffset ? resolveTime(text, UTC_CLOCK) : null;
  if (time?.ok) return time.instant;
  const message = time?.message ?? 'must be a time that exists, with an offset or Z';
  throw refusal([{ path, message }]);
}
