import { FLAG_NAMES } from '#contracts';
import { Argument } from 'commander';
import type { Command } from 'commander';
import { readReason } from './reason.js';
import { withService } from './service-options.js';
import type { ServiceOptions } from './service-options.js';
import { readVenueId } from './venue-id.js';

export type FlagsAction = 'list' | 'set';

/** What a flag can be set to, and how it is sent. */
export const FLAG_VALUES = { on: true, off: false, inherit: null } as const;

export interface FlagsOptions extends ServiceOptions {
  readonly venue?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

export const addFlags = (program: Command): Command =>
  withService(
    program
      .command('flags')
      .summary('the runtime switches: list, set')
      .description(
        'list shows each flag as it applies to all venues, or to one, and whence. set flips one for all\n' +
          'or for one venue; inherit takes the flip away again. It takes effect within a second in\n' +
          'every process, without a restart, and stays in the log with who and why.',
      )
      .addArgument(new Argument('<action>').choices(['list', 'set']))
      .addArgument(new Argument('[flag]', 'for set').choices(FLAG_NAMES))
      .addArgument(new Argument('[value]', 'for set').choices(Object.keys(FLAG_VALUES)))
      .option('--venue <id>', 'of one venue; without it, of all', readVenueId)
      .option('--reason <text>', 'why; set asks for it', readReason),
  );
