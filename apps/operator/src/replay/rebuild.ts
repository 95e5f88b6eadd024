import { rebuildTables } from '#postgres';
import type { createPool, RebuildReport, TableDifference } from '#postgres';
import { VerbError } from '../exit.js';
import { openCounter } from '../progress.js';
import { note, print, printJson } from '../terminal.js';
import { filterOf } from './replay-options.js';
import type { ReplayOptions } from './replay-options.js';

/** `replay --to allocations`. Answers whether the tables are now what the log says. */
export async function rebuild(
  pool: ReturnType<typeof createPool>,
  partitions: number,
  options: ReplayOptions,
): Promise<boolean> {
  const { apply = false, dryRun = false, rate, resume, json } = options;
  const filters = Object.values(filterOf(options)).some((value) => value !== null);
  if (filters || rate !== undefined || resume !== undefined || (apply && dryRun)) {
    throw new VerbError(
      'USAGE',
      '--to allocations takes the whole log: only --apply goes with it.',
    );
  }
  const counter = openCounter('events');
  let report: RebuildReport;
  try {
    report = await rebuildTables({ pool, partitions, apply, onProgress: counter.update });
  } finally {
    counter.end();
  }
  if (json) await printJson(report);
  else await tell(report);
  return apply || report.differences.length === 0;
}

async function tell({ events, venues, differences, applied }: RebuildReport): Promise<void> {
  for (const difference of differences) await tellTable(difference);
  note(`${events} events, ${venues} venues`);
  if (differences.length === 0) await print('no differences');
  else await print(applied ? 'repaired' : 'nothing was changed: --apply repairs it');
}

async function tellTable(difference: TableDifference): Promise<void> {
  const { table, added, removed, changed, examples } = difference;
  await print(`${table}: ${added} to add, ${removed} to remove, ${changed} to change`);
  for (const example of examples) await print(`  ${example}`);
}
