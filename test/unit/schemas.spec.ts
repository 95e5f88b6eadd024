import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import {
  COMMAND_TYPES,
  EVENT_SCHEMA_VERSIONS,
  EVENT_TYPES,
  SCHEMAS,
  documentOf,
  schemaDocument,
} from '#contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { dataFile } from '../support/data-files.js';
import { eventFault } from '../support/schemas.js';

type Json = { [name: string]: unknown };

const examples = readdirSync(dataFile('events')).map((file) => {
  return JSON.parse(readFileSync(dataFile(`events/${file}`), 'utf8')) as Json & {
    type: string;
    schemaVersion: number;
  };
});

describe('a schema', () => {
  test('is there for every command, every version of every event, and what carries them', () => {
    const events = EVENT_TYPES.flatMap((type) =>
      Array.from({ length: EVENT_SCHEMA_VERSIONS[type] }, (_, i) => `${type}.v${i + 1}`),
    );
    expect(SCHEMAS.map(({ name }) => name).sort()).toEqual(
      [...COMMAND_TYPES, ...events, 'RecordedEvent', 'CommandEnvelope', 'CommandOutcome'].sort(),
    );
  });

  test.each(SCHEMAS.map((entry) => [entry.name, entry] as const))(
    '%s is valid JSON Schema and whole in itself',
    (name, entry) => {
      const ajv = new Ajv2020({ strict: true });
      addFormats.default(ajv);
      expect(ajv.compile(documentOf(entry))).toBeInstanceOf(Function);
      expect(schemaDocument(name)).toEqual(documentOf(entry));
    },
  );

  test('of an event asked for by its type alone is the one of today', () => {
    expect(schemaDocument('TablesAssigned')).toMatchObject({ title: 'TablesAssigned.v1' });
    expect(schemaDocument('TablesTeleported')).toBeNull();
    expect(schemaDocument('constructor')).toBeNull();
  });

  test('is a file as well, which `npm run schemas` writes', () => {
    const directory = new URL('../../../libs/contracts/schemas/', import.meta.url);
    const files = readdirSync(directory);
    expect(files.sort()).toEqual(SCHEMAS.map(({ name }) => `${name}.json`).sort());
    for (const entry of SCHEMAS) {
      const text = readFileSync(new URL(`${entry.name}.json`, directory), 'utf8');
      expect({ [entry.name]: JSON.parse(text) as unknown }).toEqual({
        [entry.name]: JSON.parse(JSON.stringify(documentOf(entry))) as unknown,
      });
    }
  });
});

describe('an event of every type and version that was ever written', () => {
  test.each(examples.map((event) => [`${event.type}.v${event.schemaVersion}`, event] as const))(
    '%s is as its schema says, and nothing else is',
    (_name, event) => {
      expect(eventFault(event)).toBeNull();
      let spoiled = 0;
      for (const { where, value } of spoilt(event)) {
        const fault = eventFault(value as typeof event);
        expect({ where, refused: fault !== null }).toEqual({ where, refused: true });
        spoiled += 1;
      }
      expect(spoiled).toBeGreaterThan(20);
    },
  );
});

/**
 * The value with one thing wrong, in every place where something can be: a field missing, one too
 * many, a value of another type. What is free is left alone.
 */
function* spoilt(value: Json): Generator<{ where: string; value: Json }> {
  yield { where: 'one too many', value: { ...value, oneTooMany: 1 } };
  for (const [name, member] of Object.entries(value)) {
    if (FREE.has(name)) continue;
    if (!MAY_BE_ABSENT.has(name)) {
      const { [name]: _gone, ...rest } = value;
      yield { where: `${name} missing`, value: rest };
    }
    yield { where: `${name} of another type`, value: { ...value, [name]: OTHER } };
    if (typeof member !== 'object' || member === null) continue;
    const [first, ...others] = Array.isArray(member) ? (member as unknown[]) : [member];
    if (typeof first !== 'object' || first === null) continue;
    for (const inside of spoilt(first as Json)) {
      const spoiled = Array.isArray(member) ? [inside.value, ...others] : inside.value;
      yield { where: `${name}.${inside.where}`, value: { ...value, [name]: spoiled } };
    }
  }
}

/** Free JSON, and counts whose names are the selector's reasons. */
const FREE = new Set(['metadata', 'details', 'lostBy']);
/** `code`: of a check that is ok. */
const MAY_BE_ABSENT = new Set([
  ...['code', 'secondsLeft', 'reason', 'elapsedMicros'],
  ...['maxLifeSeconds', 'maxSlack', 'slackMode', 'adjacencyMinParty'],
]);

/** A value that no field of ours takes. */
const OTHER = [[5]];
