import { upcast } from '#contracts';
import type { Actor, Instant, RecordedEvent, Uuid } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

/** What of the log somebody wants to see. */
export interface EventsFilter {
  readonly venueId: Uuid | null;
  readonly types: readonly string[] | null;
  /** Recorded in `[from, to)`. */
  readonly from: Instant | null;
  readonly to: Instant | null;
}

export interface EventsWanted extends EventsFilter {
  readonly partition: number;
  readonly afterSeq: number;
  /** Most events on the page. */
  readonly limit: number;
}

interface Row {
  readonly partition: number;
  readonly seq: number;
  readonly event_id: Uuid;
  readonly venue_id: Uuid;
  readonly type: string;
  readonly schema_version: number;
  readonly data: unknown;
  readonly metadata: { readonly actor: Actor; readonly correlationId?: string | null };
  readonly recorded_at: Date;
  readonly command_id: Uuid;
}

/** The next events of one log partition that pass the filter, by seq, in today's shape. */
export async function readEventsPage(
  pool: Queryable,
  wanted: EventsWanted,
): Promise<readonly RecordedEvent[]> {
  const { rows } = await pool.query<Row>(sql('read_events_page'), [
    wanted.partition,
    wanted.afterSeq,
    wanted.venueId,
    wanted.types,
    wanted.from,
    wanted.to,
    wanted.limit,
  ]);
  return rows.map(recordedEvent);
}

/** Which events of one table; `asOf` null: all that are recorded. */
export interface TableEventsWanted {
  readonly venueId: Uuid;
  readonly tableId: Uuid;
  readonly types: readonly string[];
  readonly afterSeq: number;
  readonly asOf: Instant | null;
  readonly limit: number;
}

/** The next events of a venue that name a table, by seq, in today's shape. */
export async function readTableEvents(
  pool: Queryable,
  { venueId, tableId, types, afterSeq, asOf, limit }: TableEventsWanted,
): Promise<readonly RecordedEvent[]> {
  const values = [venueId, tableId, types, afterSeq, asOf, limit];
  const { rows } = await pool.query<Row>(sql('read_table_events'), values);
  return rows.map(recordedEvent);
}

function recordedEvent(row: Row): RecordedEvent {
  const event = {
    id: row.event_id,
    type: row.type,
    schemaVersion: row.schema_version,
    venueId: row.venue_id,
    partition: row.partition,
    seq: row.seq,
    recordedAt: row.recorded_at.toISOString(),
    actor: row.metadata.actor,
    commandId: row.command_id,
    correlationId: row.metadata.correlationId ?? null,
    data: row.data,
  };
  return upcast(event);
}
