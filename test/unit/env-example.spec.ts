import { readFileSync } from 'node:fs';
import { Environment, readConfig } from '#platform';
import { expect, test } from '@jest/globals';

const lines = readFileSync('.env.example', 'utf8').split('\n');
const assignments = lines.flatMap((line) => {
  const found = /^# ?([A-Z_]+)=(.*)$/.exec(line);
  return found === null ? [] : [[found[1]!, found[2]!] as const];
});

test('.env.example lists every variable that is read, once, and no other', () => {
  expect(assignments.map(([name]) => name).sort()).toEqual(Object.keys(new Environment()).sort());
});

test('every value of .env.example is a valid one', () => {
  // The two sources of tokens exclude each other.
  const values = Object.fromEntries(assignments.filter(([name]) => name !== 'AUTH_JWKS_URL'));
  expect(readConfig(values).port).toBe(3000);
});
