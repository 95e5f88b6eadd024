/**
 * JSON Schemas (draft 2020-12) that do not compile unless they say what the type says: every field
 * of the interface, no other, optional and nullable where it is. Built of keywords that mean the
 * same in draft-07 and OpenAPI 3.1, so one schema serves everywhere.
 */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Schemas that others refer to by name, as `#/$defs/<name>`. */
export type Definitions = { readonly [name: string]: JsonSchema };

declare const OF: unique symbol;

/** The schema of exactly a `T`: neither of something wider nor of something narrower. */
export interface Schema<T> {
  readonly json: JsonSchema;
  readonly definitions: Definitions;
  readonly [OF]?: (value: T) => T;
}

/** A field that may be absent. */
export interface Optional<T> {
  readonly optional: Schema<T>;
}

/** One schema for each field of `T`; forgetting or misspelling one does not compile. */
export type Members<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>>
    : Schema<T[K]>;
};

type AnyMembers = { readonly [name: string]: Schema<never> | Optional<never> };

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** An object with these fields and no others. */
export function object<T>(members: Members<T>): Schema<T> {
  const fields = Object.entries(members as unknown as AnyMembers).map(([name, member]) => ({
    name,
    required: !('optional' in member),
    schema: 'optional' in member ? member.optional : member,
  }));
  const json = {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema.json])),
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
  return { json, definitions: merged(fields.map(({ schema }) => schema.definitions)) };
}

export function optional<T>(schema: Schema<T>): Optional<T> {
  return { optional: schema };
}

export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  const { type, enum: values } = schema.json;
  const simple = typeof type === 'string' && values === undefined;
  const json = simple
    ? { ...schema.json, type: [type, 'null'] }
    : { anyOf: [schema.json, { type: 'null' }] };
  return { json, definitions: schema.definitions };
}

/** May be absent or null, which mean the same. */
export function absent<T>(schema: Schema<T>): Optional<T | null> {
  return optional(nullable(schema));
}

export function list<T>(items: Schema<T>, bounds: Bounds = {}): Schema<readonly T[]> {
  const { min, max } = bounds;
  const json = {
    type: 'array',
    items: items.json,
    ...(min === undefined ? {} : { minItems: min }),
    ...(max === undefined ? {} : { maxItems: max }),
  };
  return { json, definitions: items.definitions };
}

export function pair<T>(items: Schema<T>): Schema<readonly [T, T]> {
  const { json, definitions } = list(items, { min: 2, max: 2 });
  return { json, definitions };
}

/** Any keys, all with values of one kind. */
export function recordOf<T>(values: Schema<T>): Schema<{ readonly [key: string]: T }> {
  return {
    json: { type: 'object', additionalProperties: values.json },
    definitions: values.definitions,
  };
}

export function oneOf<const V extends string>(...values: readonly V[]): Schema<V> {
  return plain({ type: 'string', enum: [...values] });
}

export function constant<const V extends string | number>(value: V): Schema<V> {
  return plain({ type: typeof value === 'number' ? 'integer' : 'string', const: value });
}

export function text({ min, max }: Bounds = {}): Schema<string> {
  return plain({
    type: 'string',
    ...(min === undefined ? {} : { minLength: min }),
    ...(max === undefined ? {} : { maxLength: max }),
  });
}

export function shaped(pattern: RegExp, more: JsonSchema = {}): Schema<string> {
  return plain({ type: 'string', pattern: pattern.source, ...more });
}

export function integer(bounds: Bounds = {}): Schema<number> {
  return plain({ type: 'integer', ...numeric(bounds) });
}

export function decimal(bounds: Bounds = {}): Schema<number> {
  return plain({ type: 'number', ...numeric(bounds) });
}

export const boolean: Schema<boolean> = plain({ type: 'boolean' });

/** With more keywords: a description, `uniqueItems`. */
export function also<T>(schema: Schema<T>, keywords: JsonSchema): Schema<T> {
  return { json: { ...schema.json, ...keywords }, definitions: schema.definitions };
}

/** Known to others by a name, and referred to by it. */
export function named<T>(name: string, schema: Schema<T>): Schema<T> {
  return {
    json: { $ref: `#/$defs/${name}` },
    definitions: merged([schema.definitions, { [name]: schema.json }]),
  };
}

export function plain<T>(json: JsonSchema): Schema<T> {
  return { json, definitions: {} };
}

function numeric({ min, max }: Bounds): JsonSchema {
  return {
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
  };
}

/** @throws when two different schemas have one name: one of them would be lost. */
export function merged(all: readonly Definitions[]): Definitions {
  const known = new Map<string, JsonSchema>();
  for (const [name, json] of all.flatMap((definitions) => Object.entries(definitions))) {
    const other = known.get(name) ?? json;
    if (other !== json && JSON.stringify(other) !== JSON.stringify(json)) {
      throw new Error(`two schemas are called ${name}`);
    }
    known.set(name, json);
  }
  return Object.fromEntries([...known].sort(([a], [b]) => (a < b ? -1 : 1)));
}
