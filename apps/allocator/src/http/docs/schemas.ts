import {
  BOOKING_STATUSES,
  EVENT_TYPES,
  FLAG_NAMES,
  REJECTION_CODES,
  REPLAY_SOURCES,
} from '#contracts';
import {
  free,
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
import { AUTO_SCHEMAS } from './auto-schemas.js';
import { OPERATION_SCHEMAS } from './operation-schemas.js';
import { MANUAL_SCHEMAS } from './manual-schemas.js';
import { NAMED_SCHEMAS } from './named-schemas.js';
import { TIMELINE_SCHEMAS } from './timeline-schemas.js';

export { schema } from './schema-kinds.js';

/** What the API answers with, for OpenAPI, but for what libs/contracts has the schemas of. */
export const RESPONSE_SCHEMAS: { readonly [name: string]: Schema } = {
  Problem: object({
    type: { type: 'string', format: 'uri' },
    title: text,
    status: integer,
    detail: text,
    code: { type: 'string', description: 'What programs decide by' },
    details: optional(free),
    hint: { type: 'string', description: 'What to do about it' },
    outcome: optional(schema('NamedOutcome')),
  }),
  UnansweredCommand: object({
    commandId: uuid,
    status: { const: 'unavailable' },
    code: {
      type: 'string',
      enum: ['OVERLOADED', 'STOPPING', 'LOG_UNAVAILABLE', 'INTERNAL'],
      description: 'INTERNAL: the service failed on this command, and says why in its log',
    },
    retryAfterSeconds: {
      ...integer,
      description: 'When to send it again, with the same id; whether it took effect is told then',
    },
  }),
  TableHistory: object({
    venueId: uuid,
    tableId: uuid,
    at: nullable(instant),
    asOf: instant,
    spells: list(
      object({
        kind: { type: 'string', enum: ['hold', 'assignment', 'block'] },
        id: uuid,
        bookingId: nullable(uuid),
        window: schema('Window'),
        shadow: { type: 'boolean' },
        expiresAt: nullable(instant),
        reason: nullable(text),
        begun: schema('SpellEdge'),
        ended: nullable(schema('SpellEdge')),
      }),
    ),
    commands: list(object({ commandId: uuid, type: text })),
    bookings: list(schema('BookingBrief')),
    next: nullable(integer),
  }),
  BookingBrief: object({
    bookingId: uuid,
    name: nullable(text),
    partySize: integer,
    startsAt: instant,
  }),
  Refused: object({
    from: instant,
    to: instant,
    totals: object({
      refusals: integer,
      bookings: integer,
      covers: integer,
      coversLost: integer,
      observed: integer,
    }),
    groups: list(
      object({
        quarterHour: nullable(instant),
        code: { type: 'string', enum: [...REJECTION_CODES] },
        observed: { type: 'boolean' },
        refusals: integer,
        bookings: integer,
        covers: integer,
        coversLost: integer,
      }),
    ),
    refused: list(
      object({
        seq: integer,
        recordedAt: instant,
        commandId: uuid,
        commandType: nullable(text),
        bookingId: nullable(uuid),
        partySize: nullable(integer),
        window: nullable(schema('Window')),
        code: { type: 'string', enum: [...REJECTION_CODES] },
        observed: { type: 'boolean' },
        message: text,
        blockers: list(schema('Blocker')),
      }),
    ),
    bookings: list(schema('BookingBrief')),
    next: nullable(integer),
  }),
  SpellEdge: object({
    recordedAt: instant,
    seq: integer,
    eventType: { type: 'string', enum: [...EVENT_TYPES] },
    commandId: uuid,
    actor: object({ kind: text, id: text }),
  }),
  Replay: object({
    id: uuid,
    target: text,
    source: { type: 'string', enum: [...REPLAY_SOURCES] },
    filter: object({
      venueId: nullable(uuid),
      types: nullable(list({ type: 'string', enum: [...EVENT_TYPES] })),
      from: nullable(instant),
      to: nullable(instant),
      fromSeq: nullable(integer),
    }),
    dryRun: { type: 'boolean' },
    state: {
      type: 'string',
      enum: ['running', 'compared', 'applied', 'done', 'stopped', 'failed'],
    },
    progress: object({ done: integer, total: integer }),
    events: integer,
    written: integer,
    difference: nullable(list(schema('TableDifference'))),
    error: nullable(text),
    startedBy: text,
    startedAt: instant,
    updatedAt: instant,
  }),
  TableDifference: object({
    table: text,
    added: integer,
    removed: integer,
    changed: integer,
    examples: list(text),
  }),
  ReplayCount: object({
    dryRun: { const: true },
    target: text,
    events: integer,
    types: { type: 'object', additionalProperties: integer },
  }),
  Venue: {
    allOf: [schema('ConfigureVenueRequest'), object({ version: integer, updatedAt: instant })],
  },
  Booking: object({
    bookingId: uuid,
    venueId: uuid,
    partySize: integer,
    startsAt: instant,
    endsAt: instant,
    window: schema('Window'),
    status: { type: 'string', enum: [...BOOKING_STATUSES] },
    zone: nullable(text),
    pinnedTableIds: list(uuid),
    pinReason: nullable(text),
    metadata: nullable(free),
    registeredAt: instant,
    updatedAt: instant,
    assignments: list(schema('Assignment')),
    holds: list(
      object({
        holdId: uuid,
        tableIds: list(uuid),
        startAt: instant,
        endAt: instant,
        expiresAt: instant,
      }),
    ),
  }),
  Flag: object({
    flag: { type: 'string', enum: [...FLAG_NAMES] },
    value: { type: 'boolean' },
    source: { type: 'string', enum: ['env', 'global', 'venue'] },
    venueId: nullable(uuid),
    setBy: nullable(text),
    setAt: nullable(instant),
    reason: nullable(text),
  }),
  SchemaSummary: object({
    name: text,
    kind: { type: 'string', enum: ['event', 'command', 'envelope', 'outcome'] },
    description: text,
    url: text,
  }),
  Readiness: object({
    status: { type: 'string', enum: ['ready', 'degraded', 'not ready'] },
    dependencies: {
      type: 'object',
      additionalProperties: object({
        status: { type: 'string', enum: ['up', 'degraded', 'down'] },
        detail: optional(text),
      }),
    },
  }),
  ...OPERATION_SCHEMAS,
  ...TIMELINE_SCHEMAS,
  ...AUTO_SCHEMAS,
  ...MANUAL_SCHEMAS,
  ...NAMED_SCHEMAS,
};
