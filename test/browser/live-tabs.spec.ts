import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';
import { TimelinePage } from '../support/timeline-page.js';

/** More than the six connections that a browser opens to one host. */
const TABS = 8;

describe('many tabs of one browser', () => {
  const stage = setStage();
  let house: TimelineHouse;
  beforeEach(async () => {
    house = await TimelineHouse.open(stage.service, stage.browser);
  });

  /** One more tab in front of those that are open. */
  async function openTab(front: Page): Promise<TimelinePage> {
    await turn(front, 'hidden');
    const page = await front.context().newPage();
    const token = await stage.service.token('staff', [house.venue.venueId]);
    await page.goto(`${stage.service.url}/console#token=${token}`);
    return TimelinePage.of(page);
  }

  test('all work, and one that is looked at again shows what is', async () => {
    const bookingId = await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const first = await house.visit();
    let last = first;
    while (first.page.context().pages().length < TABS) last = await openTab(last.page);
    await last.drag(last.tile('Rossi'), { to: 'T2' });
    await last.notice('Rossi: T2').waitFor();

    await turn(last.page, 'hidden');
    await house.send('MoveBooking', { bookingId, tableIds: [house.tableId('T3')] });
    await turn(first.page, 'visible');
    await first.page.getByText('Live', { exact: true }).waitFor();
    expect(await first.tile('Rossi', 'T3').count()).toBe(1);
    await house.send('MoveBooking', { bookingId, tableIds: [house.tableId('T1')] });
    await first.tile('Rossi', 'T1').waitFor();
  });

  test('one that nobody looks at stays silent, also when the network comes back', async () => {
    const { page } = await house.visit();
    await turn(page, 'hidden');
    let streams = 0;
    page.on('request', (request) => (streams += Number(request.url().includes('/api/events'))));
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await page.waitForFunction('navigator.onLine');
    expect(streams).toBe(0);
    await turn(page, 'visible');
    await page.getByText('Live', { exact: true }).waitFor();
    expect(streams).toBe(1);
  });
});

// The little of a page's world that is spoken of here; what is handed to `evaluate` runs in it.
declare const document: EventTarget;

/** Pages without a head are always visible, so that one is hidden has to be played to it. */
async function turn(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((said) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => said });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}
