import type { Command } from 'commander';

export const addAlerts = (program: Command): Command =>
  program
    .command('alerts')
    .summary('what is watched, and what fires')
    .description(
      'Every alert with its value, its threshold and since when; for one that is not well, what to do\n' +
        'and where the runbook goes on. Asks the database, so it answers while no service does.\n' +
        'Exits with 3 when one fires. unknown: no process with the role alerts runs.',
    );
