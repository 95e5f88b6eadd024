import { SCHEMAS, schemaComponents } from '#contracts';
import { integer, list, object, optional, schema, text } from './schema-kinds.js';
import type { Schema } from './schema-kinds.js';

const COMPONENTS = schemaComponents(SCHEMAS, schema('').$ref);

/** What answers over HTTP tell with names, and the contracts without, for OpenAPI. */
export const NAMED_SCHEMAS: { readonly [name: string]: Schema } = {
  NamedBlocker: changed('Blocker', {
    name: optional({
      ...text,
      description: '`metadata.name` of the booking as it is now; stored and sent nowhere else',
    }),
    partySize: optional({ ...integer, description: 'Of the booking as it is now' }),
  }),
  NamedRejection: changed('Rejection', { blockers: list(schema('NamedBlocker')) }),
  NamedOutcome: changed('CommandOutcome', { rejection: optional(schema('NamedRejection')) }),
};

/** A schema of the contracts with other members, or more of them. */
function changed(name: string, members: Record<string, Schema>): Schema {
  const { properties, required } = COMPONENTS[name] as {
    readonly properties: Record<string, Schema>;
    readonly required: readonly string[];
  };
  const more = object(members) as { readonly required: readonly string[] };
  return {
    type: 'object',
    properties: { ...properties, ...members },
    required: [...required.filter((member) => !(member in members)), ...more.required],
  };
}
