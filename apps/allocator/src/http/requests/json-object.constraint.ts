import { ValidatorConstraint } from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';

const JSON_BYTES_MAX = 8 * 1024;
const JSON_DEPTH_MAX = 16;

/**
 * A plain JSON object of at most 8 KiB as text and 16 levels, so that nothing recurses far into it.
 */
@ValidatorConstraint({ name: 'jsonObject' })
export class JsonObjectConstraint implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    if (!shallowerThan(value, JSON_DEPTH_MAX)) return false;
    return Buffer.byteLength(JSON.stringify(value)) <= JSON_BYTES_MAX;
  }

  defaultMessage(): string {
    return '$property must be a JSON object of at most 8 KiB and 16 levels';
  }
}

/**
 * Own `__proto__` keys are refused with the depth: JSON can carry one, and copying it would not be
 * data.
 */
function shallowerThan(value: object, levels: number): boolean {
  if (levels === 0) return false;
  for (const key of Object.keys(value)) {
    if (key === '__proto__') return false;
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === 'object' && member !== null && !shallowerThan(member, levels - 1))
      return false;
  }
  return true;
}
