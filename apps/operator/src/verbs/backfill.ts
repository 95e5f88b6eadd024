import { Argument } from 'commander';
import { FLAG_DEFAULTS } from '#contracts';
import {
  WritePath,
  createPool,
  fixedLogPartitions,
  pendingImportConflicts,
  pendingImports,
} from '#postgres';
import { LISTED_MAX, importRows } from '../backfill/import-rows.js';
import type { ImportReport } from '../backfill/import-rows.js';
import type { Pool } from '../backfill/pool.js';
import { promoteRows } from '../backfill/promote-rows.js';
import { VerbError } from '../exit.js';
import { findDatabase } from '../find-service.js';
import { openCounter } from '../progress.js';
import { print, printJson } from '../terminal.js';
import type { AddVerb } from '../verb.js';

interface Options {
  readonly source: string;
  readonly apply?: boolean;
  readonly json?: boolean;
}

export const addBackfill: AddVerb = (program) =>
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
    .option('--apply', 'do it')
    .action(async (step: 'import' | 'promote', options: Options) => {
      const databaseUrl = await findDatabase();
      const pool = createPool(databaseUrl, { statementTimeoutMs: 0, max: 2 });
      try {
        if (step === 'promote') return await promote(pool, databaseUrl, options);
        if (options.apply) return await apply(pool, databaseUrl, options);
        return await foretell(pool, options);
      } finally {
        await pool.end();
      }
    });

async function foretell(pool: Pool, { source, json }: Options): Promise<void> {
  let rowsFound = 0;
  for await (const rows of pendingImports(pool, source)) rowsFound += rows.length;
  const conflicts = await pendingImportConflicts(pool, source, LISTED_MAX);
  if (json) return printJson({ applied: false, source, rowsFound, conflicts });
  await print(`${rowsFound} rows of ${source} would be imported`);
  for (const conflict of conflicts) {
    const { tableId, bookingId, start, end, blockerKind, blockerId } = conflict;
    const other = `${blockerKind} ${blockerId}`;
    await print(`CONFLICT table ${tableId}: booking ${bookingId} ${start} to ${end}, ${other}`);
  }
  await print(`${conflicts.length} conflicts; nothing was changed (say --apply)`);
}

async function apply(pool: Pool, databaseUrl: string, { source, json }: Options): Promise<void> {
  const report = await withCommands(pool, databaseUrl, async (commands) => {
    let total = 0;
    for await (const rows of pendingImports(pool, source)) total += rows.length;
    const counter = openCounter('rows');
    try {
      return await importRows(pool, commands, source, (rows) => counter.update(rows, total));
    } finally {
      counter.end();
    }
  });
  if (json) return printJson({ applied: true, source, ...report });
  await tellImport(source, report);
}

async function tellImport(source: string, report: ImportReport): Promise<void> {
  for (const { message } of report.leftOut) await print(`LEFT OUT ${message}`);
  for (const { tables, bookingId, window, blockers } of report.conflicts) {
    const others = blockers.map(({ kind, id }) => `${kind} ${id}`).join(', ');
    const labels = tables.map((table) => table.label).join(' ');
    const when = `${window.start} to ${window.end ?? 'open'}`;
    await print(`CONFLICT ${labels}: booking ${bookingId ?? ''} ${when}, ${others}`);
  }
  const { rowsFound, rowsImported, bookingsImported, rowsLeftOut, conflictsObserved } = report;
  await print(
    `${rowsImported} of ${rowsFound} rows of ${source} imported (${bookingsImported} bookings), ` +
      `${rowsLeftOut} left out, ${conflictsObserved} conflicts observed`,
  );
}

async function promote(pool: Pool, databaseUrl: string, { json }: Options): Promise<void> {
  const report = await withCommands(pool, databaseUrl, async (commands) => {
    const counter = openCounter('bookings');
    try {
      return await promoteRows(pool, commands, (seen) => counter.update(seen, seen));
    } finally {
      counter.end();
    }
  });
  if (json) return printJson(report);
  for (const { message } of report.left) await print(`SHADOW ${message}`);
  const { bookingsPromoted, bookingsLeft } = report;
  await print(`${bookingsPromoted} bookings are guarded now, ${bookingsLeft} stay shadows`);
}

/** The same way into the log as the service's; what is asked here no flag decides. */
async function withCommands<T>(
  pool: Pool,
  databaseUrl: string,
  work: (commands: WritePath) => Promise<T>,
): Promise<T> {
  const partitions = await fixedLogPartitions(pool);
  if (partitions === null) {
    throw new VerbError(
      'DATABASE_NOT_FOUND',
      'This database has no log yet: start the service once.',
    );
  }
  const writePath = new WritePath({
    databaseUrl,
    partitions,
    lanes: 1,
    batchMax: 1,
    flagDefaults: FLAG_DEFAULTS,
  });
  try {
    return await work(writePath);
  } finally {
    await writePath.drain();
  }
}
