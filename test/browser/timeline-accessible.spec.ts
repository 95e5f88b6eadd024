import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../support/axe.js';
import { TestBrowser } from '../support/browser.js';
import { startEvening } from '../support/evening.js';
import type { Evening } from '../support/evening.js';
import { TimelinePage } from '../support/timeline-page.js';

describe('the timeline is for everybody: axe finds nothing serious', () => {
  let evening: Evening;
  let browser: TestBrowser;
  beforeAll(async () => {
    [evening, browser] = await Promise.all([startEvening(), TestBrowser.launch()]);
  });
  afterEach(() => browser.leave());
  afterAll(async () => {
    await browser.close();
    await evening.service.stop();
  });

  const faults = ({ page }: TimelinePage): Promise<string[]> => accessibilityFaults(page);

  test('on a full evening, by day and by night', async () => {
    const board = await TimelinePage.of(await browser.visit(evening.service));
    await board.page.locator('.tile').first().waitFor();
    expect(await faults(board)).toEqual([]);
    await board.page.emulateMedia({ colorScheme: 'dark' });
    expect(await faults(board)).toEqual([]);
  });

  test('with a booking beside the board, a reason asked for, and while it is moved', async () => {
    const board = await TimelinePage.of(await browser.visit(evening.service));
    const { page } = board;
    await page.locator('.tile[data-status="confirmed"]:not([data-fixed])').first().click();
    await board.button('Pin…').click();
    await page.getByRole('dialog').waitFor();
    expect(await faults(board)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await faults(board)).toEqual([]);
    await board.button('Move').click();
    await board.card(/^Moving/).waitFor();
    expect(await faults(board)).toEqual([]);
  });

  test('with a table about to be blocked, on a phone', async () => {
    const board = await TimelinePage.of(await browser.visit(evening.service, { screen: 'phone' }));
    expect(await markBesideLabel(board.page)).toBeGreaterThanOrEqual(0);
    await board.head('M2').click();
    await board.button('Block…').click();
    await board.page.getByRole('dialog', { name: 'Block table M2' }).waitFor();
    expect(await faults(board)).toEqual([]);
  });
});

// The little of a page's world that is spoken of here.
interface Box {
  readonly offsetLeft: number;
  readonly offsetWidth: number;
  scrollLeft: number;
  getBoundingClientRect(): { readonly left: number; readonly right: number };
  querySelector(selector: string): Box | null;
}
declare const document: { querySelector(selector: string): Box | null };

/** How far the mark of a tile is from its table's name when all but 40 px of it are under that. */
function markBesideLabel(page: Page): Promise<number> {
  return page.evaluate(() => {
    const tile = document.querySelector('.tile[data-booking]')!;
    document.querySelector('.board-scroller')!.scrollLeft = tile.offsetLeft + tile.offsetWidth - 40;
    const label = document.querySelector('[role="rowheader"]')!.getBoundingClientRect();
    return tile.querySelector('.icon')!.getBoundingClientRect().left - label.right;
  });
}
