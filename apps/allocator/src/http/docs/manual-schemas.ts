import { FLAG_NAMES, SCHEMAS, schemaComponents } from '#contracts';
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
  truth,
  uuid,
} from './schema-kinds.js';
import type { Schema } from './schema-kinds.js';

const warnings = list(object({ code: text, message: text, details: optional(free) }));

/** What the manual routes answer with, for OpenAPI. */
export const MANUAL_SCHEMAS: { readonly [name: string]: Schema } = {
  Assignment: object({
    tableId: uuid,
    label: text,
    startAt: instant,
    endAt: instant,
    assignedBy: nullable(text),
    assignedAt: instant,
    mergeGroupId: nullable(uuid),
  }),
  ManualTable: object({
    ...membersOf('Table'),
    state: { type: 'string', enum: ['available', 'held', 'occupied', 'blocked', 'inactive'] },
    checks: list(schema('Check')),
    blockers: list(schema('NamedBlocker')),
  }),
  ManualContext: object({
    booking: schema('Booking'),
    venue: schema('Venue'),
    window: schema('Window'),
    tables: list(schema('ManualTable')),
    adjacency: list({ type: 'array', items: uuid, minItems: 2, maxItems: 2 }),
    assignments: list(schema('Assignment')),
    holds: list(schema('Hold')),
    activeHold: nullable(schema('Hold')),
    conflicts: list(schema('NamedBlocker')),
    suggestions: list(schema('Alternative')),
    warnings,
    flags: object(Object.fromEntries(FLAG_NAMES.map((name) => [name, truth]))),
    contextVersion: nullable(text),
    serverNow: instant,
  }),
  SelectionSummary: object({
    tableCount: integer,
    totalCapacity: integer,
    slack: integer,
    zone: nullable(text),
    tableLabels: list(text),
    partySize: integer,
  }),
  Validation: object({
    ok: truth,
    summary: schema('SelectionSummary'),
    checks: list(schema('Check')),
    blockers: list(schema('NamedBlocker')),
    alternatives: list(schema('Alternative')),
  }),
  HoldAnswer: object({
    hold: schema('Hold'),
    summary: schema('SelectionSummary'),
    validation: schema('Validation'),
  }),
  HoldExtended: object({ hold: schema('Hold') }),
  HoldReleased: object({ holdId: uuid, released: { const: true } }),
  ConfirmAnswer: object({
    holdId: uuid,
    bookingId: uuid,
    assignments: list(schema('Assignment')),
    warnings,
  }),
  TableAssignments: object({ tableAssignments: list(schema('Assignment')), warnings }),
};

/**
 * The members of a schema of the contracts, all of which are always there. It takes no others, so
 * what has more of them cannot refer to it.
 */
function membersOf(name: string): Record<string, Schema> {
  const components = schemaComponents(SCHEMAS, schema('').$ref);
  return (components[name] as { properties: Record<string, Schema> }).properties;
}
