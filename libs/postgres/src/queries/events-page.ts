import type { Actor, Instant, RecordedEvent, Uuid } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

/** A place in the log: everything up to and including it was read. */
export interface LogPlace {
  readonly partition: number;
  readonly seq: number;
}

export interface EventsWanted {
  /** Null: every log partition, in ascending order. */
  readonly partition: number | null;
  readonly after: LogPlace;
  readonly venueId: Uuid | null;
  readonly types: readonly string[] | null;
  /** Recorded in `[from, to)`. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** Most events on the page. */
  readonly limit: number;
}

export interface EventsPage {
  readonly events: readonly RecordedEvent[];
  /** Where the next page begins; null when this was the last. */
  readonly next: LogPlace | null;
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

/** A page of the log in `(partition, seq)` order. */
export async function readEventsPage(pool: Queryable, wanted: EventsWanted): Promise<EventsPage> {
  const { rows } = await pool.query<Row>(sql('read_events_page'), [
    wanted.partition,
    wanted.after.partition,
    wanted.after.seq,
    wanted.venueId,
    wanted.types,
    wanted.from,
    wanted.to,
    wanted.limit,
  ]);
  const last = rows.at(-1);
  const full = last !== undefined && rows.length === wanted.limit;
  return {
    events: rows.map(recordedEvent),
    next: full ? { partition: last.partition, seq: last.seq } : null,
  };
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
  // The log holds what was decided; its types are those of the decider.
  return event as RecordedEvent;
}
