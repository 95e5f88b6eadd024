import { Temporal } from 'temporal-polyfill';

/** Places an hour apart, around the world: somewhere it is always evening. */
const ZONES = [
  'Europe/London',
  'Europe/Paris',
  'Europe/Athens',
  'Europe/Istanbul',
  'Asia/Dubai',
  'Asia/Karachi',
  'Asia/Dhaka',
  'Asia/Bangkok',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Australia/Brisbane',
  'Pacific/Noumea',
  'Pacific/Auckland',
  'Pacific/Pago_Pago',
  'Pacific/Honolulu',
  'America/Anchorage',
  'America/Los_Angeles',
  'America/Denver',
  'America/Chicago',
  'America/New_York',
  'America/Halifax',
  'America/Sao_Paulo',
  'Atlantic/South_Georgia',
  'Atlantic/Azores',
] as const;

const MINUTES_A_DAY = 24 * 60;
/** The house is fullest around this time of the evening, and much of it is still to come. */
const BEST_MINUTE = 19 * 60 + 45;
/** From 18:30 to 21:00 the demo stays where its restaurant is. */
const GOOD_ENOUGH_MINUTES = 75;

/**
 * Where the demo restaurant should stand so that dinner is being served there now: at home when it
 * is evening at home, else where it is about a quarter to eight.
 */
export function eveningZone(home: string, now: Temporal.Instant): string {
  if (minutesFromBest(home, now) <= GOOD_ENOUGH_MINUTES) return home;
  return ZONES.reduce((best, zone) =>
    minutesFromBest(zone, now) < minutesFromBest(best, now) ? zone : best,
  );
}

/** Around the clock: a quarter to seven in the morning is as far away as it gets. */
function minutesFromBest(zone: string, now: Temporal.Instant): number {
  const { hour, minute } = now.toZonedDateTimeISO(zone);
  const apart = Math.abs(hour * 60 + minute - BEST_MINUTE);
  return Math.min(apart, MINUTES_A_DAY - apart);
}
