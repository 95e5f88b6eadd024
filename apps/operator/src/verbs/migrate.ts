import { migrate } from '#postgres';
import { findDatabase } from '../find-service.js';
import { print, printJson } from '../terminal.js';
import type { MigrateOptions } from '../usage/migrate.js';

export async function run({ dryRun = false, json }: MigrateOptions): Promise<void> {
  const report = await migrate(await findDatabase(), { dryRun });
  if (json) return printJson({ dryRun, ...report });
  for (const name of report.applied) await print(`${dryRun ? 'pending' : 'applied'} ${name}`);
  if (report.applied.length === 0) await print('no migration is missing');
  await print(`${dryRun ? 'would create' : 'created'} ${report.functions.length} functions`);
}
