import { readFile } from 'node:fs/promises';
import type { VenueConfiguration } from '#contracts';
import { VerbError } from '../exit.js';
import { findService, withService } from '../find-service.js';
import type { ServiceOptions } from '../find-service.js';
import { send } from '../service-client.js';
import { note, print, printJson } from '../terminal.js';
import type { AddVerb } from '../verb.js';

export const addSeed: AddVerb = (program) =>
  withService(
    program
      .command('seed')
      .summary('load a venue')
      .description(
        'Configures a venue from a file in the shape of ConfigureVenue: its floor, what adjoins what,\n' +
          'its policy and time zone. Replaces the venue whole; the same file again changes nothing.',
      )
      .argument('<floor.json>', 'the venue'),
  ).action(async (file: string, options: ServiceOptions & { json?: boolean }) => {
    const venue = await readVenue(file);
    const service = await findService(options);
    const path = `/api/venues/${encodeURIComponent(venue.venueId)}`;
    const outcome = await send(service, 'PUT', path, JSON.stringify(venue), {
      onRetry: (reason, waitMs) => note(`trying again in ${waitMs} ms: ${reason}`),
    });
    if (options.json) return printJson(outcome);
    await print(`${venue.name} (${venue.venueId}): ${venue.tables.length} tables`);
  });

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
