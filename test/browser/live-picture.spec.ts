import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';
import { TimelinePage } from '../support/timeline-page.js';

const STREAM = /\/api\/events\?/;

describe('what a page calls live', () => {
  const stage = setStage();
  let house: TimelineHouse;
  let other: TimelineHouse;
  beforeEach(async () => {
    const open = (name: string) =>
      TimelineHouse.open(stage.service, stage.browser, (usual) => ({ ...usual, name }));
    [house, other] = await Promise.all([open('Here'), open('There')]);
  });

  const goTo = (page: Page, { venue }: TimelineHouse): Promise<unknown> =>
    page.getByLabel('Venue').selectOption(venue.venueId);
  const live = (page: Page): Promise<void> => page.getByText('Live', { exact: true }).waitFor();

  test('is what a venue has come to while another one was looked at', async () => {
    const bookingId = await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    await other.seated({ name: 'Sato', at: '20:00' }, 'T1');
    const venues = [house.venue.venueId, other.venue.venueId];
    const board = await TimelinePage.of(await house.page({ venues }));
    await goTo(board.page, house);
    await board.tile('Rossi', 'T1').waitFor();
    await goTo(board.page, other);
    await board.tile('Sato', 'T1').waitFor();
    await live(board.page);

    await house.send('MoveBooking', { bookingId, tableIds: [house.tableId('T3')] });
    await goTo(board.page, house);
    await board.tile('Rossi').waitFor();
    await live(board.page);
    expect(await board.tile('Rossi', 'T3').count()).toBe(1);
  });

  test('has what happened after it was read and before the stream began', async () => {
    const bookingId = await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const page = await house.page({ path: '/floor' });
    await live(page);
    // The next stream comes only when it is let through.
    const held = gate();
    await page.route(STREAM, async (route) => {
      await held.opened;
      await route.continue();
    });
    await page.goto(page.url().replace(/\/floor.*/, ''));
    await page.getByRole('gridcell', { name: /Rossi.*table T1,/ }).waitFor();
    await house.send('MoveBooking', { bookingId, tableIds: [house.tableId('T3')] });
    held.open();
    await live(page);
    expect(await page.getByRole('gridcell', { name: /Rossi.*table T3,/ }).count()).toBe(1);
  });

  test('has what happened while its first answer was still on its way', async () => {
    const bookingId = await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const page = await house.page({ path: '/floor' });
    await live(page);
    const read = gate();
    const held = gate();
    await page.route(
      '**/api/ops/tables/timeline?*',
      async (route) => {
        const response = await route.fetch();
        read.open();
        await held.opened;
        await route.fulfill({ response });
      },
      { times: 1 },
    );
    await page.goto(page.url().replace(/\/floor.*/, ''));
    await read.opened;
    await house.send('MoveBooking', { bookingId, tableIds: [house.tableId('T3')] });
    held.open();
    await page.getByRole('gridcell', { name: /Rossi.*table T3,/ }).waitFor();
    await live(page);
  });
});

/** What somebody waits at until it is opened. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
