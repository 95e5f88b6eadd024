import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const ROOT = 0;
const SOMEBODY = 1_000;
const DATABASE_SPEC = 'test/integration/migrate.spec.ts';
const BROWSER_SPEC = 'test/browser/floor.spec.ts';
const RUNBOOK_SPEC = 'test/e2e/runbook-kafka.spec.ts';

/** Stands in for apt: notes what it is asked, and puts psql and curl on the PATH. */
const apt = (bin: string): string =>
  `echo "$@" >> ${bin}/asked\n[ "$1" = update ] || for p in psql curl; do : > ${bin}/$p; done\n`;

describe('the test command', () => {
  let bin: string;
  beforeEach(async () => {
    bin = await mkdtemp(join(tmpdir(), 'needs-'));
    await chmod(bin, 0o777);
  });
  afterEach(() => rm(bin, { recursive: true }));

  async function provide(program: string, script = ''): Promise<void> {
    await writeFile(join(bin, program), `#!/bin/sh\n${script}`, { mode: 0o755 });
  }

  /** Looks for what specs need on a machine with the programs provided and no others. */
  function meet(
    specs: readonly string[],
    { variables = {}, uid = SOMEBODY }: { variables?: Record<string, string>; uid?: number } = {},
  ): { readonly isMet: boolean; readonly said: string } {
    const program = `process.getuid = () => ${uid};
      const { meetNeeds } = await import(${JSON.stringify(resolve('scripts/test-needs.mjs'))});
      process.exit(meetNeeds(${JSON.stringify(specs)}) ? 0 : 1);`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      env: { PATH: bin, ...variables },
      encoding: 'utf8',
    });
    return { isMet: status === 0, said: stderr };
  }

  const asked = async (): Promise<string> => readFile(join(bin, 'asked'), 'utf8').catch(() => '');

  test('needs nothing but Node for specs that need only a database', () => {
    expect(meet([DATABASE_SPEC])).toEqual({ isMet: true, said: '' });
  });

  test('says what is missing in one sentence where there is no apt', () => {
    const { isMet, said } = meet([]);
    expect(isMet).toBe(false);
    expect(said.trim().split('\n')).toEqual([
      expect.stringMatching(
        /need Java 17 \(java\), .*Chromium \(chromium\), psql, curl on the PATH/,
      ),
    ]);
  });

  test('says the command to type, and installs nothing, as an ordinary user', async () => {
    await provide('apt-get', apt(bin));
    await provide('sudo', 'exec "$2"');
    const { isMet, said } = meet([BROWSER_SPEC]);
    expect(isMet).toBe(false);
    expect(said).toContain('sudo apt-get install -y --no-install-recommends chromium"');
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(await asked()).toBe('');
  });

  test('takes the broker and the browser that are given to it', () => {
    const given = { KAFKA_BROKERS: '127.0.0.1:9092', CHROMIUM_PATH: '/opt/chromium' };
    const { said } = meet([], { variables: given });
    expect(said).toMatch(/need psql, curl on the PATH/);
    expect(meet([BROWSER_SPEC], { variables: given })).toEqual({ isMet: true, said: '' });
  });

  test('takes no Java that is too old for the broker', async () => {
    for (const program of ['mvn', 'psql', 'curl']) await provide(program);
    await provide('java', `echo 'openjdk version "11.0.2" 2019-01-15' >&2`);
    expect(meet([RUNBOOK_SPEC]).said).toMatch(/need Java 17 \(java\) on the PATH/);
    await provide('java', `echo 'openjdk version "21.0.2" 2024-01-16' >&2`);
    expect(meet([RUNBOOK_SPEC])).toEqual({ isMet: true, said: '' });
  });

  test('runs Kafka in Docker where it may not install Java', async () => {
    for (const program of ['docker', 'psql', 'curl']) await provide(program);
    expect(meet([RUNBOOK_SPEC])).toEqual({ isMet: true, said: '' });
  });

  test('installs what is missing with sudo when told that it may, a line each', async () => {
    await provide('apt-get', apt(bin));
    await provide('sudo', 'shift\nexec "$@"');
    const variables = { KAFKA_BROKERS: '127.0.0.1:9092', ALLOCATOR_SETUP: 'yes' };
    const { isMet, said } = meet([RUNBOOK_SPEC], { variables });
    expect(isMet).toBe(true);
    expect(said.trim().split('\n')).toEqual([
      'set-up: psql is not here: installing postgresql-client by apt',
      'set-up: curl is not here: installing curl by apt',
    ]);
    expect(await asked()).toMatch(
      /^update -qq\ninstall .*--no-install-recommends postgresql-client curl\n$/,
    );
  });

  test('says the command to type when sudo asks for a password', async () => {
    await provide('apt-get', apt(bin));
    await provide('sudo', 'echo "sudo: a password is required" >&2; exit 1');
    const { isMet, said } = meet([BROWSER_SPEC], { variables: { ALLOCATOR_SETUP: 'yes' } });
    expect(isMet).toBe(false);
    expect(said).toContain('sudo apt-get install -y --no-install-recommends chromium"');
  });

  test('installs what is missing as root', async () => {
    await provide('apt-get', apt(bin));
    const variables = { KAFKA_BROKERS: '127.0.0.1:9092' };
    const { isMet } = meet([RUNBOOK_SPEC], { variables, uid: ROOT });
    expect(isMet).toBe(true);
    expect(await asked()).toContain('postgresql-client curl');
  });
});
