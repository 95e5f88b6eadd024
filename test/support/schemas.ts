import { SCHEMAS, documentOf, eventSchemaName } from '#contracts';
import type { Command } from '#contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const ajv = new Ajv2020({ strict: true, allErrors: false });
addFormats.default(ajv);
const validators = new Map<string, ValidateFunction>();

function validatorOf(name: string): ValidateFunction | null {
  const known = validators.get(name);
  if (known) return known;
  const entry = SCHEMAS.find((one) => one.name === name);
  if (!entry) return null;
  const validator = ajv.compile(documentOf(entry));
  validators.set(name, validator);
  return validator;
}

/** Why a value is not what the schema of this name says, in a sentence; null when it is. */
export function schemaFault(name: string, value: unknown): string | null {
  const validator = validatorOf(name);
  if (validator === null) return `there is no schema ${name}`;
  if (validator(value)) return null;
  const [error] = validator.errors!;
  const { instancePath, message, params } = error!;
  return `${name}${instancePath} ${message} ${JSON.stringify(params)}`;
}

interface Named {
  readonly type: string;
  readonly schemaVersion: number;
}

/** Why a recorded event is not what it says it is; null when it is. */
export function eventFault(event: Named): string | null {
  return schemaFault(eventSchemaName(event), event);
}

/** Why a command, as JSON would carry it from outside, is none; null when it is one. */
export function commandFault({ route: _ours, ...command }: Command): string | null {
  return schemaFault(command.type, JSON.parse(JSON.stringify(command)));
}
