import type { Instant, Uuid } from '#contracts';
import type { Logged } from '#event-sourcing';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';

/** A venue that one projection leaves out, and the event that it stumbled over. */
export interface ParkedVenue {
  readonly projection: string;
  readonly venueId: Uuid;
  readonly partition: number;
  /** The first event that waits. */
  readonly seq: number;
  readonly type: string;
  /** Null when the event that could not be projected was dropped and the rest not yet resumed. */
  readonly error: string | null;
  readonly parkedAt: Instant;
  /** How many events wait, the first included. */
  readonly events: number;
}

interface Row {
  readonly projection: string;
  readonly venue_id: Uuid;
  readonly partition: number;
  readonly seq: number;
  readonly type: string;
  readonly error: string | null;
  readonly parked_at: Date;
  readonly events: number;
}

/** The parked venues of all projections, those longest parked first. */
export async function listParkedVenues(
  queryable: Queryable,
  limit: number,
): Promise<readonly ParkedVenue[]> {
  const { rows } = await queryable.query<Row>(sql('list_parked_venues'), [limit]);
  return rows.map(({ venue_id: venueId, parked_at: parkedAt, ...row }) => ({
    ...row,
    venueId,
    parkedAt: parkedAt.toISOString(),
  }));
}

/** How many venues each projection has parked; those without are absent. */
export async function countParkedVenues(
  queryable: Queryable,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await queryable.query<{ projection: string; venues: number }>(
    sql('count_parked_venues'),
  );
  return new Map(rows.map(({ projection, venues }) => [projection, venues]));
}

/** Those of the venues that the projection has parked. */
export async function parkedVenues(
  queryable: Queryable,
  projection: string,
  venueIds: readonly Uuid[],
): Promise<ReadonlySet<Uuid>> {
  const { rows } = await queryable.query<{ venue_id: Uuid }>(sql('parked_venues'), [
    projection,
    venueIds,
  ]);
  return new Set(rows.map((row) => row.venue_id));
}

/** Lets events wait, each with the error that stopped it or behind one that has it. */
export async function parkEvents(
  queryable: Queryable,
  projection: string,
  parked: readonly { readonly event: Logged; readonly error?: Error }[],
): Promise<void> {
  if (parked.length === 0) return;
  const rows = parked.map(({ event: { event }, error }) => ({
    partition: event.partition,
    seq: event.seq,
    venue_id: event.venueId,
    event_id: event.id,
    type: event.type,
    error: error?.message.slice(0, ERROR_MAX) ?? null,
  }));
  await queryable.query(sql('park_events'), [projection, JSON.stringify(rows)]);
}

/** Longest error kept, in characters. */
export const ERROR_MAX = 2_000;
