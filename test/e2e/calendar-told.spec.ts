import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro } from '../support/bistro.js';
import { runCli } from '../support/run-cli.js';
import type { CliResult } from '../support/run-cli.js';
import { until } from '../support/until.js';

const ZONE = 'Asia/Kathmandu';

let service: TestAllocator;

beforeAll(async () => {
  service = await startTestAllocator({}, { calendarEveryMs: 100 });
  const venue = { ...bistro(), timeZone: ZONE };
  await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
});
afterAll(() => service.stop());

const calendar = (...args: string[]): Promise<CliResult> =>
  runCli(['calendar', ...args], { env: { DATABASE_URL: service.database.databaseUrl } });

interface Readiness {
  readonly status: string;
  readonly dependencies: {
    readonly calendar: { readonly status: string; readonly detail: string };
  };
}

/** Waits until readiness says so of the clocks, and answers what it says. */
async function told(wanted: string): Promise<{ status: number; detail: string }> {
  let answer = { status: 0, detail: '' };
  await until(async () => {
    const { status, body } = await service.request('GET', '/health/ready');
    const { detail, ...probe } = (body as Readiness).dependencies.calendar;
    answer = { status, detail };
    return probe.status === wanted && !detail.includes('not compared yet');
  });
  return answer;
}

async function differing(): Promise<string[]> {
  const { body } = await service.request('GET', '/metrics');
  return (body as string)
    .split('\n')
    .filter((line) => line.startsWith('allocator_calendar_differing_zones'));
}

test('clocks that differ are told by readiness, which stays 200, and counted', async () => {
  expect(await told('up')).toMatchObject({
    status: 200,
    detail: expect.stringMatching(/all agree/),
  });
  expect(await differing()).toEqual(['allocator_calendar_differing_zones{side="postgresql"} 0']);

  await service.database.pool.query(
    `select write_time_zone($1, '{0}', '{7200}', null, 'postgresql', 'old', 'sam', 'as if')`,
    [ZONE],
  );
  const { status, detail } = await told('degraded');
  expect(status).toBe(200);
  expect(detail).toContain(ZONE);
  expect(await differing()).toEqual(
    expect.arrayContaining([
      'allocator_calendar_differing_zones{side="postgresql"} 1',
      expect.stringMatching(/side="node .*"\} 1$/),
    ]),
  );

  const compared = await calendar('compare', '--json');
  expect(compared.code).toBe(3);
  expect(JSON.parse(compared.stdout)).toMatchObject({ zones: [{ name: ZONE, agrees: false }] });

  const updated = await calendar('update', ZONE, '--from', 'node', '--reason', 'it is right');
  expect(updated).toMatchObject({ code: 0, stderr: '' });
  expect(await told('up')).toMatchObject({ detail: expect.stringMatching(/all agree/) });
  expect(await differing()).toEqual(['allocator_calendar_differing_zones{side="postgresql"} 0']);
  expect((await calendar('compare')).code).toBe(0);
});

test('what is asked for wrongly is said, with the way out', async () => {
  const cases: readonly [string[], string][] = [
    [['update', '--reason', 'why'], 'Say which time zone to update.'],
    [['update', ZONE], 'Say why: --reason.'],
    [['forget'], 'Allowed choices are compare, update, history'],
  ];
  for (const [args, words] of cases) {
    const { code, stderr } = await calendar(...args);
    expect({ args, code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(words),
    });
  }
});

test('a zone that no venue has is not taken', async () => {
  const { code, stdout } = await calendar('update', 'Europe/Oslo', '--reason', 'why not');
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: 'Europe/Oslo: no venue has had this zone, or that side does not know it\n',
  });
});

test('history names who changed a clock, from what, and why', async () => {
  const { code, stdout } = await calendar('history', '--json');
  expect(code).toBe(0);
  const [latest] = JSON.parse(stdout) as object[];
  expect(latest).toMatchObject({ name: ZONE, source: 'node', reason: 'it is right' });
});
