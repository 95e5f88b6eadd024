import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { isRecord } from './field-kinds.js';
import type { RequestClass } from './field-kinds.js';
import { holds, planOf } from './validation-plan.js';

export interface FieldProblem {
  /** Where it is in what was sent, such as `data.tableIds` or `[3].data.window.start`. */
  readonly path: string;
  readonly message: string;
}

/**
 * Every problem of what was sent, judged by class-validator with unknown fields refused; none when
 * it is valid.
 *
 * The yes, which is the rule and must be quick, comes from the plan of class-validator's
 * constraints; every no is given and
 * worded by class-validator itself.
 */
export function problemsOf(
  type: RequestClass,
  sent: object,
  path: string,
): readonly FieldProblem[] {
  if (holds(planOf(type), sent)) return [];
  const problems: FieldProblem[] = [];
  const instance = instanceOf(type, sent, path, problems);
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  for (const error of errors) explain(error, path, problems);
  return problems.slice(0, PROBLEMS_MAX).map(brief);
}

/**
 * A sender learns as much from the first hundred problems as from all; names are the sender's, of
 * any length.
 */
const PROBLEMS_MAX = 100;
const TEXT_MAX = 600;

function brief({ path, message }: FieldProblem): FieldProblem {
  return { path: cut(path), message: cut(message) };
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1)}…` : text;
}

/**
 * What was sent as instances of its classes, which is what class-validator judges. Names that
 * every object inherits (`__proto__`, `constructor`) are refused here: class-validator's look-up
 * would take them for known.
 */
function instanceOf(
  type: RequestClass,
  sent: object,
  path: string,
  problems: FieldProblem[],
): object {
  const instance = new type();
  const { kinds } = planOf(type);
  for (const [name, value] of Object.entries(sent as Record<string, unknown>)) {
    if (name in Object.prototype) {
      problems.push({ path: within(path, name), message: `property ${name} should not exist` });
      continue;
    }
    const kind = kinds.get(name);
    const copied =
      kind?.kind === 'nested'
        ? nestedInstances(kind.type(), value, within(path, name), problems)
        : value;
    Object.assign(instance, { [name]: copied });
  }
  return instance;
}

function nestedInstances(
  type: RequestClass,
  value: unknown,
  path: string,
  problems: FieldProblem[],
): unknown {
  if (Array.isArray(value)) {
    return value.map((member, i) =>
      isRecord(member) ? instanceOf(type, member, `${path}[${i}]`, problems) : (member as unknown),
    );
  }
  return isRecord(value) ? instanceOf(type, value, path, problems) : value;
}

function explain(error: ValidationError, path: string, problems: FieldProblem[]): void {
  const here = within(path, error.property);
  for (const message of Object.values(error.constraints ?? {}))
    problems.push({ path: here, message });
  for (const child of error.children ?? []) explain(child, here, problems);
}

function within(path: string, name: string): string {
  if (/^\d+$/.test(name)) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
}
