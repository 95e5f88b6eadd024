import { BOOKING_STATUSES, CHECK_IDS, EVENT_TYPES, FLAG_NAMES, REJECTION_CODES } from '#contracts';

type Schema = Record<string, unknown>;

/** Symbols are left out of JSON: the mark serves the function `object` alone. */
const OPTIONAL = Symbol('optional');

/** A reference to one of the {@link RESPONSE_SCHEMAS}, or to a request class. */
export function schema(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

const uuid: Schema = { type: 'string', format: 'uuid' };
const instant: Schema = { type: 'string', format: 'date-time' };
const text: Schema = { type: 'string' };
const integer: Schema = { type: 'integer' };
const free: Schema = { type: 'object', additionalProperties: true };

/** What the API answers with, for OpenAPI. */
export const RESPONSE_SCHEMAS: { readonly [name: string]: Schema } = {
  Problem: object({
    type: { type: 'string', format: 'uri' },
    title: text,
    status: integer,
    detail: text,
    code: { type: 'string', description: 'What programs decide by' },
    details: optional(free),
    hint: { type: 'string', description: 'What to do about it' },
    outcome: optional(schema('CommandOutcome')),
  }),
  CommandOutcome: object({
    commandId: text,
    status: { type: 'string', enum: ['accepted', 'rejected', 'invalid'] },
    duplicate: { type: 'boolean', description: 'True when this command id was answered before' },
    events: list(schema('EventRef')),
    contextVersion: nullable(text),
    rejection: optional(schema('Rejection')),
    warnings: list(object({ code: text, message: text, details: optional(free) })),
  }),
  EventRef: object({ id: uuid, type: text, partition: integer, seq: integer }),
  Rejection: object({
    code: { type: 'string', enum: [...REJECTION_CODES] },
    message: text,
    checks: list(schema('Check')),
    blockers: list(schema('Blocker')),
    alternatives: list(schema('Alternative')),
    details: optional(free),
  }),
  Check: object({
    id: { type: 'string', enum: [...CHECK_IDS] },
    status: { type: 'string', enum: ['ok', 'warn', 'error'] },
    code: optional({ type: 'string', enum: [...REJECTION_CODES] }),
    message: text,
    details: optional(free),
  }),
  Window: object({ start: instant, end: nullable(instant) }),
  TableRef: object({ tableId: uuid, label: text }),
  Blocker: object({
    tableId: uuid,
    label: text,
    kind: { type: 'string', enum: ['hold', 'assignment', 'block'] },
    id: uuid,
    bookingId: nullable(uuid),
    window: schema('Window'),
    shadow: { type: 'boolean' },
    owner: nullable(text),
    secondsLeft: optional(integer),
    reason: optional(text),
  }),
  Alternative: object({
    tables: list(schema('TableRef')),
    window: schema('Window'),
    sameTime: { type: 'boolean' },
    spareSeats: integer,
  }),
  Event: object({
    id: uuid,
    type: { type: 'string', enum: [...EVENT_TYPES] },
    schemaVersion: integer,
    venueId: uuid,
    partition: integer,
    seq: integer,
    recordedAt: instant,
    actor: object({ kind: text, id: text }),
    commandId: uuid,
    correlationId: nullable(text),
    data: free,
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
    next: nullable(integer),
  }),
  Refused: object({
    from: instant,
    to: instant,
    groups: list(
      object({
        quarterHour: nullable(instant),
        code: { type: 'string', enum: [...REJECTION_CODES] },
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
        commandType: text,
        bookingId: nullable(uuid),
        partySize: nullable(integer),
        window: nullable(schema('Window')),
        code: { type: 'string', enum: [...REJECTION_CODES] },
        message: text,
        blockers: list(schema('Blocker')),
      }),
    ),
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
    filter: object({
      venueId: nullable(uuid),
      types: nullable(list({ type: 'string', enum: [...EVENT_TYPES] })),
      from: nullable(instant),
      to: nullable(instant),
      fromSeq: nullable(integer),
    }),
    state: { type: 'string', enum: ['running', 'done', 'stopped', 'failed'] },
    progress: object({ done: integer, total: integer }),
    events: integer,
    written: integer,
    error: nullable(text),
    startedBy: text,
    startedAt: instant,
    updatedAt: instant,
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
    assignments: list(
      object({
        tableId: uuid,
        label: text,
        startAt: instant,
        endAt: instant,
        assignedBy: nullable(text),
        assignedAt: instant,
        mergeGroupId: nullable(uuid),
      }),
    ),
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
  Readiness: object({
    status: { type: 'string', enum: ['ready', 'not ready'] },
    dependencies: {
      type: 'object',
      additionalProperties: object({
        status: { type: 'string', enum: ['up', 'down'] },
        detail: optional(text),
      }),
    },
  }),
};

function object(properties: Record<string, Schema>): Schema {
  const names = Object.keys(properties);
  return {
    type: 'object',
    properties,
    required: names.filter((name) => !(OPTIONAL in properties[name]!)),
  };
}

function optional(member: Schema): Schema {
  return { ...member, [OPTIONAL]: true };
}

function nullable(member: Schema): Schema {
  return { oneOf: [member, { type: 'null' }] };
}

function list(items: Schema): Schema {
  return { type: 'array', items };
}
