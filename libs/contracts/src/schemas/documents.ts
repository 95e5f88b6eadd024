import { COMMAND_TYPES } from '../commands.js';
import type { CommandType } from '../commands.js';
import { EVENT_SCHEMA_VERSIONS, EVENT_TYPES } from '../events.js';
import type { EventEnvelope, EventType } from '../events.js';
import type { JsonObject } from '../values.js';
import type { SchemaSummary } from '../views/schemas.js';
import { outcome } from './checks.js';
import { COMMAND_DATA, commandEnvelope, sentEnvelope } from './commands.js';
import { EVENT_DATA, recordedEnvelope, recordedEvent } from './events.js';
import { constant, merged, object, oneOf } from './schema.js';
import type { JsonSchema, Schema } from './schema.js';
import { COMMAND_SUMMARIES, EVENT_SUMMARIES } from './summaries.js';
import { free } from './values.js';

/** One JSON Schema that others are given, by the name under which they ask for it. */
export interface SchemaEntry {
  /** `TablesAssigned.v1`, `HoldTables`, `CommandOutcome`, … */
  readonly name: string;
  readonly kind: SchemaSummary['kind'];
  readonly description: string;
  readonly schema: Schema<object>;
}

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Every schema there is: events by version, commands, envelopes, the outcome. */
export const SCHEMAS: readonly SchemaEntry[] = [
  {
    name: 'RecordedEvent',
    kind: 'envelope',
    description:
      'Any event as it is recorded; what its data is follows from type and schemaVersion',
    schema: object<EventEnvelope & { type: EventType; data: JsonObject }>({
      ...recordedEnvelope,
      type: oneOf(...EVENT_TYPES),
      data: free,
    }) as Schema<object>,
  },
  ...EVENT_TYPES.flatMap(eventEntries),
  {
    name: 'CommandEnvelope',
    kind: 'envelope',
    description: 'Any command as it is sent; what its data is follows from type',
    schema: commandEnvelope as Schema<object>,
  },
  ...COMMAND_TYPES.map(commandEntry),
  {
    name: 'CommandOutcome',
    kind: 'outcome',
    description:
      'The answer to a command, stored with its id and returned again when it is repeated',
    schema: outcome as Schema<object>,
  },
];

/** The name of an event's schema, as `TablesAssigned.v1`. */
export function eventSchemaName({ type, schemaVersion }: EventName): string {
  return `${type}.v${schemaVersion}`;
}

/**
 * A schema as a document that needs no other; an event's type alone is its version of today. Null
 * for what has none.
 */
export function schemaDocument(name: string): JsonSchema | null {
  const today = Object.hasOwn(EVENT_SCHEMA_VERSIONS, name)
    ? eventSchemaName({ type: name, schemaVersion: EVENT_SCHEMA_VERSIONS[name as EventType] })
    : name;
  const entry = SCHEMAS.find((one) => one.name === today);
  return entry ? documentOf(entry) : null;
}

export function documentOf({ name, description, schema }: SchemaEntry): JsonSchema {
  const { json, definitions } = schema;
  return {
    $schema: DIALECT,
    $id: `urn:allocator:schemas:${name}`,
    title: name,
    description,
    ...json,
    ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions }),
  };
}

/**
 * Schemas as the parts of one document, which refers to them as `<prefix><name>`: with all that they
 * refer to.
 */
export function schemaComponents(
  entries: readonly SchemaEntry[],
  prefix: string,
): { readonly [name: string]: JsonSchema } {
  const named = entries.map(({ name, description, schema }) => ({
    [name]: { title: name, description, ...schema.json },
  }));
  const all = merged([...named, ...entries.map(({ schema }) => schema.definitions)]);
  return JSON.parse(JSON.stringify(all).replaceAll('"#/$defs/', `"${prefix}`)) as typeof all;
}

interface EventName {
  readonly type: string;
  readonly schemaVersion: number;
}

function eventEntries(type: EventType): SchemaEntry[] {
  return EVENT_DATA[type].map((_data, i) => ({
    name: eventSchemaName({ type, schemaVersion: i + 1 }),
    kind: 'event',
    description: EVENT_SUMMARIES[type],
    schema: recordedEvent(type, i + 1),
  }));
}

function commandEntry(type: CommandType): SchemaEntry {
  const members = { ...sentEnvelope, type: constant(type), data: COMMAND_DATA[type] };
  return {
    name: type,
    kind: 'command',
    description: COMMAND_SUMMARIES[type],
    schema: object<object>(members),
  };
}
