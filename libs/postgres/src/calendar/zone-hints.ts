import { nodeSpelling } from './node-zone.js';

/** What the data base itself has called these since 2024b: links to places that keep such clocks. */
const PLACES: Readonly<Record<string, string>> = {
  CET: 'Europe/Brussels',
  CST6CDT: 'America/Chicago',
  EET: 'Europe/Athens',
  EST: 'America/Panama',
  EST5EDT: 'America/New_York',
  HST: 'Pacific/Honolulu',
  MET: 'Europe/Brussels',
  MST: 'America/Phoenix',
  MST7MDT: 'America/Denver',
  PST8PDT: 'America/Los_Angeles',
  WET: 'Europe/Lisbon',
};

/**
 * A zone to take instead of a name that is refused, or null.
 *
 * @param spelled PostgreSQL's own zone of the same letters, or null
 */
export function zoneInstead(name: string, spelled: string | null): string | null {
  const place = PLACES[name.toUpperCase()];
  if (place !== undefined) return place;
  const other = spelled ?? nodeSpelling(name);
  return other !== null && other.includes('/') && other !== name ? other : null;
}
