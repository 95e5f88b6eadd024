import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CHAPTERS, RUNBOOK_FOLDERS } from '../support/runbook/chapters.js';
import { stepsIn, stepsOf } from '../support/runbook/steps.js';
import { substituted } from '../support/runbook/substitutions.js';

const ROOT = join(import.meta.dirname, '../../..');
const files = RUNBOOK_FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => /\.(md|txt)$/.test(name))
    .map((name) => `${folder}/${name}`),
);

describe('what there is to type in a runbook', () => {
  const text = [
    '## Locks',
    'See `allocator.lock_contention`; run `allocator lag`, then `GET /api/alerts`.',
    '1. As it is:',
    '   ```sql',
    '   select 1',
    '     from locks;',
    '   ```',
    '### Flags',
    'Set `FEATURE_ASSIGN_ATOMIC=false`; or `select 2`.',
  ].join('\n');

  test('are its blocks, and the commands within its sentences', () => {
    expect(
      stepsIn('x.md', text).map((step) => [step.line, step.chapter, step.kind, step.text]),
    ).toEqual([
      [2, 'Locks', 'bash', 'allocator lag'],
      [2, 'Locks', 'http', 'GET /api/alerts'],
      [4, 'Locks', 'sql', 'select 1\n  from locks;'],
      [9, 'Flags', 'setting', 'FEATURE_ASSIGN_ATOMIC=false'],
      [9, 'Flags', 'sql', 'select 2'],
    ]);
  });

  test('a block that nobody could run is an error, as is one without an end', () => {
    expect(() => stepsIn('x.md', '```\nwhat is this\n```')).toThrow('x.md:1: nobody runs');
    expect(() => stepsIn('x.md', '\n```sql\nselect 1')).toThrow('x.md:2: this block does not end');
  });

  test('nothing is typed with a hole in it', () => {
    expect(substituted('<hold-id>', { HOLD: 'h' })).toBe('h');
    expect(() => substituted('<hold-id>', {})).toThrow('HOLD');
    expect(() => substituted('<guess-what>', {})).toThrow('<guess-what>');
  });
});

describe('every step of every runbook is run', () => {
  test.each(files)('%s', (file) => {
    const chapters = [...new Set(stepsOf(file).map(({ chapter }) => chapter))];
    const runBy = chapters.map((chapter) => [
      chapter,
      Object.values(CHAPTERS).filter((of) => of[file]?.includes(chapter)).length,
    ]);
    expect(runBy).toEqual(chapters.map((chapter) => [chapter, 1]));
  });

  test.each(Object.entries(CHAPTERS))('%s runs chapters that are there', (spec, ofFiles) => {
    const source = readFileSync(join(ROOT, `test/e2e/${spec}.spec.ts`), 'utf8');
    expect(source).toContain(`Runbook.open('${spec}')`);
    expect(source).toContain('expect(book.left).toEqual([])');
    for (const [file, chapters] of Object.entries(ofFiles)) {
      const known = stepsOf(file).map(({ chapter }) => chapter);
      expect(known).toEqual(expect.arrayContaining([...chapters]));
    }
  });
});

test.each([
  ['libs/telemetry/src/observability.ts', 'export function observabilityOf'],
  ['libs/postgres/src/observability-rows.ts', 'function writeObservabilityRows'],
  ['migrations/0006_alerts.sql', 'create table telemetry_insert_failures'],
  ['migrations/functions/release_table_hold.sql', 'function release_table_hold'],
  ['apps/allocator/src/start-allocator.ts', 'a sweep of expired holds failed'],
])('a name that the runbooks say is in %s is there', (file, name) => {
  expect(readFileSync(join(ROOT, file), 'utf8')).toContain(name);
});
