import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CommandOutcome, FlagView, HoldsView, Uuid } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';
import { ndjson, runCli } from '../support/run-cli.js';
import type { CliResult } from '../support/run-cli.js';

const venue = bistro();
const { venueId } = venue;
let service: TestAllocator;
let operator: string;

beforeAll(async () => {
  service = await startTestAllocator({ ROLES: 'api,commands' });
  operator = await service.token('operator');
  await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
});
afterAll(() => service.stop());

const run = (...args: string[]): Promise<CliResult> =>
  runCli([...args, '--url', service.url, '--token', operator]);
async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  return ndjson<T>(stdout)[0]!;
}

let days = 0;
async function hold(): Promise<Uuid> {
  const [bookingId, holdId] = [randomUUID(), randomUUID()];
  const startsAt = new Date(Date.UTC(2027, 0, 1 + days++, 19)).toISOString();
  const held = { holdId, bookingId, tableIds: [venue.tables[0]!.id], ttlSeconds: 300 };
  const body = [
    envelope('RegisterBooking', venueId, wish(bookingId, startsAt)),
    envelope('HoldTables', venueId, held),
  ];
  await service.request('POST', '/api/commands', { body });
  return holdId;
}

describe('allocator holds', () => {
  test('lists and sweeps', async () => {
    expect((await run('holds', 'list')).stderr).toBe('nothing is held\n');
    const [kept, lapsed] = [await hold(), await hold()];
    await service.database.pool.query(
      `update table_holds set expires_at = now() - interval '1 minute' where id = $1`,
      [lapsed],
    );
    const holds = await json<HoldsView>('holds', 'list', '--venue', venueId);
    expect(holds.live).toMatchObject([{ holdId: kept }]);
    expect(holds.expired).toMatchObject([{ holdId: lapsed }]);
    const { stdout } = await run('holds', 'list');
    expect(stdout).toMatch(new RegExp(`^live     ${kept} of ${venueId}: T1 `, 'm'));
    expect(stdout).toMatch(new RegExp(`^expired  ${lapsed} of `, 'm'));
    expect((await run('holds', 'sweep')).stdout).toBe('1 holds ended\n');
    expect(await json('holds', 'sweep')).toEqual({ expired: 0 });
  });

  test('releases, with the reason in the log; again: the same', async () => {
    const holdId = await hold();
    const why = ['--reason', 'the guests have left'];
    expect((await run('holds', 'release', holdId, ...why)).stdout).toBe(`${holdId} is released\n`);
    const again = ['holds', 'release', holdId, '--venue', venueId, ...why];
    expect(await json<CommandOutcome>(...again)).toMatchObject({ status: 'accepted', events: [] });
    const { rows } = await service.database.pool.query(
      `select data ->> 'reason' as reason, metadata -> 'actor' ->> 'id' as by
         from events where type = 'HoldReleased'`,
    );
    expect(rows).toEqual([{ reason: 'the guests have left', by: 'test-operator' }]);
  });

  test('says that there is none', async () => {
    const nobody = ['release', randomUUID(), '--reason', 'r'];
    const unknown = { code: 1, stderr: expect.stringContaining('say --venue') as unknown };
    expect(await run('holds', ...nobody)).toMatchObject(unknown);
    const refused = { code: 1, stderr: expect.stringContaining('HOLD_NOT_FOUND') as unknown };
    expect(await run('holds', ...nobody, '--venue', venueId)).toMatchObject(refused);
  });

  test.each([[['release']], [['release', 'x']], [['release', randomUUID()]], [['drop']]])(
    'does not know %j',
    async (args) => {
      expect((await run('holds', ...args)).code).toBe(2);
    },
  );
});

describe('allocator flags', () => {
  const name = 'FEATURE_ALLOCATOR_MERGES_ENABLED';
  const off = ['flags', 'set', name, 'off', '--reason', 'too many merges'];
  const inherit = ['flags', 'set', name, 'inherit', '--reason', 'quiet again'];
  const flag = async (...args: string[]): Promise<FlagView> =>
    (await json<FlagView[]>('flags', 'list', ...args)).find((view) => view.flag === name)!;

  test('flips one for a venue, and takes the flip away', async () => {
    expect(await json(...off, '--venue', venueId)).toMatchObject({ status: 'accepted' });
    expect(await flag('--venue', venueId)).toMatchObject({ value: false, source: 'venue' });
    expect(await flag()).toMatchObject({ value: true, source: 'env' });
    await json(...inherit, '--venue', venueId);
    expect(await flag('--venue', venueId)).toMatchObject({ value: true, source: 'env' });
  });

  test('flips one for all, and says who did it and why', async () => {
    const told = await run(...off);
    expect(told.stdout).toMatch(
      /^FEATURE_\w+ +off +global, by test-operator .*: too many merges$/m,
    );
    expect((await run('flags', 'list')).stdout).toContain(told.stdout);
    expect((await run(...inherit)).stdout).toMatch(/ on +environment$/m);
  });

  test.each([
    [['set', name]],
    [['set', name, 'off']],
    [['set', name, 'maybe', '--reason', 'r']],
    [['set', 'FEATURE_COFFEE', 'on', '--reason', 'r']],
  ])('does not know %j', async (args) => {
    expect((await run('flags', ...args)).code).toBe(2);
  });

  test('is refused to staff', async () => {
    const refused = await runCli([...off, '--url', service.url, '--token', await staff()]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('FORBIDDEN') });
  });
  const staff = (): Promise<string> => service.token('staff');
});

test('allocator alerts answers while no process looks at them', async () => {
  const env = { DATABASE_URL: service.database.databaseUrl };
  const { code, stdout } = await runCli(['alerts'], { env });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^unknown  allocator.lock_contention: not known; fires above 50 for 180 s$/m,
  );
});

test.each(['alerts', 'holds', 'flags'])('allocator %s --help', async (verb) => {
  const { code, stdout } = await runCli([verb, '--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('--json');
});
