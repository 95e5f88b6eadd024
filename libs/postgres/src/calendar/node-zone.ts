import { setImmediate as others } from 'node:timers/promises';

/** What a zone's clocks show, as `time_zones` keeps it. */
export interface ZoneData {
  /** Seconds since 1970, ascending; from each on, the offset of the same place holds. */
  readonly fromSeconds: readonly number[];
  /** Seconds ahead of UTC. */
  readonly offsetSeconds: readonly number[];
}

const DAY_S = 86_400;
const FIRST_DAY = -2;
const LAST_DAY = Date.UTC(2200, 0, 1) / 1_000 / DAY_S + 2;
/** Days between two looks: the two closest changes of any zone since 1970 lie almost a week apart. */
const LOOK_EVERY_DAYS = 3;
/** One takes some 20 µs, and commands wait meanwhile. */
const LOOKS_AT_ONCE = 100;

/** The release of the zone data of this Node, such as `2025c`. */
export function nodeZoneVersion(): string {
  return process.versions.tz ?? 'unknown';
}

/** Whether this Node has a zone of that name. Bare offsets, which it also takes, are none. */
export function nodeKnows(timeZone: string): boolean {
  return /^[A-Z][A-Za-z0-9_+/-]{0,63}$/.test(timeZone) && nodeSpelling(timeZone) !== null;
}

/** The name that this Node gives the zone itself, where it takes the asked one for another's. */
export function nodeSpelling(timeZone: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

type Offsets = (epochSeconds: number) => number;

/**
 * What this Node's clocks of a zone show ahead of UTC, in seconds, at a whole second since 1970.
 * Throws a RangeError for a zone that it does not know.
 */
export function nodeOffsets(timeZone: string): Offsets {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (epochSeconds) => {
    const [month, day, year, hour, minute, second] = format
      .format(epochSeconds * 1_000)
      .split(/\D+/)
      .map(Number);
    return Date.UTC(year!, month! - 1, day, hour, minute, second) / 1_000 - epochSeconds;
  };
}

/** What this Node's zone data say from 1970 to 2199, or null where they have no such zone. */
export async function nodeZoneData(timeZone: string): Promise<ZoneData | null> {
  if (nodeSpelling(timeZone) === null) return null;
  const offsetAt = nodeOffsets(timeZone);
  const firstSecond = FIRST_DAY * DAY_S;
  const fromSeconds = [firstSecond];
  const offsetSeconds = [offsetAt(firstSecond)];
  const step = LOOK_EVERY_DAYS * DAY_S;
  for (let from = firstSecond, looks = 0; from < LAST_DAY * DAY_S; from += step) {
    const next = offsetAt(from + step);
    if (next !== offsetSeconds.at(-1)) {
      fromSeconds.push(changeIn(offsetAt, from, from + step, next));
      offsetSeconds.push(next);
    }
    if (++looks % LOOKS_AT_ONCE === 0) await others();
  }
  return { fromSeconds, offsetSeconds };
}

/**
 * The first second looked at for which this Node's data say something else, or null: around every
 * change, and every few days between. `unknown`: they have no such zone.
 */
export async function nodeDifference(
  timeZone: string,
  { fromSeconds, offsetSeconds }: ZoneData,
): Promise<number | 'unknown' | null> {
  if (nodeSpelling(timeZone) === null) return 'unknown';
  const offsetAt = nodeOffsets(timeZone);
  let looks = 0;
  for (const [at, from] of fromSeconds.entries()) {
    const last = (fromSeconds[at + 1] ?? LAST_DAY * DAY_S) - 1;
    for (let second = from; second < last; second += LOOK_EVERY_DAYS * DAY_S) {
      if (offsetAt(second) !== offsetSeconds[at]) return second;
      if (++looks % LOOKS_AT_ONCE === 0) await others();
    }
    if (offsetAt(last) !== offsetSeconds[at]) return last;
  }
  return null;
}

function changeIn(offsetAt: Offsets, before: number, after: number, next: number): number {
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === next) high = middle;
    else low = middle;
  }
  return high;
}
