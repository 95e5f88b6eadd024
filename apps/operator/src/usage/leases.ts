import { Argument, InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { readReason } from './reason.js';

export type LeasesAction = 'list' | 'free';

export interface LeasesOptions {
  readonly allOf?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

export const addLeases = (program: Command): Command =>
  program
    .command('leases')
    .summary('which process relays which log partition: list, free')
    .description(
      'Processes with the role relay share the log partitions by leases that they renew every few\n' +
        'seconds. list shows who has which, how far it has published and how long the lease lasts, and\n' +
        'the processes among which they are shared. free gives up the lease of one partition, or all\n' +
        'of one process, where that process is gone: the lease has lapsed, or lies further ahead than a\n' +
        'minute, because the clock of PostgreSQL went back. Whoever relays takes it within seconds,\n' +
        'and would by itself; again: the same. Exits with 1 when a lease was renewed and is kept.',
    )
    .addArgument(new Argument('<action>').choices(['list', 'free']))
    .addArgument(new Argument('[partition]', 'for free').argParser(readPartition))
    .option('--all-of <owner>', 'free all leases of this process, as list names it')
    .option('--reason <text>', 'why; free asks for it', readReason);

/** A log partition, as typed. @throws InvalidArgumentError when it is no such number. */
function readPartition(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is not the number of a log partition.`);
}
