import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runtime } from '#platform';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { identityOf } from '../../libs/platform/src/processes.js';
import { readVenue } from '../support/data-files.js';
import { startServiceProcess } from '../support/service-process.js';
import type { ServiceProcess } from '../support/service-process.js';

const VENUE_PATH = `/api/venues/${readVenue('venues/brasserie').venueId}`;

describe('npm start, in an empty directory', () => {
  let dataDir: string;
  let services: ServiceProcess[];
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'quick-start-'));
    // Under root the database's user passes through.
    await chmod(dataDir, 0o711);
    services = [];
  });
  afterEach(async () => {
    for (const service of services)
      if (service.child.exitCode === null) await service.end('SIGTERM');
    await rm(dataDir, { recursive: true });
  });

  const start = async (env: Record<string, string> = {}): Promise<ServiceProcess> => {
    const service = await startServiceProcess('quick-start.js', {
      DATA_DIR: dataDir,
      PORT: '0',
      ...env,
    });
    services.push(service);
    return service;
  };
  const runtime = async (): Promise<Runtime> =>
    JSON.parse(await readFile(join(dataDir, 'runtime.json'), 'utf8')) as Runtime;
  const venueStatus = async (url: string, token: string): Promise<number> =>
    (await fetch(`${url}${VENUE_PATH}`, { headers: { authorization: `Bearer ${token}` } })).status;
  const postgresPid = async (): Promise<number> =>
    Number.parseInt(await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8'), 10);

  test('serves a demo venue with the bookings of today, loaded once', async () => {
    const first = await start();
    expect(first.said.join('\n')).toMatch(
      /demo venue Grand Brasserie .* 190 bookings of today, 1\d\d seated, \d+ refused/,
    );
    const { url, pid, tokens } = await runtime();
    expect({ url, pid }).toEqual({ url: first.url, pid: first.child.pid });
    expect((await stat(join(dataDir, 'runtime.json'))).mode & 0o777).toBe(0o600);
    expect(await venueStatus(url, tokens!.staff)).toBe(200);
    expect(await venueStatus(url, `${tokens!.staff}x`)).toBe(401);

    expect(await first.end('SIGTERM')).toBe(0);
    const second = await start();
    expect(second.said.join('\n')).not.toContain('demo venue');
    expect(await venueStatus(second.url, (await runtime()).tokens!.staff)).toBe(200);
  });

  test('leaves neither PostgreSQL nor runtime.json behind when told to stop', async () => {
    const service = await start();
    const pid = await postgresPid();
    expect(identityOf(pid)).not.toBeNull();
    expect(await service.end('SIGTERM')).toBe(0);
    expect(identityOf(pid)).toBeNull();
    expect(existsSync(join(dataDir, 'runtime.json'))).toBe(false);
  });

  test('starts again after kill -9, with everything that was answered', async () => {
    const first = await start();
    const orphan = await postgresPid();
    await first.end('SIGKILL');
    expect(identityOf(orphan)).not.toBeNull();
    const second = await start();
    expect(identityOf(orphan)).toBeNull();
    expect(second.said.join('\n')).not.toContain('demo venue');
    expect(await venueStatus(second.url, (await runtime()).tokens!.analyst)).toBe(200);
  });

  test('names the variable that is wrong, the process that has the directory, and the port that is taken', async () => {
    await expect(start({ LANES: 'many' })).rejects.toThrow(
      /ended with 1 .*LANES must be a whole number from 1 to 64/s,
    );
    const first = await start();
    await expect(start()).rejects.toThrow(`in use by process ${first.child.pid}`);
    const { port } = new URL(first.url);
    const beside = { DATA_DIR: join(dataDir, 'beside'), PORT: port };
    await expect(start(beside)).rejects.toThrow(
      // Nothing else is said: no trace, no line of a log.
      /^ended with 1 before it was ready: allocator cannot start: .*\n.*port \d+ of 127\.0\.0\.1 is taken by another program.*\n$/,
    );
    await expect(start({ ...beside, HOST: 'nowhere.invalid' })).rejects.toThrow(
      /^ended with 1 before it was ready: allocator cannot start: .*\n.* of nowhere\.invalid cannot be opened: .*HOST.*\n$/,
    );
    expect(await venueStatus(first.url, (await runtime()).tokens!.staff)).toBe(200);
  });
});
