import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Schema = Record<string, unknown>;
interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}
interface Operation {
  readonly responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

/** What of an answer is judged. */
export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Without its parameters; null when the answer had no body. */
  readonly contentType: string | null;
  readonly body: unknown;
}

/** Statuses that come before any route has its say. */
const BEFORE_ROUTES: ReadonlySet<number> = new Set([400, 404, 413, 414, 415, 429, 503]);
/** Of one document, which every service of a test run serves alike. */
const validators = new Map<string, ValidateFunction>();

/**
 * Holds the answers of a service against its own OpenAPI document: a status that no route told of,
 * or a body that is not what its schema says, members that it does not name included.
 */
export class AnswerAudit {
  private readonly ajv = new Ajv2020({ strict: false, inlineRefs: false });

  constructor(private readonly document: OpenApi) {
    addFormats.default(this.ajv);
    // Each by its own name, so that it is compiled once and not for every answer that has it.
    for (const [name, schema] of Object.entries(closed(document.components.schemas))) {
      this.ajv.addSchema(byName(schema), name);
    }
  }

  /** What is wrong with an answer, in a sentence; null when nothing is. */
  faultOf({ method, path, status, contentType, body }: Answered): string | null {
    const found = this.routeOf(method.toLowerCase(), path.split('?')[0]!);
    if (found === null || contentType === null) return null;
    const { template, operation } = found;
    const route = `${method} ${template}`;
    const response = operation.responses[status];
    if (response === undefined) {
      return BEFORE_ROUTES.has(status) ? null : `${route} never told of an answer ${status}`;
    }
    const described = response.content?.[contentType];
    if (described === undefined) return `${route} never told of ${contentType} with ${status}`;
    const { schema } = described;
    if (schema === undefined || !/^application\/(\w+\+)?json$/.test(contentType)) return null;
    const validate = this.validatorOf(`${route} ${status} ${contentType}`, schema);
    if (validate(body)) return hintFault(route, body);
    const { instancePath, message, params } = validate.errors![0]!;
    return `${route} ${status}${instancePath} ${message} ${JSON.stringify(params)}`;
  }

  private routeOf(method: string, path: string) {
    const parts = path.split('/');
    const fits = (template: string): boolean => {
      const wanted = template.split('/');
      return (
        wanted.length === parts.length &&
        wanted.every((part, i) => part.startsWith('{') || part === parts[i])
      );
    };
    const candidates = Object.keys(this.document.paths).filter(fits);
    // What is named outranks what stands for anything.
    candidates.sort((a, b) => a.split('{').length - b.split('{').length);
    for (const template of candidates) {
      const operation = this.document.paths[template]![method];
      if (operation) return { template, operation };
    }
    return null;
  }

  private validatorOf(name: string, schema: Schema): ValidateFunction {
    const known = validators.get(name);
    if (known) return known;
    const validator = this.ajv.compile(byName(close(schema)));
    validators.set(name, validator);
    return validator;
  }
}

/** A hint that sends its reader where nothing is. */
function hintFault(route: string, body: unknown): string | null {
  const { hint } = body as { hint?: unknown };
  if (typeof hint !== 'string') return null;
  for (const [place] of hint.matchAll(/\b(?:details|outcome\.rejection)(?:\.\w+)?/g)) {
    const found = place
      .split('.')
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], body);
    const isEmpty = found === undefined || (Array.isArray(found) && found.length === 0);
    if (isEmpty) return `${route} hints at ${place}, where nothing is`;
  }
  return null;
}

/** The schemas, but for those that others extend, taking no members that they do not name. */
function closed(schemas: Record<string, Schema>): Record<string, Schema> {
  const extended = new Set(
    Array.from(JSON.stringify(schemas).matchAll(/"allOf":\[(.*?)\]/g), ([, parts]) =>
      Array.from(
        parts!.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g),
        ([, name]) => name!,
      ),
    ).flat(),
  );
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      extended.has(name) ? schema : close(schema),
    ]),
  );
}

/** The same with references to components by their names alone. */
function byName(schema: Schema): Schema {
  const text = JSON.stringify(schema).replaceAll('"#/components/schemas/', '"');
  return JSON.parse(text) as Schema;
}

function close(schema: Schema): Schema {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === 'allOf' ? value : closeAny(value)]),
  );
  const isOpen = !('additionalProperties' in schema || 'unevaluatedProperties' in schema);
  if ('allOf' in schema) return { ...inner, unevaluatedProperties: false };
  return schema['type'] === 'object' && 'properties' in schema && isOpen
    ? { ...inner, additionalProperties: false }
    : inner;
}

function closeAny(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeAny);
  return typeof value === 'object' && value !== null ? close(value as Schema) : value;
}
