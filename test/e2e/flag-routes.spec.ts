import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { ConfirmAnswer, HoldAnswer, TableAssignmentsAnswer, Warning } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { CASES, FLAG_COMBINATIONS, ruledBy } from '../support/flag-rules.js';
import type { Case } from '../support/flag-rules.js';
import { ManualDesk } from '../support/manual-desk.js';

let service: TestAllocator;

beforeAll(async () => {
  service = await startTestAllocator();
});
afterAll(() => service.stop());

/** The routes by which tables are taken; the rules know the last as any command. */
const ROUTES = ['ops', 'hold', 'auto', 'command'] as const;
type Route = (typeof ROUTES)[number];

const TABLES: Readonly<Record<Case, readonly string[]>> = {
  taken: ['T1'],
  free: ['T2'],
  joined: ['T2', 'T3'],
  apart: ['T2', 'T4'],
};

/** A sample of eight: every setting of what enforces, with one of what may be joined. */
const SAMPLE = FLAG_COMBINATIONS.filter(
  ([, flags]) =>
    flags.FEATURE_ALLOCATOR_REQUIRE_ADJACENCY ===
      (flags.FEATURE_ALLOCATIONS_DUAL_WRITE === flags.FEATURE_RPC_ASSIGN_ATOMIC) &&
    flags.FEATURE_ALLOCATOR_MERGES_ENABLED ===
      (flags.FEATURE_RPC_ASSIGN_ATOMIC === flags.FEATURE_ASSIGN_ATOMIC),
);

async function ask(desk: ManualDesk, route: Route, asked: Case): Promise<string> {
  // Another day for each, so that none meets what the others took.
  const day = 10 + 4 * ROUTES.indexOf(route) + CASES.indexOf(asked);
  const startsAt = `2038-03-${day}T19:30`;
  if (asked === 'taken') {
    const there = await desk.booked(2, startsAt);
    const first = await desk.send('AssignTables', {
      bookingId: there,
      tableIds: [desk.tableId('T1')],
    });
    expect(first.status).toBe(200);
  }
  return told(await take(desk, route, await desk.booked(2, startsAt), TABLES[asked]));
}

async function take(
  desk: ManualDesk,
  route: Route,
  bookingId: string,
  labels: readonly string[],
): Promise<Answer> {
  const { token } = desk;
  const tableIds = labels.map((label) => desk.tableId(label));
  switch (route) {
    case 'ops':
      return service.request('POST', `/api/ops/bookings/${bookingId}/tables`, {
        token,
        body: { tableIds },
      });
    case 'auto':
      return service.request('POST', '/api/staff/auto/confirm', {
        token,
        body: { bookingId, tableIds },
      });
    case 'command':
      return desk.send('AssignTables', { bookingId, tableIds });
    case 'hold': {
      const holdId = randomUUID();
      const said = await desk.validate(bookingId, labels);
      const held = await desk.hold(bookingId, labels, { holdId });
      expect(said.ok).toBe(held.status === 200);
      if (held.status !== 200) return held;
      expect((held.body as HoldAnswer).validation).toEqual(said);
      return desk.confirm(bookingId, holdId);
    }
  }
}

function told({ status, body }: Answer): string {
  if (status !== 200) return `refused ${(body as { code: string }).code}`;
  const { warnings } = body as ConfirmAnswer | TableAssignmentsAnswer | { warnings: Warning[] };
  return ['given', ...warnings.map(({ code }) => `warned of ${code}`)].join(', ');
}

describe.each(SAMPLE)('with %s on', (_name, flags) => {
  test('each route answers as the rules say', async () => {
    const desk = await ManualDesk.open(service);
    const { venueId } = desk.venue;
    const answers: Record<string, string> = {};
    const rules: Record<string, string> = {};
    for (const [flag, value] of Object.entries(flags)) {
      const body = { value, venueId, reason: 'a sample' };
      expect((await service.request('PUT', `/api/flags/${flag}`, { body })).status).toBe(200);
    }
    for (const route of ROUTES) {
      for (const asked of CASES) {
        const rule = ruledBy(flags, route === 'auto' ? 'command' : route, asked);
        rules[`${asked}, by ${route}`] = rule
          .replace(/^(guarded|shadow)/, 'given')
          .replace(', observed', '');
        answers[`${asked}, by ${route}`] = await ask(desk, route, asked);
      }
    }
    expect(answers).toEqual(rules);
  });
});
