import { Argument } from 'commander';
import type { Command } from 'commander';
import { readReason } from './reason.js';
import { withService } from './service-options.js';
import type { ServiceOptions } from './service-options.js';
import { readHoldId, readVenueId } from './venue-id.js';

export type HoldsAction = 'list' | 'release' | 'sweep';

export interface HoldsOptions extends ServiceOptions {
  readonly venue?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

export const addHolds = (program: Command): Command =>
  withService(
    program
      .command('holds')
      .summary('tables held for a while: list, release, sweep')
      .description(
        'list shows the live holds, and those past their time that nothing has swept. release gives\n' +
          'the tables of one back; again: the same. sweep ends all that are past their time, which the\n' +
          'role sweeper does by itself every second; they block nobody meanwhile.',
      )
      .addArgument(new Argument('<action>').choices(['list', 'release', 'sweep']))
      .addArgument(new Argument('[holdId]', 'for release').argParser(readHoldId))
      .option('--venue <id>', 'list those of one venue', readVenueId)
      .option('--reason <text>', 'why it is released; release asks for it', readReason),
  );
