import { Temporal } from 'temporal-polyfill';

const DAY_MS = 86_400_000;

/**
 * Most remembered days over all zones, about 1 MB. When they are used up all are forgotten:
 * refilling costs 10 µs a day, so keeping track of which were used last would cost more than it
 * saves.
 */
const REMEMBERED_DAYS_MAX = 16_384;

/** Offsets by zone and UTC day; `CHANGES` for a day on which the zone's offset changes. */
const remembered = new Map<string, Map<number, number>>();
let rememberedDays = 0;
const CHANGES = Number.NaN;

/**
 * What `timeZone`'s wall clock shows ahead of UTC at an instant, in milliseconds. A pure function
 * of its arguments and the time-zone data; remembering only saves time. Throws a RangeError for a
 * zone that {@link isTimeZone} refuses.
 */
export function offsetMsAt(timeZone: string, epochMs: number): number {
  const day = Math.floor(epochMs / DAY_MS);
  const offsetMs = remembered.get(timeZone)?.get(day) ?? rememberDay(timeZone, day);
  return Number.isNaN(offsetMs) ? exactOffsetMs(timeZone, epochMs) : offsetMs;
}

/**
 * A day whose two ends have one offset has it throughout: since 1970 no zone has changed its clock
 * twice within a day (the two closest changes of any zone lie almost a week apart).
 */
function rememberDay(timeZone: string, day: number): number {
  const atStartMs = exactOffsetMs(timeZone, day * DAY_MS);
  const atEndMs = exactOffsetMs(timeZone, (day + 1) * DAY_MS);
  if (rememberedDays >= REMEMBERED_DAYS_MAX) {
    remembered.clear();
    rememberedDays = 0;
  }
  let days = remembered.get(timeZone);
  if (days === undefined) remembered.set(timeZone, (days = new Map<number, number>()));
  const offsetMs = atStartMs === atEndMs ? atStartMs : CHANGES;
  days.set(day, offsetMs);
  rememberedDays++;
  return offsetMs;
}

function exactOffsetMs(timeZone: string, epochMs: number): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
  return zoned.offsetNanoseconds / 1_000_000;
}

/**
 * Whether `id` names a zone of the IANA data base, spelled as there (`Europe/Paris`, `UTC`; links
 * such as `US/Eastern` too). Bare offsets are no zones: they know nothing of summer time.
 */
export function isTimeZone(id: string): boolean {
  if (!/^[A-Z][A-Za-z0-9_+/-]{0,63}$/.test(id)) return false;
  try {
    return new Temporal.ZonedDateTime(0n, id).timeZoneId === id;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
