import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bistro, envelope, wish } from '../support/bistro.js';
import { startTestAllocator } from '../support/allocator.js';
import { bodyOf, post, RawConnection, statusOf } from '../support/raw-http.js';

const CLIENTS = 16;

describe('a stop under load', () => {
  test('answers what was accepted, refuses the rest with 503, and loses nothing', async () => {
    const service = await startTestAllocator();
    const venue = bistro();
    await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
    const accepted: string[] = [];
    const refused: { status: number; retryAfter: string | null; code: unknown }[] = [];
    let firstAnswers: () => void = () => undefined;
    const underLoad = new Promise<void>((resolve) => (firstAnswers = resolve));

    const client = async (): Promise<void> => {
      for (;;) {
        const command = envelope('RegisterBooking', venue.venueId, wish(randomUUID()));
        // A closed port is an end like any other: that command was not taken.
        const answer = await service
          .request('POST', '/api/commands', { body: command })
          .catch(() => null);
        if (answer?.status !== 200) {
          if (answer === null) return;
          const { code } = answer.body as { code: unknown };
          const retryAfter = answer.headers.get('retry-after');
          refused.push({ status: answer.status, retryAfter, code });
          return;
        }
        accepted.push(command.commandId);
        if (accepted.length === 5 * CLIENTS) firstAnswers();
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    await underLoad;
    await service.allocator.stop();
    await Promise.all(clients);

    expect(
      refused.filter(
        ({ status, code, retryAfter }) =>
          status !== 503 || code !== 'STOPPING' || !(Number(retryAfter) > 0),
      ),
    ).toEqual([]);
    const { rows } = await service.database.pool.query<{ command_id: string }>(
      "select command_id from commands where type = 'RegisterBooking'",
    );
    expect(rows.map((row) => row.command_id).sort()).toEqual(accepted.sort());
    await service.stop();
  });

  test('answers what still arrives on a busy connection as it answers all it cannot take', async () => {
    const service = await startTestAllocator();
    const venue = bistro();
    await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
    const token = await service.token('admin');
    const command = (): Buffer =>
      post(token, JSON.stringify(envelope('RegisterBooking', venue.venueId, wish(randomUUID()))));
    const connection = await RawConnection.to(service.url);
    const [first, second] = [command(), command()];
    // A request whose body is on its way keeps its connection open through the stop.
    connection.say(Buffer.concat([command(), first.subarray(0, -1)]));
    expect((await connection.answers(1)).map(statusOf)).toEqual([200]);

    const stopped = service.allocator.stop();
    await portClosed(service.url);
    connection.say(Buffer.concat([first.subarray(-1), second]));
    const late = (await connection.answers(3)).slice(1);
    await stopped;

    expect(late.map((answer) => [statusOf(answer), bodyOf(answer)])).toMatchObject([
      [503, { code: 'STOPPING' }],
      [503, { code: 'STOPPING' }],
    ]);
    expect(late.filter((answer) => !/^retry-after: [1-9]/im.test(answer))).toEqual([]);
    expect(late.at(-1)).toMatch(/^connection: close\r$/im);
    await service.stop();
  });
});

/** Resolves when nobody can connect any more. */
async function portClosed(url: string): Promise<void> {
  for (;;) {
    const connection = await RawConnection.to(url).catch(() => null);
    if (connection === null) return;
    connection.vanish();
  }
}

describe('lapsed holds', () => {
  test('get their HoldExpired from the sweeper, each once', async () => {
    const service = await startTestAllocator();
    const venue = bistro();
    await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
    const holdId = randomUUID();
    const hold = envelope('HoldTables', venue.venueId, {
      holdId,
      tableIds: [venue.tables[0]!.id],
      window: { start: '2038-03-12T19:30', end: '2038-03-12T21:00' },
    });
    expect((await service.request('POST', '/api/commands', { body: hold })).status).toBe(200);
    const client = await service.database.pool.connect();
    try {
      // Told by the log itself: the sweeper's batch notifies whoever listens.
      await client.query('listen allocator_log');
      const swept = new Promise((resolve) => client.once('notification', resolve));
      await client.query("set session_replication_role = 'replica'");
      await client.query("update table_holds set expires_at = clock_timestamp() - interval '1 s'");
      await swept;
    } finally {
      client.release(true);
    }
    const events = await service.request('GET', '/api/events?types=HoldExpired');
    const lines = (events.body as string).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { actor: { kind: 'system', id: 'holds.sweeper' }, data: { holdId } },
    ]);
    await service.stop();
  });
});

describe('a stop before there is a database', () => {
  test.each([
    ['refuses', false],
    ['accepts and never answers', true],
  ])('ends as asked for, where the address %s', async (_how, accepts) => {
    // An end that nobody reads is none: such a connection would keep this process.
    const silent = createServer((socket) => socket.resume());
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const reached = once(silent, 'connection');
    if (!accepts) silent.close();
    const dataDir = await mkdtemp(join(tmpdir(), 'stop-'));
    const main = fileURLToPath(new URL('../../apps/allocator/src/main.js', import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env['PATH'],
        DATA_DIR: dataDir,
        DATABASE_URL: `postgres://u:p@127.0.0.1:${port}/x`,
      },
    });
    const ended = once(child, 'exit');
    let said = '';
    const waiting = new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        if ((said += chunk.toString()).includes('waiting for PostgreSQL')) resolve();
      });
    });
    await (accepts ? reached : waiting);

    child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    silent.close();
    await rm(dataDir, { recursive: true, force: true });
    expect(code).toBe(0);
    expect(said).not.toMatch(/cannot start|"level":[56]0|^ +at /m);
  });
});
