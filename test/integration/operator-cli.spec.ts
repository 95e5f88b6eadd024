import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokensBySecret, writeRuntimeFile } from '#platform';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { ndjson, runCli } from '../support/run-cli.js';

const VENUE = 'b518af06-e9b9-5752-baf5-6629e4acf1d3';
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'operator-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

describe('allocator', () => {
  test.each([
    [[], 2],
    [['--help'], 0],
    [['emit', '--help'], 0],
    [['cook'], 2],
    [['seed'], 2],
    [['token', '--role', 'cook', '--venues', '*'], 2],
    [['token', '--role', 'staff', '--venues', 'here'], 2],
    [['emit', 'x', '--rate', 'fast'], 2],
    [['emit', 'x', '--speed', '9'], 2],
    [['token', '--role', 'staff', '--venues', '*', '--subject', 'x'.repeat(201)], 2],
    [['replay', '--to', 'topic:..'], 2],
    [['replay', '--to', 'stdout', '--from', '2026-02-30T00:00:00Z'], 2],
  ])('%j ends with %d', async (args, code) => {
    expect((await runCli(args, { env: { DATA_DIR: dataDir } })).code).toBe(code);
  });

  test('says how to find a service when none runs, also as JSON', async () => {
    const env = { DATA_DIR: dataDir };
    const told = await runCli(['seed', 'package.json', '--url', 'http://127.0.0.1:1'], { env });
    expect(told).toMatchObject({ code: 1, stdout: '' });
    expect(told.stderr).toContain('package.json is not a venue');
    await writeFile(join(dataDir, 'empty.ndjson'), '');
    const json = await runCli(['emit', join(dataDir, 'empty.ndjson'), '--json'], { env });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'SERVICE_NOT_FOUND' } });
  });

  test.each([
    [['verify', '--deeper'], "unknown option '--deeper'"],
    [['holds', 'release', 'mine'], '"mine" is not the id of a hold.'],
    [['replay', '--resume', 'nope'], '"nope" is not the id of a replay.'],
    [
      ['replay', '--to', 'topic:allocator.events.v1'],
      "The topics named allocator.* are the service's",
    ],
    [['holds', 'list', '--url', 'localhost:3000', '--token', 'x'], '--url must be http://'],
    [['holds', 'list', '--url', 'http://127.0.0.1:1', '--token', 'a\nb'], '--token must be one'],
  ])('%j as JSON is one document that says what is wrong', async (args, message) => {
    const { code, stdout, stderr } = await runCli([...args, '--json'], {
      env: { DATA_DIR: dataDir },
    });
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'USAGE', message: expect.stringContaining(message) },
    });
  });

  test.each([
    ['parked', 'drop', VENUE],
    ['parked', 'resume', VENUE],
    ['holds', 'release', VENUE],
    ['flags', 'set', 'FEATURE_ALLOCATOR_MERGES_ENABLED', 'on'],
  ])('%s %s takes a reason that says something, in a few words', async (...args) => {
    for (const reason of ['', ' \t', 'x'.repeat(501)]) {
      const told = await runCli([...args, '--reason', reason], { env: { DATA_DIR: dataDir } });
      expect(told).toMatchObject({ code: 2, stdout: '' });
      expect(told.stderr).toContain('It must say why, in at most 500 characters.');
    }
  });

  test('names a variable of the environment that is wrong', async () => {
    const told = await runCli(['migrate'], { env: { DATABASE_URL: 'nonsense' } });
    expect(told).toMatchObject({ code: 1 });
    expect(told.stderr).toContain('DATABASE_URL must be postgres://');
  });
});

describe('allocator token', () => {
  test('prints a token alone, signed with the secret of the environment', async () => {
    const secret = 's'.repeat(40);
    const args = ['token', '--role', 'staff', 'analyst', '--venues', VENUE, '--subject', 'maria'];
    const { code, stdout } = await runCli(args, { env: { AUTH_SECRET: secret } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await tokensBySecret(secret).verify(stdout.trim())).toEqual({
      subject: 'maria',
      roles: ['staff', 'analyst'],
      venues: [VENUE],
    });
  });

  test('is refused where an identity provider issues', async () => {
    const env = { AUTH_JWKS_URL: 'http://127.0.0.1:1/jwks' };
    const { code, stderr } = await runCli(['token', '--role', 'staff', '--venues', '*'], { env });
    expect(code).toBe(1);
    expect(stderr).toContain('AUTH_JWKS_URL');
  });
});

describe('allocator migrate', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase({ empty: true });
  });
  afterAll(() => database.drop());

  test('says what is missing, does it, and then finds nothing missing', async () => {
    const env = { DATABASE_URL: database.databaseUrl };
    const report = async (...args: string[]): Promise<{ applied: string[] }> => {
      const { code, stdout } = await runCli(['migrate', '--json', ...args], { env });
      expect(code).toBe(0);
      return JSON.parse(stdout) as { applied: string[] };
    };
    expect((await report('--dry-run')).applied).toContain('0001_log_and_floor');
    expect((await report()).applied).toContain('0001_log_and_floor');
    expect((await report()).applied).toEqual([]);
    expect((await runCli(['migrate'], { env })).stdout).toMatch(
      /^no migration is missing\ncreated \d+ functions\n$/,
    );
  });

  test('fails with the reason when the database is away', async () => {
    const { code, stderr } = await runCli(['migrate'], {
      env: { DATABASE_URL: 'postgres://x@127.0.0.1:1/x' },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('ECONNREFUSED');
  });
});

interface Sent {
  commandId: string;
  type: string;
  issuedAt: string;
  actor: { kind: string; id: string };
}

describe('allocator emit, to a service that is away now and then', () => {
  let server: Server;
  let url: string;
  let batches: Sent[][];
  let answer: (commands: Sent[], response: ServerResponse) => void;

  beforeEach(async () => {
    batches = [];
    answer = acceptAll;
    server = createServer((request, response) => void serve(request, response));
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((down) => server.close(down));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const commands = JSON.parse(body) as Sent[];
    batches.push(commands);
    answer(commands, response);
  }

  function acceptAll(commands: Sent[], response: ServerResponse): void {
    const outcomes = commands.map(({ commandId, type }) => ({
      commandId,
      status: type === 'AssignBest' ? 'rejected' : 'accepted',
      duplicate: false,
      events: [],
      ...(type === 'AssignBest' ? { rejection: { code: 'NO_TABLES_FIT' } } : {}),
    }));
    response.end(JSON.stringify(outcomes));
  }

  const line = (type: string, i: number): string =>
    JSON.stringify({ type, venueId: VENUE, data: { bookingId: `b${i}` } });
  const emit = (input: string, ...args: string[]): ReturnType<typeof runCli> =>
    runCli(['emit', '-', '--url', url, '--token', 'x', ...args], { input });

  test('sends in order, at most 500 at once, and answers line by line', async () => {
    const input = Array.from({ length: 1_203 }, (_, i) => line('RegisterBooking', i)).join('\n');
    const { code, stdout, stderr } = await emit(input);
    expect(code).toBe(0);
    expect(batches.map((batch) => batch.length)).toEqual([500, 500, 203]);
    const outcomes = ndjson<{ line: number; commandId: string }>(stdout);
    expect(outcomes.map((outcome) => outcome.line)).toEqual(
      Array.from({ length: 1_203 }, (_, i) => i + 1),
    );
    expect(outcomes.map((outcome) => outcome.commandId)).toEqual(
      batches.flat().map((sent) => sent.commandId),
    );
    expect(stderr).toContain('1203 commands: 1203 accepted, 0 rejected, 0 invalid');
  });

  test('fills in what is absent, the same way each time, and keeps what is given', async () => {
    const given = { commandId: 'given', issuedAt: 'then', actor: { kind: 'staff', id: 'maria' } };
    const input = `${line('RegisterBooking', 1)}\n\n${JSON.stringify({ ...given, type: 'AssignBest' })}\n`;
    await emit(input);
    await emit(input);
    const [first, second] = batches as [Sent[], Sent[]];
    expect(first.map((sent) => sent.commandId)).toEqual(second.map((sent) => sent.commandId));
    expect(first[0]!.commandId).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(first[0]!.actor).toEqual({ kind: 'operator', id: 'allocator emit' });
    expect(first[1]).toMatchObject(given);
  });

  test('gives equal lines ids of their own', async () => {
    await emit(`${line('AssignBest', 1)}\n${line('AssignBest', 1)}\n`);
    expect(new Set(batches.flat().map((sent) => sent.commandId)).size).toBe(2);
  });

  test('takes one JSON array as well', async () => {
    const items = [line('RegisterBooking', 1), line('AssignBest', 1)].map(
      (item) => JSON.parse(item) as object,
    );
    const { code, stderr } = await emit(JSON.stringify(items, null, 2));
    expect(code).toBe(0);
    expect(batches.flat().map((sent) => sent.type)).toEqual(['RegisterBooking', 'AssignBest']);
    expect(stderr).toContain('AssignBest: 0 seated, 1 refused (NO_TABLES_FIT 1)');
  });

  test('tells of a line that is no command, sends the others, and fails', async () => {
    const { code, stdout } = await emit(
      `{"type":\n${line('RegisterBooking', 1)}\n[1]\n"x"\n`,
      '--json',
    );
    expect(code).toBe(1);
    const statuses = ndjson<{ status: string }>(stdout).map((outcome) => outcome.status);
    expect(statuses).toEqual(['invalid', 'accepted', 'invalid', 'invalid']);
    expect(batches.flat()).toHaveLength(1);
  });

  test('repeats the same commands after 503 and after a lost answer', async () => {
    let times = 0;
    answer = (commands, response) => {
      times += 1;
      if (times === 1) response.writeHead(503, { 'retry-after': '0' }).end();
      else if (times === 2) response.destroy();
      else acceptAll(commands, response);
    };
    const { code, stdout } = await emit(`${line('RegisterBooking', 1)}\n`);
    expect(code).toBe(0);
    expect(ndjson(stdout)).toHaveLength(1);
    expect(new Set(batches.map((batch) => batch[0]!.commandId)).size).toBe(1);
    expect(batches).toHaveLength(3);
  });

  test('fails at once, with what the service says, when it refuses', async () => {
    answer = (_commands, response) =>
      void response.writeHead(403).end(JSON.stringify({ code: 'FORBIDDEN', detail: 'Not you.' }));
    const { code, stdout, stderr } = await emit(`${line('RegisterBooking', 1)}\n`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('FORBIDDEN: Not you.');
    expect(batches).toHaveLength(1);
  });

  test('keeps to a rate', async () => {
    const input = Array.from({ length: 120 }, (_, i) => line('RegisterBooking', i)).join('\n');
    const { stderr } = await emit(input, '--rate', '100');
    const [, perSecond] = /, (\d+)\/s$/m.exec(stderr)!;
    expect(Number(perSecond)).toBeLessThanOrEqual(100);
    expect(batches.map((batch) => batch.length)).toEqual(Array<number>(12).fill(10));
  });

  test('finds the service and its token by DATA_DIR', async () => {
    const tokens = { admin: 'a', operator: 'o', staff: 's', analyst: 'n', bookingSystem: 'b' };
    const seen: (string | undefined)[] = [];
    server.on('request', (request: IncomingMessage) => seen.push(request.headers.authorization));
    const runtime = { url, pid: process.pid, databaseUrl: 'x', kafkaBrokers: null, tokens };
    const remove = await writeRuntimeFile(dataDir, runtime);
    const env = { DATA_DIR: dataDir };
    const input = line('RegisterBooking', 1);
    expect((await runCli(['emit', '-'], { env, input })).code).toBe(0);
    expect((await runCli(['emit', '-', '--as', 'booking-system'], { env, input })).code).toBe(0);
    expect(seen).toEqual(['Bearer a', 'Bearer b']);
    remove!();
  });

  test('says that a file cannot be read', async () => {
    const { code, stderr } = await runCli(['emit', '/no/such/file', '--url', url, '--token', 'x']);
    expect(code).toBe(1);
    expect(stderr).toContain('ENOENT');
  });
});
