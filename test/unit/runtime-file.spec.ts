import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueRuntimeTokens, readRuntimeFile, tokensBySecret, writeRuntimeFile } from '#platform';
import type { Runtime } from '#platform';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

describe('runtime.json', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'runtime-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const tokens = tokensBySecret('s'.repeat(32));
  const describeService = async (pid: number): Promise<Runtime> => ({
    url: 'http://127.0.0.1:3000',
    pid,
    databaseUrl: 'postgres://allocator@127.0.0.1/allocator',
    kafkaBrokers: null,
    tokens: await issueRuntimeTokens(tokens),
  });

  test('is read back by its owner alone, and goes away with the service', async () => {
    const runtime = await describeService(process.pid);
    const remove = await writeRuntimeFile(dataDir, runtime);
    expect(await readRuntimeFile(dataDir)).toEqual(runtime);
    expect((await stat(join(dataDir, 'runtime.json'))).mode & 0o777).toBe(0o600);
    remove!();
    expect(await readRuntimeFile(dataDir)).toBeNull();
  });

  test('of a service that died tells of none', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeRuntimeFile(dataDir, await describeService(pid));
    expect(await readRuntimeFile(dataDir)).toBeNull();
  });

  test('is its that runs: a second service neither takes it over nor removes it', async () => {
    const first = await describeService(1);
    await writeRuntimeFile(dataDir, first);
    expect(await writeRuntimeFile(dataDir, await describeService(process.pid))).toBeNull();
    expect(await readRuntimeFile(dataDir)).toEqual(first);
    expect(await readdir(dataDir)).toEqual(['runtime.json']);
  });

  test('of a service that died is taken over', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeRuntimeFile(dataDir, await describeService(pid));
    const ours = await describeService(process.pid);
    const remove = await writeRuntimeFile(dataDir, ours);
    expect(await readRuntimeFile(dataDir)).toEqual(ours);
    remove!();
  });

  test('holds a token of every role for all venues', async () => {
    const issued = await issueRuntimeTokens(tokens);
    for (const [name, token] of Object.entries<string>({ ...issued })) {
      const role = name === 'bookingSystem' ? 'booking-system' : name;
      expect(await tokens.verify(token)).toMatchObject({ roles: [role], venues: '*' });
    }
  });
});
