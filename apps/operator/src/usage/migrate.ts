import type { Command } from 'commander';

export interface MigrateOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const addMigrate = (program: Command): Command =>
  program
    .command('migrate')
    .summary('bring the database up to date')
    .description(
      'Applies the numbered migrations that are missing and creates every function anew. Safe from\n' +
        'many processes at once, and to repeat. The service does the same when it starts.',
    )
    .option('--dry-run', 'say what is missing and do nothing');
