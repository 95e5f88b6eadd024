import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { until } from '../support/until.js';

let service: TestAllocator;
let clock: SteppedClock;

interface Ready {
  readonly status: string;
  readonly dependencies: {
    readonly clock: { readonly status: string; readonly detail?: string };
  };
}

/** The probe of the service asks the test's clock from now on. */
beforeAll(async () => {
  service = await startTestAllocator();
  const { pool } = service.database;
  clock = await SteppedClock.in(pool);
  const probes = `pg_stat_activity where application_name = 'allocator probe'
                    and datname = current_database()`;
  const { rows } = await pool.query<{ pid: number }>(`select pid from ${probes}`);
  expect(rows).toHaveLength(1);
  await pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
  await until(async () => {
    const { rows: others } = await pool.query(
      `select from ${probes} and pid <> $1 and query ~ 'rollback'`,
      [rows[0]!.pid],
    );
    return others.length === 1;
  });
});
afterAll(() => service.stop());

async function ready(): Promise<{ readonly code: number; readonly body: Ready }> {
  const { status, body } = await service.request('GET', '/health/ready', { token: null });
  return { code: status, body: body as Ready };
}

async function steps(): Promise<number> {
  const { body } = await service.request('GET', '/metrics', { token: null });
  return Number(/^allocator_database_clock_steps_total (\d+)$/m.exec(body as string)![1]);
}

test('a step of the clock is told by readiness and counted, and nobody is turned away for it', async () => {
  expect((await ready()).body.dependencies.clock).toEqual({ status: 'up' });
  expect(await steps()).toBe(0);
  await clock.stand('-1 hour');
  await until(async () => (await steps()) === 1);
  const { code, body } = await ready();
  expect(code).toBe(200);
  expect(body.status).toBe('degraded');
  expect(body.dependencies.clock.status).toBe('degraded');
  expect(body.dependencies.clock.detail).toMatch(
    /^the clock of PostgreSQL went back by 3\d{3}\.\d s/,
  );
  await clock.stand('0');
  await until(async () => (await steps()) === 2);
  expect((await ready()).body.dependencies.clock.detail).toContain('went forward by 3');
});
