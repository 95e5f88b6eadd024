import type { SentTime, SentWindow } from '../commands.js';
import { LIMITS, SAYS_SOMETHING } from '../limits.js';
import { ACTOR_KINDS, BOOKING_STATUSES } from '../values.js';
import type {
  Actor,
  BookingStatus,
  Instant,
  JsonObject,
  SeatedTable,
  TableRef,
  Uuid,
  Window,
} from '../values.js';
import { list, named, nullable, object, oneOf, optional, plain, shaped, text } from './schema.js';
import type { Schema } from './schema.js';

/** As we write it: in lower case. */
export const uuid: Schema<Uuid> = shaped(
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  { format: 'uuid' },
);

/** As a sender writes it: in any case. */
export const sentUuid: Schema<Uuid> = shaped(
  /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/,
  { format: 'uuid' },
);

export const instant: Schema<Instant> = shaped(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, {
  format: 'date-time',
});

export const sentTime: Schema<SentTime> = shaped(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/, {
  maxLength: LIMITS.time,
  description: "ISO 8601, with an offset or Z; without one it is the venue's wall clock",
});

/** A text that says something, of at most so many characters. */
export function sentText(max: number): Schema<string> {
  return text({ min: 1, max });
}

/** Why somebody does it; blanks around it are not kept. */
export const sentReason: Schema<string> = shaped(SAYS_SOMETHING, { maxLength: LIMITS.reason });

export function sentIds(min: number, max: number): Schema<readonly Uuid[]> {
  return list(sentUuid, { min, max });
}

export const free: Schema<JsonObject> = plain({ type: 'object' });

export const sentMetadata: Schema<JsonObject> = plain({
  type: 'object',
  description: 'Free JSON of at most 8 KiB and 16 levels; put nothing personal in it',
});

export const bookingStatus: Schema<BookingStatus> = oneOf(...BOOKING_STATUSES);

export const window: Schema<Window> = named(
  'Window',
  object<Window>({ start: instant, end: nullable(instant) }),
);

export const sentWindow: Schema<SentWindow> = named(
  'SentWindow',
  object<SentWindow>({ start: sentTime, end: nullable(sentTime) }),
);

export const tableRef: Schema<TableRef> = named(
  'TableRef',
  object<TableRef>({ tableId: uuid, label: text() }),
);

export const seatedTables: Schema<readonly SeatedTable[]> = list(
  named(
    'SeatedTable',
    object<SeatedTable>({ tableId: uuid, label: text(), until: optional(instant) }),
  ),
);

export const tableRefs: Schema<readonly TableRef[]> = list(tableRef);

export const actor: Schema<Actor> = named(
  'Actor',
  object<Actor>({ kind: oneOf(...ACTOR_KINDS), id: text() }),
);

export const sentActor: Schema<Actor> = named(
  'SentActor',
  object<Actor>({ kind: oneOf(...ACTOR_KINDS), id: sentText(LIMITS.name) }),
);
