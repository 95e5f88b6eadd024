import { randomUUID } from 'node:crypto';
import type { Command, CommandOutcome, EventData, EventRef, Uuid, Warning } from '#contracts';
import type { Submitter } from '#event-sourcing';
import type { PendingImport, UnclaimableRow } from '#postgres';
import { eventData, pendingImports } from '#postgres';
import type { Pool } from './pool.js';

type Observed = EventData['ShadowConflictObserved'];

export interface ImportReport {
  rowsFound: number;
  rowsImported: number;
  bookingsImported: number;
  /** Rows that cannot be part of the log, each with its reason; at most {@link LISTED_MAX}. */
  readonly leftOut: Warning[];
  rowsLeftOut: number;
  /** What the imported rows overlap; at most {@link LISTED_MAX}. */
  readonly conflicts: Observed[];
  conflictsObserved: number;
}

export const LISTED_MAX = 1_000;
/** Rows of one command: its batch holds a partition's lock for some tens of milliseconds. */
const ROWS_PER_COMMAND = 200;

/**
 * Imports every row of `source` that no event accounts for, in commands of whole bookings.
 * Answers what became of them. Repeating it, or going on after an interruption, is harmless.
 */
export async function importRows(
  pool: Pool,
  commands: Submitter<Command, CommandOutcome>,
  source: string,
  onProgress: (rows: number) => void,
): Promise<ImportReport> {
  const report: ImportReport = {
    rowsFound: 0,
    rowsImported: 0,
    bookingsImported: 0,
    leftOut: [],
    rowsLeftOut: 0,
    conflicts: [],
    conflictsObserved: 0,
  };
  const leaveOut = (row: UnclaimableRow): void => {
    report.rowsFound += 1;
    report.rowsLeftOut += 1;
    if (report.leftOut.length < LISTED_MAX) report.leftOut.push(leftOutFor(row, row.fault));
  };
  for await (const rows of wholeBookings(pendingImports(pool, source), leaveOut)) {
    const { venueId } = rows[0]!;
    const outcome = await commands.submit(importCommand(venueId, rows));
    report.rowsFound += rows.length;
    await account(pool, outcome, rows, report);
    onProgress(report.rowsFound);
  }
  return report;
}

/** That a row is left out, in the words in which a command tells it. */
export function leftOutFor(
  { bookingId, tableId }: Pick<UnclaimableRow, 'bookingId' | 'tableId'>,
  { code, why }: UnclaimableRow['fault'],
): Warning {
  return {
    code,
    message: `booking ${bookingId ?? '-'}, table ${tableId ?? '-'} is left out: ${why}`,
    details: { bookingId, tableId },
  };
}

async function account(
  pool: Pool,
  { events, warnings }: CommandOutcome,
  rows: readonly PendingImport[],
  report: ImportReport,
): Promise<void> {
  const out = new Set(warnings.map((warning) => warning.details?.['bookingId']));
  report.rowsImported += events.filter(({ type }) => type === 'AllocationImported').length;
  report.bookingsImported += new Set(rows.map((row) => row.bookingId)).size - out.size;
  report.rowsLeftOut += warnings.length;
  report.leftOut.push(...warnings.slice(0, LISTED_MAX - report.leftOut.length));
  const observed = events.filter(({ type }) => type === 'ShadowConflictObserved');
  report.conflictsObserved += observed.length;
  const listed: EventRef[] = observed.slice(0, LISTED_MAX - report.conflicts.length);
  if (listed.length === 0) return;
  report.conflicts.push(...((await eventData(pool, listed)) as unknown as Observed[]));
}

function importCommand(venueId: Uuid, pending: readonly PendingImport[]): Command {
  return {
    commandId: randomUUID(),
    type: 'ImportAllocations',
    venueId,
    data: { rows: pending.map(({ venueId: _venueId, fault: _fault, ...row }) => row) },
    actor: { kind: 'operator', id: 'allocator backfill' },
  };
}

/** Groups rows into commands: of one venue, never parting the rows of a booking. */
async function* wholeBookings(
  pages: AsyncIterable<readonly (PendingImport | UnclaimableRow)[]>,
  leaveOut: (row: UnclaimableRow) => void,
): AsyncGenerator<readonly PendingImport[]> {
  let group: PendingImport[] = [];
  for await (const page of pages) {
    for (const row of page) {
      if (row.fault !== null) {
        leaveOut(row);
        continue;
      }
      const last = group.at(-1);
      const full = group.length >= ROWS_PER_COMMAND && last?.bookingId !== row.bookingId;
      if (last && (full || last.venueId !== row.venueId)) {
        yield group;
        group = [];
      }
      group.push(row);
    }
  }
  if (group.length > 0) yield group;
}
