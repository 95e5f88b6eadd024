/** A part of an OpenAPI document. */
export type Schema = Record<string, unknown>;

/** Symbols are left out of JSON: the mark serves the function `object` alone. */
const OPTIONAL = Symbol('optional');

/** A reference to one of the `RESPONSE_SCHEMAS`, or to a request class. */
export function schema(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

export const uuid: Schema = { type: 'string', format: 'uuid' };
export const instant: Schema = { type: 'string', format: 'date-time' };
export const text: Schema = { type: 'string' };
export const integer: Schema = { type: 'integer' };
export const number: Schema = { type: 'number' };
export const truth: Schema = { type: 'boolean' };
export const free: Schema = { type: 'object', additionalProperties: true };

/** Of members that are all there, but for those marked optional. */
export function object(properties: Record<string, Schema>): Schema {
  const names = Object.keys(properties);
  return {
    type: 'object',
    properties,
    required: names.filter((name) => !(OPTIONAL in properties[name]!)),
  };
}

export function optional(member: Schema): Schema {
  return { ...member, [OPTIONAL]: true };
}

export function nullable(member: Schema): Schema {
  return { oneOf: [member, { type: 'null' }] };
}

export function list(items: Schema): Schema {
  return { type: 'array', items };
}
