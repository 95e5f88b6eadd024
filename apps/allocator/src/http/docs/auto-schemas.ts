import { integer, list, nullable, object, optional, schema, text, uuid } from './schema-kinds.js';
import { free, instant, truth } from './schema-kinds.js';
import type { Schema } from './schema-kinds.js';

const tables = list(schema('TableRef'));

/** What the automatic workflow answers with, for OpenAPI. */
export const AUTO_SCHEMAS: { readonly [name: string]: Schema } = {
  Quote: object({
    bookingId: uuid,
    tables: nullable(tables),
    window: schema('Window'),
    summary: nullable(schema('SelectionSummary')),
    trace: object({
      considered: integer,
      feasible: integer,
      lostBy: { type: 'object', additionalProperties: integer },
      runnersUp: list(object({ tables, lostOn: text })),
      criteria: nullable(free),
      elapsedMicros: optional(integer),
    }),
    alternatives: list(schema('Alternative')),
    nextTimes: list(schema('Alternative')),
    hold: nullable(schema('Hold')),
    warnings: list(schema('Warning')),
    contextVersion: nullable(text),
    serverNow: instant,
  }),
  AutoConfirmed: object({
    holdId: nullable(uuid),
    bookingId: uuid,
    assignments: list(schema('Assignment')),
    warnings: list(schema('Warning')),
  }),
  RepackPreview: object({
    bookingId: uuid,
    tables: nullable(tables),
    window: schema('Window'),
    moves: list(object({ bookingId: uuid, partySize: integer, from: tables, to: tables })),
    considered: integer,
    complete: truth,
    contextVersion: nullable(text),
  }),
  Repacked: object({
    bookingId: uuid,
    assignments: list(schema('Assignment')),
    moved: list(object({ bookingId: uuid, assignments: list(schema('Assignment')) })),
    outcome: schema('CommandOutcome'),
  }),
};
