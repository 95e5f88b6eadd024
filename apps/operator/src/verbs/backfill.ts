import { FLAG_DEFAULTS } from '#contracts';
import type { Warning } from '#contracts';
import {
  WritePath,
  createPool,
  fixedLogPartitions,
  foretoldImports,
  pendingImportConflicts,
  pendingImports,
} from '#postgres';
import { LISTED_MAX, importRows, leftOutFor } from '../backfill/import-rows.js';
import type { ImportReport } from '../backfill/import-rows.js';
import type { Pool } from '../backfill/pool.js';
import { promoteRows } from '../backfill/promote-rows.js';
import { VerbError } from '../exit.js';
import { findDatabase } from '../find-service.js';
import { openCounter } from '../progress.js';
import { print, printJson } from '../terminal.js';
import type { BackfillOptions, BackfillStep } from '../usage/backfill.js';

export async function run(step: BackfillStep, options: BackfillOptions): Promise<void> {
  const databaseUrl = await findDatabase();
  const pool = createPool(databaseUrl, { statementTimeoutMs: 0, max: 2 });
  try {
    if (step === 'promote') return await promote(pool, databaseUrl, options);
    if (options.apply) return await apply(pool, databaseUrl, options);
    return await foretell(pool, options);
  } finally {
    await pool.end();
  }
}

async function foretell(pool: Pool, { source, json }: BackfillOptions): Promise<void> {
  let [rowsFound, rowsLeftOut, rowsRepeated] = [0, 0, 0];
  const leftOut: Warning[] = [];
  for await (const rows of foretoldImports(pool, source)) {
    rowsFound += rows.length;
    rowsRepeated += rows.filter((row) => row.repeated).length;
    const faulty = rows.flatMap(({ fault, ...row }) => (fault ? [leftOutFor(row, fault)] : []));
    rowsLeftOut += faulty.length;
    leftOut.push(...faulty.slice(0, LISTED_MAX - leftOut.length));
  }
  const conflicts = await pendingImportConflicts(pool, source, LISTED_MAX);
  if (json) {
    return printJson({ applied: false, source, rowsFound, rowsLeftOut, leftOut, conflicts });
  }
  await print(`${rowsFound - rowsLeftOut - rowsRepeated} rows of ${source} would be imported`);
  await list('LEFT OUT', leftOut, rowsLeftOut);
  for (const conflict of conflicts) {
    const { tableId, bookingId, start, end, blockerKind, blockerId } = conflict;
    const other = `${blockerKind} ${blockerId}`;
    await print(`CONFLICT table ${tableId}: booking ${bookingId} ${start} to ${end}, ${other}`);
  }
  const more = conflicts.length === LISTED_MAX ? ' or more' : '';
  await print(`${conflicts.length}${more} conflicts; nothing was changed (say --apply)`);
}

/** What is listed of `total`, and that there is more when there is. */
async function list(word: string, listed: readonly Warning[], total: number): Promise<void> {
  for (const { message } of listed) await print(`${word} ${message}`);
  await tellMore(word, listed.length, total);
}

async function tellMore(word: string, listed: number, total: number): Promise<void> {
  if (total > listed) await print(`${word} … and ${total - listed} more`);
}

async function apply(
  pool: Pool,
  databaseUrl: string,
  { source, json }: BackfillOptions,
): Promise<void> {
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
  await list('LEFT OUT', report.leftOut, report.rowsLeftOut);
  for (const { tables, bookingId, window, blockers } of report.conflicts) {
    const others = blockers.map(({ kind, id }) => `${kind} ${id}`).join(', ');
    const labels = tables.map((table) => table.label).join(' ');
    const when = `${window.start} to ${window.end ?? 'open'}`;
    await print(`CONFLICT ${labels}: booking ${bookingId ?? ''} ${when}, ${others}`);
  }
  await tellMore('CONFLICT', report.conflicts.length, report.conflictsObserved);
  const { rowsFound, rowsImported, bookingsImported, rowsLeftOut, conflictsObserved } = report;
  await print(
    `${rowsImported} of ${rowsFound} rows of ${source} imported (${bookingsImported} bookings), ` +
      `${rowsLeftOut} left out, ${conflictsObserved} conflicts observed`,
  );
}

async function promote(pool: Pool, databaseUrl: string, { json }: BackfillOptions): Promise<void> {
  const report = await withCommands(pool, databaseUrl, async (commands) => {
    const counter = openCounter('bookings');
    try {
      return await promoteRows(pool, commands, counter.update);
    } finally {
      counter.end();
    }
  });
  if (json) return printJson(report);
  await list('SHADOW', report.left, report.bookingsLeft);
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
