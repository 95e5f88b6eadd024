import type { Instant, JsonObject, Uuid } from '#contracts';
import type { Queryable } from './queries/queryable.js';
import { sql } from './sql.js';

/** A row of `observability_events`, columns as they are named there. */
export interface ObservabilityRow {
  readonly id: Uuid;
  readonly created_at: Instant;
  readonly source: string;
  readonly event_type: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly venue_id: Uuid | null;
  readonly booking_id: Uuid | null;
  readonly context: JsonObject;
  /** Null: it tells of something that is not in the log, so no replay brings it back. */
  readonly event_id: Uuid | null;
}

/** Writes the rows that are not there yet. */
export async function writeObservabilityRows(
  client: Queryable,
  rows: readonly ObservabilityRow[],
): Promise<void> {
  await client.query(sql('write_observability_events'), [JSON.stringify(rows)]);
}

/** Brings back the rows that are missing, marked with the replay; answers how many were. */
export async function replayObservabilityRows(
  client: Queryable,
  rows: readonly ObservabilityRow[],
  replayId: Uuid,
): Promise<number> {
  const values = [JSON.stringify(rows), replayId];
  const { rowCount } = await client.query(sql('replay_observability_events'), values);
  return rowCount ?? 0;
}

/**
 * Writes down what an operator did, for whoever looks back at an incident: source
 * `allocator.operator`, `event_type` such as `allocator.operator.parked.dropped`.
 */
export async function noteOperation(
  client: Queryable,
  what: string,
  venueId: Uuid | null,
  context: JsonObject,
): Promise<void> {
  await client.query(sql('note_operation'), [`allocator.operator.${what}`, venueId, context]);
}
