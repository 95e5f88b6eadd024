import type { Venue } from '#allocation';
import type { RecordedEvent, Uuid } from '#contracts';
import type { WriteRows } from '../checkpoints.js';
import { foldEvents } from '../fold-events.js';
import { sql } from '../sql.js';

/** The projection's name, of its checkpoints and its consumer group. */
export const MIRROR_PROJECTION = 'mirror';

/**
 * Folds events into schema `mirror`. Looks at nothing outside the schema, so that what is in it
 * follows from the stream alone.
 */
export function mirrorRows(): WriteRows<RecordedEvent> {
  const knownVenues = new Map<Uuid, Venue>();
  return async (client, events) => {
    await client.query(sql('use_schema'), ['mirror, public']);
    await foldEvents(client, events, knownVenues);
    // What follows in the transaction means the live tables again.
    await client.query('set local search_path to default');
  };
}
