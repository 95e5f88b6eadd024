import { Argument } from 'commander';
import type { Command } from 'commander';
import { readReason } from './reason.js';
import { readVenueId } from './venue-id.js';

export type ParkedAction = 'list' | 'resume' | 'drop';

export interface ParkedOptions {
  readonly reason?: string;
  readonly json?: boolean;
}

export const addParked = (program: Command): Command =>
  program
    .command('parked')
    .summary('venues whose events could not be projected')
    .description(
      'An event that telemetry cannot take is parked, and with it every later one of its venue; other\n' +
        'venues go on. list shows them; resume projects what waits, in order, and the venue is live\n' +
        'again; drop gives up the first event that waits, and resume then goes on behind it.',
    )
    .addArgument(new Argument('<action>').choices(['list', 'resume', 'drop']))
    .addArgument(new Argument('[venueId]', 'for resume and drop').argParser(readVenueId))
    .option('--reason <text>', 'why; drop asks for it', readReason);
