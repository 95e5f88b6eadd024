import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { readReason } from './reason.js';

export type CalendarAction = 'compare' | 'update' | 'history';

export interface CalendarOptions {
  readonly from: 'postgresql' | 'node';
  readonly reason?: string;
  readonly json?: boolean;
}

export const addCalendar = (program: Command): Command =>
  program
    .command('calendar')
    .summary("the clocks of venues' time zones: compare, update, history")
    .description(
      'What the clocks of a zone show is kept in the database, and service and SQL functions decide by\n' +
        'it. compare holds the zones in use against the zone data of PostgreSQL and of this Node; update\n' +
        'has everybody decide by one of them from the next command on. Instants that are stored stay as\n' +
        'they are. history lists what was changed, by whom and why.',
    )
    .addArgument(new Argument('<action>').choices(['compare', 'update', 'history']))
    .addArgument(new Argument('[zone]', 'for update'))
    .addOption(
      new Option('--from <side>', 'whose zone data update takes')
        .choices(['postgresql', 'node'])
        .default('postgresql'),
    )
    .option('--reason <text>', 'why; update asks for it', readReason);
