import type { Venue } from '#allocation';
import { Calendar, NO_READS, eventReads, evolve } from '#allocation';
import { FLAG_DEFAULTS } from '#contracts';
import type { RecordedEvent, Uuid } from '#contracts';
import { commitRows } from './commit-rows.js';
import type { Queryable } from './queries/queryable.js';
import { sql } from './sql.js';
import { BatchFloors } from './write-path/batch-floors.js';
import { changesOf } from './write-path/changes.js';
import type { OpenedBatch } from './write-path/rows.js';
import type { VenueReads } from './write-path/wanted.js';
import { wantedOf } from './write-path/wanted.js';

const KNOWN_VENUES_MAX = 1_000;

/**
 * Folds events into rows as the write path folds what it decides: reads what the events' owners
 * have in the schema that comes first in the search path, evolves it in memory, stores the net
 * difference there. Its memory is that of the events given, whatever came before them.
 *
 * @param knownVenues what earlier calls have read; checked by version at every reading
 */
export async function foldEvents(
  client: Queryable,
  events: readonly RecordedEvent[],
  knownVenues: Map<Uuid, Venue>,
): Promise<void> {
  const floors = await readFloors(client, events, knownVenues);
  for (const event of events) evolve(floors.of(event.venueId).floor, event);
  const changes = changesOf(floors.byVenue.values());
  if (Object.keys(changes).length > 0) await commitRows(client, changes);
  remember(knownVenues, floors);
}

async function readFloors(
  client: Queryable,
  events: readonly RecordedEvent[],
  knownVenues: ReadonlyMap<Uuid, Venue>,
): Promise<BatchFloors> {
  const reads: VenueReads = new Map();
  const partitions = new Map<Uuid, number>();
  for (const event of events) {
    partitions.set(event.venueId, event.partition);
    const ofVenue = reads.get(event.venueId) ?? [];
    reads.set(event.venueId, ofVenue);
    const wanted = eventReads(event);
    if (wanted !== NO_READS) ofVenue.push(wanted);
  }
  const venueIds = [...reads.keys()];
  const versions = venueIds.map((id) => knownVenues.get(id)?.version ?? null);
  const { bookings, holds, blocks } = wantedOf(reads);
  const values = [venueIds, versions, bookings, holds, blocks];
  const { rows } = await client.query<{ answer: Fold }>(sql('read_fold'), values);
  const { floors: found, ...opened } = rows[0]!.answer;
  const partitionOf = (venueId: Uuid): number => partitions.get(venueId)!;
  const floors = new BatchFloors(opened, partitionOf, knownVenues, FLAG_DEFAULTS, Calendar.none);
  floors.absorb(found, reads);
  return floors;
}

type Fold = Pick<OpenedBatch, 'venues' | 'flags' | 'floors'>;

function remember(knownVenues: Map<Uuid, Venue>, floors: BatchFloors): void {
  for (const [venueId, { floor }] of floors.byVenue) {
    if (!floor.venue) continue;
    // Re-inserting keeps the map in order of use, so that the first is the one to forget.
    knownVenues.delete(venueId);
    knownVenues.set(venueId, floor.venue);
    if (knownVenues.size > KNOWN_VENUES_MAX) knownVenues.delete(knownVenues.keys().next().value!);
  }
}
