import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandOutcome, RecordedEvent } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';
import { startServiceProcess } from '../support/service-process.js';
import type { ServiceProcess } from '../support/service-process.js';

const MERGES = 'FEATURE_ALLOCATOR_MERGES_ENABLED';

let here: TestAllocator;
let there: ServiceProcess;
let dataDir: string;
let admin: string;
const venue = bistro();
const { venueId } = venue;

beforeAll(async () => {
  here = await startTestAllocator();
  dataDir = await mkdtemp(join(tmpdir(), 'allocator-flags-'));
  there = await startServiceProcess('main.js', {
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: here.database.databaseUrl,
    AUTH_SECRET: 'a secret for tests that nothing else knows',
    LOG_LEVEL: 'fatal',
    FEATURE_ALLOCATIONS_DUAL_WRITE: 'true',
    FEATURE_RPC_ASSIGN_ATOMIC: 'true',
  });
  admin = await here.token('admin');
  await here.request('PUT', `/api/venues/${venueId}`, { body: venue });
});
afterAll(async () => {
  await there.end('SIGTERM');
  await here.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Flips by one process; the answer says that it is recorded. */
async function flip(value: boolean | null, scope: { venueId?: string }, reason: string) {
  const body = { value, reason, ...scope };
  const answer = await here.request('PUT', `/api/flags/${MERGES}`, { body });
  expect(answer).toMatchObject({ status: 200, body: { status: 'accepted' } });
  return answer.body as CommandOutcome;
}

async function askThere(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${there.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { status, headers } = response;
  return { status, headers, body: await response.json() };
}

/** The other process' answer to a party that wants two tables: 'accepted', or why not. */
async function mergeThere(): Promise<string> {
  const bookingId = randomUUID();
  const startsAt = `2028-03-${String(++days).padStart(2, '0')}T19:30`;
  const register = { ...wish(bookingId, startsAt), partySize: 4 };
  const tableIds = venue.tables.slice(0, 2).map(({ id }) => id);
  const { body } = await askThere('POST', '/api/commands', [
    envelope('RegisterBooking', venueId, register),
    envelope('AssignTables', venueId, { bookingId, tableIds }),
  ]);
  const [, outcome] = body as CommandOutcome[];
  return outcome!.rejection?.code ?? outcome!.status;
}
let days = 0;

describe('a flag flipped in one process', () => {
  test('decides in another at once, without a restart: venue before global before environment', async () => {
    expect(await mergeThere()).toBe('accepted');
    const steps: [boolean | null, { venueId?: string }, string][] = [
      [false, {}, 'MERGES_DISABLED'],
      [true, { venueId }, 'accepted'],
      [null, { venueId }, 'MERGES_DISABLED'],
      [null, {}, 'accepted'],
      [false, { venueId }, 'MERGES_DISABLED'],
      [null, { venueId }, 'accepted'],
    ];
    for (const [value, scope, expected] of steps) {
      await flip(value, scope, 'an exercise');
      // The first command after the flip: there is no time in which it might not be known.
      expect({ value, scope, decided: await mergeThere() }).toEqual({
        value,
        scope,
        decided: expected,
      });
    }
  });

  test('is shown by the other with its scope, by whom and why', async () => {
    await flip(false, { venueId }, 'two hosts are ill');
    const shown = (query: string) => askThere('GET', `/api/flags/${MERGES}${query}`);
    expect((await shown(`?venueId=${venueId}`)).body).toMatchObject({
      value: false,
      source: 'venue',
      setBy: 'test-admin',
      reason: 'two hosts are ill',
    });
    expect((await shown('')).body).toMatchObject({ value: true, source: 'env' });
    await flip(null, { venueId }, 'as it was');
  });

  test('is in the log as FlagSet, with what it was before, by whom and why', async () => {
    const { commandId } = await flip(false, { venueId }, 'for the auditor');
    const log = await here.request('GET', `/api/events?venueId=${venueId}&types=FlagSet`);
    const last = (log.body as string).trim().split('\n').at(-1)!;
    expect(JSON.parse(last) as RecordedEvent).toMatchObject({
      commandId,
      actor: { kind: 'operator', id: 'test-admin' },
      data: {
        flag: MERGES,
        value: false,
        previous: null,
        scope: 'venue',
        reason: 'for the auditor',
      },
    });
    await flip(null, { venueId }, 'as it was');
  });

  test('without a reason is not flipped', async () => {
    for (const body of [{ value: false }, { value: false, reason: '  ' }]) {
      const answer = await here.request('PUT', `/api/flags/${MERGES}`, { body });
      expect(answer).toMatchObject({ status: 400, body: { code: 'PAYLOAD_INVALID' } });
      const { details } = answer.body as { details: { fields: { path: string }[] } };
      expect(new Set(details.fields.map(({ path }) => path))).toEqual(new Set(['reason']));
    }
  });
});
