import { BOOKING_STATUSES } from '#contracts';
import {
  instant,
  integer,
  list,
  nullable,
  object,
  optional,
  schema,
  text,
  uuid,
} from './schema-kinds.js';
import type { Schema } from './schema-kinds.js';

const span = { start: instant, end: instant };

/** What the timeline and the list of venues answer with, for OpenAPI. */
export const TIMELINE_SCHEMAS: { readonly [name: string]: Schema } = {
  VenueClock: object({
    timeZone: text,
    fromSeconds: list(integer),
    offsetSeconds: list(integer),
  }),
  VenueSummary: object({ venueId: uuid, name: text, timeZone: text, tables: integer }),
  Timeline: object({
    venueId: uuid,
    name: text,
    timeZone: text,
    date: { type: 'string', format: 'date' },
    window: object(span),
    service: list(object({ name: text, ...span })),
    rows: list(object({ table: schema('Table'), segments: list(schema('Segment')) })),
    unassigned: list(schema('TimelineBooking')),
    quarters: list(object({ start: instant, covers: integer, occupancy: { type: 'number' } })),
    needsAttention: list(schema('AttentionRow')),
    adjacencies: list({ type: 'array', items: uuid, minItems: 2, maxItems: 2 }),
    contextVersion: nullable(text),
    serverNow: instant,
  }),
  AttentionRow: object({
    kind: { type: 'string', enum: ['overstay', 'lapsed'] },
    bookingId: uuid,
    booking: schema('TimelineBooking'),
    tables: list(schema('TableRef')),
    until: instant,
    next: nullable(schema('Blocker')),
    moves: list(object({ bookingId: uuid, tables: list(schema('TableRef')) })),
  }),
  Segment: object({
    id: uuid,
    kind: { type: 'string', enum: ['hold', 'assignment', 'block'] },
    window: schema('Window'),
    shadow: { type: 'boolean' },
    past: optional({ type: 'boolean', enum: [true] }),
    bookingId: nullable(uuid),
    holdId: nullable(uuid),
    blockId: nullable(uuid),
    tables: list(schema('TableRef')),
    booking: nullable(schema('TimelineBooking')),
    expiresAt: nullable(instant),
    owner: nullable(text),
    reason: nullable(text),
  }),
  TimelineBooking: object({
    bookingId: uuid,
    name: nullable(text),
    note: nullable(text),
    partySize: integer,
    startsAt: instant,
    endsAt: instant,
    window: schema('Window'),
    status: { type: 'string', enum: [...BOOKING_STATUSES] },
    zone: nullable(text),
    pinReason: nullable(text),
  }),
};
