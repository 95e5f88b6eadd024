import type { Command } from 'commander';
import { withService } from './service-options.js';
import type { ServiceOptions } from './service-options.js';

export interface SeedOptions extends ServiceOptions {
  readonly json?: boolean;
}

export const addSeed = (program: Command): Command =>
  withService(
    program
      .command('seed')
      .summary('load a venue')
      .description(
        'Configures a venue from a file in the shape of ConfigureVenue: its floor, what adjoins what,\n' +
          'its policy and time zone. Replaces the venue whole; the same file again changes nothing.',
      )
      .argument('<floor.json>', 'the venue'),
  );
