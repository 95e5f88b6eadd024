import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CommandOutcome, Timeline } from '#contracts';
import { LIMITS } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro, envelope } from '../support/bistro.js';

/** As large as a venue may be. */
const usual = bistro();
const tables = Array.from({ length: LIMITS.tablesPerVenue }, (_, i) => ({
  ...usual.tables[0]!,
  id: randomUUID(),
  label: `H${i + 1}`,
}));
const venue = { ...usual, tables, adjacencies: [] };
const { venueId } = venue;
const tableIds = tables.map(({ id }) => id);

let service: TestAllocator;
beforeAll(async () => {
  service = await startTestAllocator();
  const { status } = await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
  expect(status).toBe(200);
});
afterAll(() => service.stop());

async function send(body: unknown): Promise<CommandOutcome> {
  return (await service.request('POST', '/api/commands', { body })).body as CommandOutcome;
}

async function blockedTables(): Promise<number> {
  const path = `/api/ops/tables/timeline?venueId=${venueId}&date=2038-03-01`;
  const { rows } = (await service.request('GET', path)).body as Timeline;
  return rows.filter(({ segments }) => segments.some(({ kind }) => kind === 'block')).length;
}

describe('a venue of 2,000 tables', () => {
  test('is closed in one command, and opened again', async () => {
    const blockId = randomUUID();
    const window = { start: '2038-03-01T00:00:00Z', end: '2038-03-08T00:00:00Z' };
    const close = { blockId, tableIds, window, reason: 'works' };
    expect(await send(envelope('BlockTables', venueId, close))).toMatchObject({
      status: 'accepted',
      events: [{ type: 'TablesBlocked' }],
    });
    expect(await blockedTables()).toBe(LIMITS.tablesPerVenue);
    const reopen = { blockId, tableIds, reason: 'done' };
    expect(await send(envelope('UnblockTables', venueId, reopen))).toMatchObject({
      status: 'accepted',
      events: [{ type: 'TablesUnblocked' }],
    });
    expect(await blockedTables()).toBe(0);
  });

  test('takes no more than it has, and no booking takes so many', async () => {
    const window = { start: '2038-03-01T00:00:00Z', end: '2038-03-08T00:00:00Z' };
    const more = { blockId: randomUUID(), tableIds: [...tableIds, randomUUID()], window };
    const tooMany = envelope('BlockTables', venueId, { ...more, reason: 'works' });
    expect((await service.request('POST', '/api/commands', { body: tooMany })).status).toBe(400);
    const seat = envelope('AssignTables', venueId, { bookingId: randomUUID(), tableIds });
    expect((await service.request('POST', '/api/commands', { body: seat })).status).toBe(400);
  });
});
