import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

describe('the last line of a run', () => {
  let rootDir: string;
  beforeEach(async () => {
    rootDir = await mkdtemp(join(tmpdir(), 'closing-line-'));
    await writeFile(join(rootDir, 'package.json'), '{}');
  });
  afterEach(() => rm(rootDir, { recursive: true }));

  async function lastLineOf(specs: Record<string, string>): Promise<string> {
    for (const [name, code] of Object.entries(specs)) await writeFile(join(rootDir, name), code);
    const config = {
      rootDir,
      transform: {},
      testMatch: ['**/*.spec.js'],
      reporters: ['default', resolve('test/support/closing-line-reporter.cjs')],
    };
    const args = ['node_modules/jest/bin/jest.js', '--config', JSON.stringify(config), '--ci'];
    // One file for both streams, as in a terminal or a log.
    const run = spawnSync('/bin/sh', ['-c', 'exec "$0" "$@" 2>&1', process.execPath, ...args]);
    return run.stdout.toString().trimEnd().split('\n').at(-1)!;
  }

  test('counts what passed and what failed', async () => {
    const spec = `test('a', () => {}); test('b', () => {}); test('c', () => { throw new Error('no'); });`;
    expect(await lastLineOf({ 'one.spec.js': spec })).toBe('2 passed, 1 failed');
  });

  test('counts a file that could not run as one failed', async () => {
    const specs = {
      'good.spec.js': `test('a', () => {});`,
      'bad.spec.js': `require('./nowhere');`,
    };
    expect(await lastLineOf(specs)).toBe('1 passed, 1 failed');
  });

  test('tells of tests that were skipped, and only then', async () => {
    const spec = `test('a', () => {}); test.skip('b', () => {}); test.todo('c');`;
    expect(await lastLineOf({ 'one.spec.js': spec })).toBe('1 passed, 0 failed, 2 skipped');
  });
});
