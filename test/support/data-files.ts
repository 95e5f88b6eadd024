import { readFileSync } from 'node:fs';
import type { CommandData } from '#contracts';

/** The absolute path of a file below `test/data`, from the compiled tests and benchmarks alike. */
export function dataFile(name: string): URL {
  return new URL(`../../../test/data/${name}`, import.meta.url);
}

/** A venue as `ConfigureVenue` takes it, from `<name>.venue.json`. */
export function readVenue(name: string): CommandData['ConfigureVenue'] {
  return readJson(`${name}.venue.json`) as CommandData['ConfigureVenue'];
}

/** The bookings of a venue's Friday as `RegisterBooking` takes them, in the order they were made. */
export function readFriday(name: string): readonly CommandData['RegisterBooking'][] {
  return readJson(`venues/${name}.friday.json`) as CommandData['RegisterBooking'][];
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(dataFile(name), 'utf8'));
}
