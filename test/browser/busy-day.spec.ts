import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Timeline } from '#contracts';
import { envelope } from '../support/bistro.js';
import { fillBusyDay, movableOf } from '../support/busy-day.js';
import { setStage } from '../support/stage.js';

const TABLES = 48;
const SEATED = 200;
const BOOKINGS = 270;

/** How fast it is, `npm run bench -- --only console` says. */
describe(`the timeline of ${TABLES} tables and ${SEATED} seated bookings`, () => {
  const stage = setStage();
  let day: Awaited<ReturnType<typeof fillBusyDay>>;
  beforeAll(async () => {
    day = await fillBusyDay(stage.service, TABLES, BOOKINGS);
  });

  async function timeline(): Promise<Timeline> {
    const path = `/api/ops/tables/timeline?venueId=${day.venue.venueId}`;
    return (await stage.service.request('GET', path)).body as Timeline;
  }

  async function openTimeline(): Promise<Page> {
    const page = await stage.visit({ role: 'staff' });
    await page.getByText('Live', { exact: true }).waitFor();
    await page.locator('.tile').first().waitFor();
    return page;
  }

  test('shows every table and every party', async () => {
    const { rows } = await timeline();
    expect(rows).toHaveLength(TABLES);
    expect(day.seated).toBeGreaterThanOrEqual(SEATED);
    const page = await openTimeline();
    const tiles = rows
      .flatMap(({ segments }) => segments)
      .filter(({ booking }) => booking !== null);
    expect(await page.locator('.tile[data-booking]').count()).toBe(tiles.length);
    expect(await page.getByRole('rowheader', { name: /^Table / }).count()).toBe(TABLES);
  });

  test('shows what others do', async () => {
    const page = await openTimeline();
    const { bookingId, tables } = movableOf(await timeline());
    for (const tableId of tables) {
      const move = envelope('MoveBooking', day.venue.venueId, { bookingId, tableIds: [tableId] });
      const { status } = await stage.service.request('POST', '/api/commands', { body: move });
      expect(status).toBe(200);
      await page.locator(`[data-key="assignment:${bookingId}:${tableId}"]`).waitFor();
    }
  });
});
