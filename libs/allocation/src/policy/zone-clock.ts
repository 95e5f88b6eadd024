/**
 * What the clocks of one time zone show ahead of UTC, through the years 1970 to 2199. A value: who
 * decides is handed it, and never asks the machine's own zone data, because those of PostgreSQL, of
 * each Node and of each browser are copies of different ages.
 */
export interface ZoneClock {
  readonly timeZone: string;
  /** Ascending instants in milliseconds; from each on, the offset of the same place holds. */
  readonly fromMs: readonly number[];
  /** Milliseconds ahead of UTC. The first holds before its instant, too; none: not at hand. */
  readonly offsetsMs: readonly number[];
}

export const UTC_CLOCK: ZoneClock = { timeZone: 'UTC', fromMs: [0], offsetsMs: [0] };

/**
 * What the zone's clocks show ahead of UTC at an instant, in milliseconds. Throws a RangeError for a
 * clock that is not at hand.
 */
export function offsetMsAt(clock: ZoneClock, epochMs: number): number {
  const { timeZone, fromMs, offsetsMs } = clock;
  if (offsetsMs.length === 0) throw new RangeError(`the clock of ${timeZone} is not at hand`);
  let low = 0;
  let high = fromMs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fromMs[middle]! <= epochMs) low = middle;
    else high = middle - 1;
  }
  return offsetsMs[low]!;
}

/** The first instant after `epochMs` at which the zone's clocks are changed, or null. */
export function nextChangeMs({ fromMs }: ZoneClock, epochMs: number): number | null {
  return fromMs.slice(1).find((changeMs) => changeMs > epochMs) ?? null;
}
