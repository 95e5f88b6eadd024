import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  Validate,
  ValidateNested,
} from 'class-validator';
import { LIMITS, SAYS_SOMETHING } from '#contracts';
import { JsonObjectConstraint } from './json-object.constraint.js';
import { UUID_SHAPE } from './uuid-shape.js';
import { rememberField } from './field-kinds.js';
import type { FieldKind, RequestClass } from './field-kinds.js';

/**
 * The kinds of field a request is made of. Each decorator sets the class-validator constraints of
 * the field, its place in OpenAPI, and, for ids, reasons and nested objects, what parsing must know
 * about it.
 * Nothing converts: a string "2" is not a number.
 */
export interface FieldOptions {
  /** The field may be absent or null. */
  readonly optional?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

/**
 * What may be a time at all. What it means, in which zone, is decided where commands are decided.
 */
const TIME_SHAPE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

export function Id(options: FieldOptions = {}): PropertyDecorator {
  const shape = Matches(UUID_SHAPE, { message: '$property must be a UUID' });
  return field(options, { type: 'string', format: 'uuid' }, [shape], { kind: 'id' });
}

export function IdList(
  bounds: { min: number; max: number },
  options: FieldOptions = {},
): PropertyDecorator {
  return field(
    options,
    {
      type: 'array',
      items: { type: 'string', format: 'uuid' },
      minItems: bounds.min,
      maxItems: bounds.max,
    },
    [
      IsArray(),
      ArrayMinSize(bounds.min),
      ArrayMaxSize(bounds.max),
      Matches(UUID_SHAPE, { each: true, message: 'each value in $property must be a UUID' }),
    ],
    { kind: 'ids' },
  );
}

export function Text(
  bounds: { min?: number; max: number },
  options: FieldOptions = {},
): PropertyDecorator {
  const min = bounds.min ?? 1;
  return field(options, { type: 'string', minLength: min, maxLength: bounds.max }, [
    IsString(),
    MinLength(min),
    MaxLength(bounds.max),
  ]);
}

/** Why somebody does it. It is kept without the blanks around it. */
export function Reason(options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: 'string', pattern: SAYS_SOMETHING.source, maxLength: LIMITS.reason },
    [
      Matches(SAYS_SOMETHING, { message: '$property must say something' }),
      MaxLength(LIMITS.reason),
    ],
    { kind: 'reason' },
  );
}

/** A string of one form. */
export function Shaped(
  pattern: RegExp,
  says: string,
  options: FieldOptions = {},
): PropertyDecorator {
  return field(options, { type: 'string', pattern: pattern.source }, [
    Matches(pattern, { message: `$property must be ${says}` }),
  ]);
}

/** A time as a sender writes it. */
export function Time(options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: 'string', maxLength: LIMITS.time, example: '2026-11-27T19:30:00+01:00' },
    [
      MaxLength(LIMITS.time),
      Matches(TIME_SHAPE, {
        // With Z, which is right everywhere: a query takes no bare time, and a + in it is a space.
        message: '$property must be an ISO 8601 time such as 2026-11-27T18:30:00Z',
      }),
    ],
  );
}

export function Int(
  bounds: { min: number; max: number },
  options: FieldOptions = {},
): PropertyDecorator {
  return field(options, { type: 'integer', minimum: bounds.min, maximum: bounds.max }, [
    IsInt(),
    Min(bounds.min),
    Max(bounds.max),
  ]);
}

/** Any finite number in bounds. */
export function Decimal(
  bounds: { min: number; max: number },
  options: FieldOptions = {},
): PropertyDecorator {
  return field(options, { type: 'number', minimum: bounds.min, maximum: bounds.max }, [
    IsNumber({ allowNaN: false, allowInfinity: false }),
    Min(bounds.min),
    Max(bounds.max),
  ]);
}

export function Flag(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'boolean' }, [IsBoolean()]);
}

export function OneOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', enum: [...values] }, [IsIn([...values])]);
}

/** Free JSON, at most 8 KiB as text and 16 levels deep. */
export function FreeObject(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'object', additionalProperties: true }, [
    Validate(JsonObjectConstraint),
  ]);
}

export function Nested(type: () => RequestClass, options: FieldOptions = {}): PropertyDecorator {
  return field(options, lazily(type), [IsObject(), ValidateNested()], { kind: 'nested', type });
}

export function NestedList(
  type: () => RequestClass,
  bounds: { min: number; max: number },
  options: FieldOptions = {},
): PropertyDecorator {
  return field(
    options,
    { ...lazily(type), isArray: true, minItems: bounds.min, maxItems: bounds.max },
    [
      IsArray(),
      ArrayMinSize(bounds.min),
      ArrayMaxSize(bounds.max),
      IsObject({ each: true }),
      ValidateNested(),
    ],
    { kind: 'nested', type },
  );
}

/** Swagger knows a function that answers with a class from the class itself by its name, `type`. */
function lazily(classOf: () => RequestClass): { readonly type: () => RequestClass } {
  return { type: () => classOf() };
}

/** What every decorator above comes down to; also for fields with rules of their own. */
export function field(
  options: FieldOptions,
  schema: ApiPropertyOptions,
  constraints: readonly PropertyDecorator[],
  kind: FieldKind = { kind: 'plain' },
): PropertyDecorator {
  const described = { ...schema, ...documentation(options) };
  return applyDecorators(
    ApiProperty(described),
    ...(options.optional === true ? [IsOptional()] : []),
    ...constraints,
    (target: object, property: string | symbol) =>
      rememberField(target.constructor, property, kind),
  );
}

function documentation(options: FieldOptions): Record<string, unknown> {
  return {
    required: options.optional !== true,
    ...(options.optional === true ? { nullable: true } : {}),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.example === undefined ? {} : { example: options.example }),
  };
}
