import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UTC_CLOCK, resolveTime } from '#allocation';
import { canonicalJson, derivedUuid, firstUnstorable, logPartitionOf } from '#contracts';
import fc from 'fast-check';
import type { TestDatabase } from '../support/database.js';
import { createLogDatabase, PARTITIONS } from '../support/test-write-path.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createLogDatabase();
});
afterAll(() => database.drop());

/** One row per value, so that a hundred cases cost one round trip. */
async function inSql(expression: string, values: readonly string[]): Promise<string[]> {
  const { rows } = await database.pool.query<{ text: string }>(
    `select ${expression}::text as text from unnest($1::text[]) with ordinality v(value, at) order by at`,
    [values],
  );
  return rows.map((row) => row.text);
}

/** Strings that sort and escape differently in UTF-16, UTF-8 and JSON. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '',
      '\u007f',
      '\u2028',
      '\uffff',
      '\ue000',
      '😀',
      '\u{10ffff}',
      '"\\/\b\f\n\r\t\u001f',
      '__proto__',
      'é',
      'e\u0301',
    ),
  )
  .filter((candidate) => firstUnstorable(candidate) === null);

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    -0,
    0.1,
    1e21,
    1e-7,
    -1.5e-10,
    5e-324,
    1.7976931348623157e308,
    123456789012345680000,
  ),
);

const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(text, number, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 5 }),
  ),
}));

describe('what SQL and the service compute alike', () => {
  test('canonical JSON of any value that can be stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(json, { minLength: 20, maxLength: 60 }), async (values) => {
        const sent = values.map((value) => JSON.stringify(value));
        const inService = sent.map((one) => canonicalJson(JSON.parse(one)));
        expect(await inSql('canonical_json(value::jsonb)', sent)).toEqual(inService);
      }),
      { numRuns: 40 },
    );
  });

  test('canonical JSON is the same however the keys came', () => {
    fc.assert(
      fc.property(fc.dictionary(text, number), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(object));
        expect(JSON.parse(canonicalJson(object))).toEqual(JSON.parse(JSON.stringify(object)));
      }),
    );
  });

  test('derived ids, which are UUIDs of version 8', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 20, maxLength: 60 }), async (names) => {
        const ids = names.map((name) => derivedUuid(name));
        expect(await inSql('derived_uuid(value)', names)).toEqual(ids);
        for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab]/);
      }),
      { numRuns: 20 },
    );
  });

  test('which instants there are', async () => {
    const [first, end] = [Date.UTC(1970, 0, 1), Date.UTC(2200, 0, 1)];
    const year = fc.oneof(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 1960, max: 2210 }));
    const atMs = fc.oneof(
      fc.tuple(year, fc.integer({ min: 0, max: 366 * 86_400_000 })).map(([from, later]) => {
        return new Date(0).setUTCFullYear(from) + later - 366 * 86_400_000;
      }),
      fc.constantFrom(first, end).chain((edge) => fc.integer({ min: edge - 2, max: edge + 2 })),
    );
    const instant = atMs
      .map((ms) => new Date(ms).toISOString())
      .filter((text) => /^\d{4}-/.test(text) && !text.startsWith('0000'));
    await fc.assert(
      fc.asyncProperty(fc.array(instant, { minLength: 20, maxLength: 60 }), async (instants) => {
        const inService = instants.map((one) => String(resolveTime(one, UTC_CLOCK).ok));
        expect(await inSql('(value::timestamptz <@ known_years())', instants)).toEqual(inService);
      }),
      { numRuns: 40 },
    );
  });

  test('the log partition of a venue', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uuid(), { minLength: 20, maxLength: 60 }), async (venues) => {
        const partitions = venues.map((venueId) => String(logPartitionOf(venueId, PARTITIONS)));
        expect(await inSql('log_partition_of(value::uuid)', venues)).toEqual(partitions);
      }),
      { numRuns: 20 },
    );
  });
});
