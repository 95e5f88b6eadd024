import type { Uuid } from '#contracts';

/**
 * The first word of every query key: what the answer is about. The event stream says which of them
 * have changed (`live/concerns.ts`); the second word is always the venue, or `all`.
 */
export type Topic =
  | 'venues'
  | 'venue'
  | 'clock'
  | 'timeline'
  | 'context'
  | 'holds'
  | 'refused'
  | 'conflicts'
  | 'flags'
  | 'history'
  | 'replays'
  | 'parked'
  | 'alerts'
  | 'lag';

/** `keyOf('timeline', venueId, date)`. */
export function keyOf(
  topic: Topic,
  /** A venue, or `all`. */
  scope: Uuid,
  ...rest: readonly (string | number | boolean | null)[]
): readonly unknown[] {
  return [topic, scope, ...rest];
}
