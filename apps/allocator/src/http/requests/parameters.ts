import type { Uuid } from '#contracts';
import { Problem } from '../problems/problem.js';
import type { FieldProblem } from './problems-of.js';
import { isRecord } from './field-kinds.js';
import type { RequestClass } from './field-kinds.js';
import { normalised } from './normalised.js';
import { problemsOf } from './problems-of.js';
import { UUID_SHAPE } from './uuid-shape.js';

/** An id out of the path, in lower case. @throws a 400 {@link Problem} naming the parameter. */
export function pathId(name: string, value: string): Uuid {
  if (!UUID_SHAPE.test(value)) throw refusal([{ path: name, message: `${name} must be a UUID` }]);
  return value.toLowerCase();
}

/** A body or a query of one request class. @throws a 400 {@link Problem} naming every field. */
export function requestOf<T extends object>(type: RequestClass & (new () => T), sent: unknown): T {
  if (!isRecord(sent)) throw refusal([{ path: 'body', message: 'must be a JSON object' }]);
  // A query arrives without a prototype; class-validator and we judge it as any other object.
  const problems = problemsOf(type, sent, '');
  if (problems.length > 0) throw refusal(problems);
  return normalised(type, sent) as T;
}

export function refusal(fields: readonly FieldProblem[]): Problem {
  const message = fields.slice(0, 3).map((field) => `${field.path}: ${field.message}`);
  return new Problem(400, 'PAYLOAD_INVALID', message.join('; '), {
    details: { fields: fields.map((field) => ({ ...field })) },
  });
}
