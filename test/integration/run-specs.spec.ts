import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const passes = `test('a', () => {});`;
const fails = `test('b', () => { throw new Error('no'); });`;

/** A statement that throws the first time that a spec says it. */
const once = (name: string): string =>
  `{ const mark = __dirname + '/${name}.seen', fs = require('node:fs');
     if (!fs.existsSync(mark)) { fs.writeFileSync(mark, ''); throw new Error('not yet'); } }`;

describe('a run of the specs', () => {
  let rootDir: string;
  beforeEach(async () => {
    rootDir = await mkdtemp(join(tmpdir(), 'run-specs-'));
    await writeFile(join(rootDir, 'package.json'), '{}');
  });
  afterEach(() => rm(rootDir, { recursive: true }));

  interface Run {
    readonly code: number | null;
    readonly lines: readonly string[];
    readonly last: string;
  }

  /** Runs a project of these files, each of which is a spec. */
  async function run(specs: Record<string, string>, settings: object = {}): Promise<Run> {
    for (const [name, text] of Object.entries(specs)) {
      await writeFile(join(rootDir, name.includes('.') ? name : `${name}.spec.js`), text);
    }
    const config = {
      rootDir,
      transform: {},
      testMatch: ['**/*.spec.js'],
      reporters: ['default', resolve('test/support/results-reporter.cjs')],
      ...settings,
    };
    const args = [resolve('scripts/run-specs.mjs'), '--config', JSON.stringify(config), '--ci'];
    // One file for both streams, as in a terminal or a log.
    const { status, stdout } = spawnSync(
      '/bin/sh',
      ['-c', 'exec "$0" "$@" 2>&1', process.execPath, ...args],
      { cwd: rootDir, encoding: 'utf8' },
    );
    const lines = stdout.trimEnd().split('\n');
    return { code: status, lines, last: lines.at(-1)! };
  }

  const flaky = ({ lines }: Run): string[] => lines.filter((line) => line.startsWith('flaky'));
  const again = ({ lines }: Run): string[] => lines.filter((line) => line.startsWith('once more'));

  test('ends with how many tests passed and failed', async () => {
    const { code, last } = await run({ one: passes, two: passes + fails });
    expect({ code, last }).toEqual({ code: 1, last: '2 passed, 1 failed' });
  });

  test('runs nothing twice when all is well', async () => {
    const ended = await run({ one: passes });
    expect(ended).toMatchObject({ code: 0, last: '1 passed, 0 failed' });
    expect([...again(ended), ...flaky(ended)]).toEqual([]);
  });

  test('passes when what failed passes the second time, and tells what was flaky', async () => {
    const shy = `describe('a chapter', () => { test('is shy', () => ${once('shy')}); ${passes} });`;
    const ended = await run({ shy, steady: passes });
    expect(ended).toMatchObject({ code: 0, last: '3 passed, 0 failed' });
    expect(again(ended)).toEqual(['once more, alone: shy.spec.js']);
    expect(flaky(ended)).toEqual(['flaky: shy.spec.js: a chapter is shy']);
  });

  test('fails with what fails twice, and runs it no third time', async () => {
    const shy = `test('is shy', () => ${once('shy')});`;
    const ended = await run({ bad: passes + fails, shy });
    expect(ended).toMatchObject({ code: 1, last: '2 passed, 1 failed' });
    expect(again(ended)).toHaveLength(2);
    expect(flaky(ended)).toEqual(['flaky: shy.spec.js: is shy']);
  });

  test('fails with a file in which another test fails the second time', async () => {
    const mood = `test('one', () => ${once('mood')}); test('two', () => {
      if (require('node:fs').existsSync(__dirname + '/second')) throw new Error('no');
      require('node:fs').writeFileSync(__dirname + '/second', '');
    });`;
    const ended = await run({ mood });
    expect(ended).toMatchObject({ code: 1, last: '1 passed, 1 failed' });
    expect(flaky(ended)).toEqual([]);
  });

  test('counts a file that could not run as one failed, and takes it when it can', async () => {
    const absent = await run({ good: passes, bad: `require('./nowhere');` });
    expect(absent).toMatchObject({ code: 1, last: '1 passed, 1 failed' });
    const late = await run({ good: passes, bad: `${once('late')} ${passes}` });
    expect(late).toMatchObject({ code: 0, last: '2 passed, 0 failed' });
    expect(flaky(late)).toEqual(['flaky: bad.spec.js: the whole file']);
  });

  test('tells of tests that were skipped, and only then', async () => {
    const spec = `${passes} test.skip('b', () => {}); test.todo('c');`;
    const { code, last } = await run({ one: spec });
    expect({ code, last }).toEqual({ code: 0, last: '1 passed, 0 failed, 2 skipped' });
  });

  test('runs again what failed by accident, not what is broken everywhere', async () => {
    const names = Array.from({ length: 11 }, (_, i) => `bad-${i}`);
    const ended = await run(Object.fromEntries(names.map((name) => [name, fails])));
    expect(ended).toMatchObject({ code: 1, last: '0 passed, 11 failed' });
    expect(again(ended)).toEqual([]);
  });

  test('fails when what the specs share does not start or does not stop', async () => {
    const broken = { 'broken.cjs': `module.exports = () => { throw new Error('no server'); };` };
    const unstarted = await run({ one: passes, ...broken }, { globalSetup: './broken.cjs' });
    expect(unstarted).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
    const unstopped = await run({ one: passes, ...broken }, { globalTeardown: './broken.cjs' });
    expect(unstopped).toMatchObject({ code: 1, last: '1 passed, 1 failed' });
  });
});
