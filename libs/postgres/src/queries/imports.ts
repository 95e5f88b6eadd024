import type { EventRef, ImportedRow, Instant, JsonObject, Uuid } from '#contracts';
import type pg from 'pg';
import { sql } from '../sql.js';

export interface PendingImport extends ImportedRow {
  readonly venueId: Uuid;
  readonly fault: null;
}

/** A row that can be no claim: without an id, or without a window that there can be. */
export interface UnclaimableRow {
  readonly venueId: Uuid | null;
  readonly bookingId: Uuid | null;
  readonly tableId: Uuid | null;
  readonly fault: {
    readonly code: 'PAYLOAD_INVALID' | 'WINDOW_INVALID' | 'ID_TAKEN';
    readonly why: string;
  };
}

/** What would become of a row if it were imported now. */
export interface ForetoldImport extends Omit<UnclaimableRow, 'fault'> {
  /** Why it would be left out, on its own or with all rows of its booking. */
  readonly fault: UnclaimableRow['fault'] | null;
  /** It says what another row says, and would be imported with that. */
  readonly repeated: boolean;
}

/** What a row that is to be imported would overlap. */
export interface PendingConflict {
  readonly venueId: Uuid;
  readonly bookingId: Uuid;
  readonly tableId: Uuid;
  readonly start: Instant;
  readonly end: Instant;
  readonly blockerKind: 'assignment' | 'hold' | 'block';
  readonly blockerId: Uuid;
  readonly blockerStart: Instant;
  readonly blockerEnd: Instant | null;
}

export interface ShadowBooking {
  readonly venueId: Uuid;
  readonly bookingId: Uuid;
}

const PAGE = 1_000;

/**
 * The rows of an assignments table that no event accounts for, in pages of one snapshot; a
 * booking's rows follow one another. Fails with the database's error when `source` is no such
 * table.
 */
export function pendingImports(
  pool: pg.Pool,
  source: string,
): AsyncGenerator<readonly (PendingImport | UnclaimableRow)[]> {
  return pages<PendingImport | UnclaimableRow>(
    pool,
    sql('pending_imports').replaceAll('$1', literal(source)),
  );
}

/** As {@link pendingImports}, judged as the import would judge them now. */
export function foretoldImports(
  pool: pg.Pool,
  source: string,
): AsyncGenerator<readonly ForetoldImport[]> {
  return pages<ForetoldImport>(pool, sql('foretold_imports').replaceAll('$1', literal(source)));
}

/** The bookings whose assignments are shadows, in pages of one snapshot, venue by venue. */
export function shadowBookings(pool: pg.Pool): AsyncGenerator<readonly ShadowBooking[]> {
  return pages<ShadowBooking>(pool, sql('shadow_bookings'));
}

/** The first `limit` conflicts that importing would observe. */
export async function pendingImportConflicts(
  pool: pg.Pool,
  source: string,
  limit: number,
): Promise<readonly PendingConflict[]> {
  const text = sql('pending_import_conflicts');
  return (await pool.query<PendingConflict>(text, [source, limit])).rows;
}

/** The data of some events, as stored outcomes name them. */
export async function eventData(
  pool: pg.Pool,
  refs: readonly EventRef[],
): Promise<readonly JsonObject[]> {
  const places = [refs.map((ref) => ref.partition), refs.map((ref) => ref.seq)];
  const { rows } = await pool.query<{ data: JsonObject }>(sql('event_data'), places);
  return rows.map((row) => row.data);
}

/** A cursor of a snapshot: however many rows, one page in memory. */
async function* pages<T extends pg.QueryResultRow>(
  pool: pg.Pool,
  text: string,
): AsyncGenerator<readonly T[]> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`declare pages no scroll cursor for ${text}`);
    for (;;) {
      const { rows } = await client.query<T>(`fetch ${PAGE} from pages`);
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) return;
    }
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

/** A cursor's declaration takes no parameters. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
