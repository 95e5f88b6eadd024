import type { Instant, VenueClock } from '#contracts';

type Moment = Instant | number;

const formats = new Map<string, Intl.DateTimeFormat>();

const clocks = new Map<string, VenueClock>();

/** From now on times of its zone are shown by it; of a zone without, by the browser's own data. */
export function showBy(clock: VenueClock): void {
  clocks.set(clock.timeZone, clock);
}

function shown(
  moment: Moment,
  zone: string,
  options: Intl.DateTimeFormatOptions,
  locale?: string,
): string {
  const clock = clocks.get(zone);
  const ms = new Date(moment).getTime();
  if (clock === undefined) return format(zone, options, locale).format(ms);
  return format('UTC', options, locale).format(ms + offsetSecondsAt(clock, ms / 1_000) * 1_000);
}

function offsetSecondsAt({ fromSeconds, offsetSeconds }: VenueClock, seconds: number): number {
  let low = 0;
  let high = fromSeconds.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fromSeconds[middle]! <= seconds) low = middle;
    else high = middle - 1;
  }
  return offsetSeconds[low]!;
}

function format(zone: string, options: Intl.DateTimeFormatOptions, locale = 'en-GB') {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    formats.set(key, found);
  }
  return found;
}

/** `19:30` on the venue's clock. */
export function clockTime(moment: Moment, zone: string): string {
  return shown(moment, zone, { hour: '2-digit', minute: '2-digit' });
}

/** `19:30:05` on the venue's clock. */
export function clockSeconds(moment: Moment, zone: string): string {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  return shown(moment, zone, options);
}

/** `Fri 27 Nov 2026`, of the venue's calendar. */
export function calendarDay(moment: Moment, zone: string): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  return shown(moment, zone, options);
}

/** `Fri 27 Nov, 19:30`, of the venue's clock. */
export function dayAndTime(moment: Moment, zone: string): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return `${shown(moment, zone, options)}, ${clockTime(moment, zone)}`;
}

/** `2026-11-27`, of the venue's calendar. */
export function isoDate(moment: Moment, zone: string): string {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  return shown(moment, zone, options, 'en-CA');
}

/** `2026-11-27T19:30`: what a `datetime-local` field shows, and the API takes for wall-clock time. */
export function wallClock(moment: Moment, zone: string): string {
  return `${isoDate(moment, zone)}T${clockTime(moment, zone)}`;
}

/** Minutes since the venue's midnight by its clock: 0..1439. */
export function minuteOfDay(moment: Moment, zone: string): number {
  const [hour, minute] = clockTime(moment, zone).split(':').map(Number);
  return hour! * 60 + minute!;
}

/** `mm:ss`, or `h:mm:ss` from an hour on: whole seconds that are left; never below 00:00. */
export function countdown(leftMs: number): string {
  const seconds = Math.max(0, Math.floor(leftMs / 1_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}

/** `45 s`, `12 min`, `3 h 20 min`, `2 days`: how long something has lasted or will, roughly. */
export function roughly(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
