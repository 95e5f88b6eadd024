import type { Instant, Uuid } from '#contracts';
import type { Logged } from '#event-sourcing';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';

/** A venue that one projection leaves out, and the event that it stumbled over. */
export interface ParkedVenue {
  readonly projection: string;
  readonly venueId: Uuid;
  /** Null while the venue is not configured. */
  readonly venueName: string | null;
  readonly partition: number;
  /** The first event that waits. */
  readonly seq: number;
  readonly eventId: Uuid;
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
  readonly venue_name: string | null;
  readonly partition: number;
  readonly seq: number;
  readonly event_id: Uuid;
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
  return rows.map((row) => ({
    projection: row.projection,
    venueId: row.venue_id,
    venueName: row.venue_name,
    partition: row.partition,
    seq: row.seq,
    eventId: row.event_id,
    type: row.type,
    error: row.error,
    parkedAt: row.parked_at.toISOString(),
    events: row.events,
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

/** The seqs of one partition that the projection has parked or dropped. */
export async function parkedSeqs(
  queryable: Queryable,
  projection: string,
  partition: number,
): Promise<ReadonlySet<number>> {
  const values = [projection, partition];
  const { rows } = await queryable.query<{ seq: number }>(sql('parked_seqs'), values);
  return new Set(rows.map(({ seq }) => seq));
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
