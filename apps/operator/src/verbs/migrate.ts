import { migrate } from '#postgres';
import { findDatabase } from '../find-service.js';
import { print, printJson } from '../terminal.js';
import type { AddVerb } from '../verb.js';

export const addMigrate: AddVerb = (program) =>
  program
    .command('migrate')
    .summary('bring the database up to date')
    .description(
      'Applies the numbered migrations that are missing and creates every function anew. Safe from\n' +
        'many processes at once, and to repeat. The service does the same when it starts.',
    )
    .option('--dry-run', 'say what is missing and do nothing')
    .action(async ({ dryRun = false, json }: { dryRun?: boolean; json?: boolean }) => {
      const report = await migrate(await findDatabase(), { dryRun });
      if (json) return printJson({ dryRun, ...report });
      for (const name of report.applied) await print(`${dryRun ? 'pending' : 'applied'} ${name}`);
      if (report.applied.length === 0) await print('no migration is missing');
      await print(`${dryRun ? 'would create' : 'created'} ${report.functions.length} functions`);
    });
