import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { ValidationArguments } from 'class-validator';
import { kindsOf } from './field-kinds.js';
import type { FieldKind, RequestClass } from './field-kinds.js';

/**
 * What a class asks of its fields: class-validator's own constraints, gathered once.
 * class-validator
 * gathers them anew for every object, which costs ten times what the checks do.
 */
export interface Plan {
  readonly targetName: string;
  readonly fields: readonly FieldPlan[];
  readonly kinds: ReadonlyMap<string, FieldKind>;
}

interface FieldPlan {
  readonly name: string;
  readonly kind: FieldKind;
  /** From `IsOptional` and `ValidateIf`: all must say yes, or the field is not looked at. */
  readonly conditions: readonly ((object: object, value: unknown) => boolean)[];
  readonly checks: readonly {
    readonly each: boolean;
    readonly constraints: unknown[];
    readonly validate: (value: unknown, args: ValidationArguments) => boolean | Promise<boolean>;
  }[];
}

const plans = new Map<RequestClass, Plan>();

export function planOf(type: RequestClass): Plan {
  let plan = plans.get(type);
  if (plan === undefined) {
    plan = compile(type);
    plans.set(type, plan);
  }
  return plan;
}

function compile(type: RequestClass): Plan {
  const storage = getMetadataStorage();
  const kinds = kindsOf(type);
  const metadata = storage.getTargetValidationMetadatas(type, '', false, false);
  const fields = [...kinds].map(([name, kind]): FieldPlan => {
    const own = metadata.filter((entry) => entry.propertyName === name);
    return {
      name,
      kind,
      conditions: own
        .filter((entry) => entry.type === ValidationTypes.CONDITIONAL_VALIDATION)
        .map((entry) => entry.constraints[0] as (object: object, value: unknown) => boolean),
      checks: own
        .filter((entry) => entry.type === ValidationTypes.CUSTOM_VALIDATION)
        .flatMap((entry) =>
          storage.getTargetValidatorConstraints(entry.constraintCls).map(({ instance }) => ({
            each: entry.each,
            constraints: entry.constraints,
            validate: instance.validate.bind(instance),
          })),
        ),
    };
  });
  return { targetName: type.name, fields, kinds };
}

/** Whether what was sent meets every constraint and has no field that is not known. */
export function holds(plan: Plan, sent: object): boolean {
  for (const name in sent) if (!plan.kinds.has(name)) return false;
  const values = sent as Record<string, unknown>;
  for (const field of plan.fields) {
    // A getter of Object.prototype must not stand in for a field that was not sent.
    const value = Object.hasOwn(sent, field.name) ? values[field.name] : undefined;
    if (!field.conditions.every((condition) => condition(sent, value))) continue;
    if (!fieldHolds(plan, field, sent, value)) return false;
  }
  return true;
}

function fieldHolds(plan: Plan, field: FieldPlan, object: object, value: unknown): boolean {
  for (const { each, constraints, validate } of field.checks) {
    const args = { targetName: plan.targetName, property: field.name, object, value, constraints };
    if (each && Array.isArray(value)) {
      for (const member of value) if (validate(member, args) !== true) return false;
    } else if (validate(value, args) !== true) {
      return false;
    }
  }
  if (field.kind.kind !== 'nested' || value === undefined || value === null) return true;
  const nested = planOf(field.kind.type());
  if (!Array.isArray(value)) return holds(nested, value);
  for (const member of value) if (!holds(nested, member as object)) return false;
  return true;
}
