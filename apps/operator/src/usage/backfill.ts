import { Argument } from 'commander';
import type { Command } from 'commander';

export type BackfillStep = 'import' | 'promote';

export interface BackfillOptions {
  readonly source: string;
  readonly apply?: boolean;
  readonly json?: boolean;
}

export const addBackfill = (program: Command): Command =>
  program
    .command('backfill')
    .summary('make existing assignments part of the log')
    .description(
      'Every row of booking_table_assignments that no event accounts for becomes an\n' +
        'AllocationImported event and a shadow claim, which blocks nobody. Conflicts are listed,\n' +
        'none stops the import. Bookings need not be registered. Without --apply it only says what\n' +
        'it would do; again, it imports nothing.\n\n' +
        '`backfill promote` then guards the shadow assignments that overlap nothing, at once, and\n' +
        'lists those that stay shadows. Both may run while the service works.',
    )
    .addArgument(new Argument('[step]').choices(['import', 'promote']).default('import'))
    .option('--source <table>', 'another table with the same columns', 'booking_table_assignments')
    .option('--apply', 'do it');
