import { readFile } from 'node:fs/promises';
import type { VenueConfiguration } from '#contracts';
import { VerbError } from '../exit.js';
import { findService } from '../find-service.js';
import { send } from '../service-client.js';
import { note, print, printJson } from '../terminal.js';
import type { SeedOptions } from '../usage/seed.js';

export async function run(file: string, options: SeedOptions): Promise<void> {
  const venue = await readVenue(file);
  const service = await findService(options);
  const path = `/api/venues/${encodeURIComponent(venue.venueId)}`;
  const outcome = await send(service, 'PUT', path, JSON.stringify(venue), {
    onRetry: (reason, waitMs) => note(`trying again in ${waitMs} ms: ${reason}`),
  });
  if (options.json) return printJson(outcome);
  await print(`${venue.name} (${venue.venueId}): ${venue.tables.length} tables`);
}

async function readVenue(file: string): Promise<VenueConfiguration> {
  try {
    const venue = JSON.parse(await readFile(file, 'utf8')) as Partial<VenueConfiguration>;
    if (typeof venue?.venueId === 'string' && Array.isArray(venue.tables)) {
      return venue as VenueConfiguration;
    }
  } catch (cause) {
    throw new VerbError('INPUT_UNREADABLE', `${file}: ${(cause as Error).message}`, { cause });
  }
  throw new VerbError('INPUT_UNREADABLE', `${file} is not a venue: it needs venueId and tables.`);
}
