import {
  instant,
  integer,
  list,
  nullable,
  number,
  object,
  schema,
  text,
  truth,
  uuid,
} from './schema-kinds.js';
import type { Schema } from './schema-kinds.js';

/** What the operators' routes answer with. */
export const OPERATION_SCHEMAS: { readonly [name: string]: Schema } = {
  Alert: object({
    name: text,
    description: text,
    state: { type: 'string', enum: ['ok', 'pending', 'firing', 'unknown'] },
    value: nullable(number),
    unit: text,
    threshold: number,
    forSeconds: integer,
    since: nullable(instant),
    hint: text,
    runbook: text,
    checkedAt: nullable(instant),
  }),
  Lag: object({
    readers: list(object({ name: text, events: integer, seconds: number })),
    serverNow: instant,
  }),
  Holds: object({
    live: list(schema('Hold')),
    expired: list(schema('Hold')),
    bookings: list(schema('BookingBrief')),
    serverNow: instant,
  }),
  Hold: object({
    holdId: uuid,
    venueId: uuid,
    bookingId: nullable(uuid),
    tables: list(schema('TableRef')),
    window: schema('Window'),
    expiresAt: instant,
    expiresAtMax: instant,
    secondsLeft: integer,
    shadow: truth,
    owner: nullable(text),
    createdAt: instant,
  }),
  HoldSweep: object({ expired: integer }),
  ParkedVenue: object({
    projection: text,
    venueId: uuid,
    venueName: nullable(text),
    events: integer,
    error: text,
    since: instant,
    first: object({ id: uuid, type: text, partition: integer, seq: integer }),
  }),
  ParkedResumed: object({
    projection: text,
    venueId: uuid,
    events: integer,
    stuck: nullable(object({ partition: integer, seq: integer, error: text })),
  }),
  ParkedDropped: object({
    projection: text,
    venueId: uuid,
    dropped: object({ id: uuid, type: text, partition: integer, seq: integer }),
  }),
};
