import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { whatDiffers } from '../../libs/postgres/src/verify/what-differs.js';

const venue = (): { tables: { capacity: number }[]; name: string } =>
  JSON.parse(readFileSync('test/data/venues/bistro.venue.json', 'utf8')) as ReturnType<
    typeof venue
  >;

test('only what differs is shown, by its path', () => {
  const found = venue();
  found.tables[3]!.capacity = 99;
  expect(
    whatDiffers({ version: 1, configuration: venue() }, { version: 2, configuration: found }),
  ).toEqual({
    expected: { version: 1, 'configuration.tables[3].capacity': venue().tables[3]!.capacity },
    found: { version: 2, 'configuration.tables[3].capacity': 99 },
  });
});

test('what one side lacks is null there', () => {
  const [expected, found] = [
    { a: { b: [1, 2] }, c: undefined },
    { a: { b: [1] }, d: [3] },
  ];
  expect(whatDiffers(expected, found)).toEqual({
    expected: { 'a.b[1]': 2, d: null },
    found: { 'a.b[1]': null, d: [3] },
  });
});

test('a row that is not there is null, the other is cut', () => {
  const { expected, found } = whatDiffers(null, venue());
  expect(expected).toBeNull();
  expect(found).toMatch(/^\{.*… \(\d+ characters\)$/);
  expect(whatDiffers({ short: 1 }, null)).toEqual({ expected: { short: 1 }, found: null });
});

test('many differences are counted', () => {
  const found = venue();
  for (const table of found.tables) table.capacity += 1;
  const told = whatDiffers(venue(), found);
  expect(told.found).toMatchObject({ '…': `and ${found.tables.length - 8} more` });
  expect(JSON.stringify(told).length).toBeLessThan(1000);
});

test('a number that JSON cannot say differs like any other', () => {
  expect(whatDiffers({ n: 1 }, { n: Infinity })).toEqual({
    expected: { n: 1 },
    found: { n: Infinity },
  });
});
