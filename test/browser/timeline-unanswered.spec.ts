import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';
import { TimelinePage } from '../support/timeline-page.js';
import { until } from '../support/until.js';

const COMMANDS = '**/api/commands';
const UNKNOWN = 'It is not known whether this was done. Ask again: it is done once only.';

describe('a change whose answer does not come', () => {
  const stage = setStage();
  let house: TimelineHouse;
  beforeEach(async () => {
    house = await TimelineHouse.open(stage.service, stage.browser);
  });

  /** The ids of all commands that a page sends, in order, and what becomes of the nth. */
  async function sentBy(
    page: Page,
    meet: (route: Route, nth: number) => Promise<void>,
  ): Promise<readonly string[]> {
    const ids: string[] = [];
    await page.route(COMMANDS, (route) => {
      ids.push((route.request().postDataJSON() as { commandId: string }).commandId);
      return meet(route, ids.length);
    });
    return ids;
  }

  /** The service does it; the answer is lost on its way. */
  async function loseAnswer(route: Route): Promise<void> {
    await route.fetch();
    await route.abort();
  }

  async function openBlock(board: TimelinePage) {
    await board.head('T1').click();
    await board.card('Table T1').getByRole('button', { name: 'Block…' }).click();
    const dialog = board.page.getByRole('dialog', { name: 'Block table T1' });
    await dialog.getByLabel('Why').fill('Wobbly leg');
    const block = dialog.getByRole('button', { name: 'Block', exact: true });
    return { dialog, block };
  }

  test('is asked for again under the same id, and nobody notices', async () => {
    const board = await house.visit();
    const ids = await sentBy(board.page, (route, nth) =>
      nth === 1 ? loseAnswer(route) : route.continue(),
    );
    const { dialog, block } = await openBlock(board);
    await block.click();
    await board.notice('T1 blocked.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await house.seats()).toHaveLength(1);
  });

  test('is told as not known; what is typed stays, and asked again it is the same', async () => {
    const board = await house.visit();
    let isLossy = true;
    const ids = await sentBy(board.page, (route) =>
      isLossy ? loseAnswer(route) : route.continue(),
    );
    const { dialog, block } = await openBlock(board);
    await block.click();
    await board.notice(UNKNOWN).waitFor();
    expect(await board.notice('Nothing was changed').count()).toBe(0);
    expect(await dialog.getByLabel('Why').inputValue()).toBe('Wobbly leg');
    expect(await house.seats()).toHaveLength(1);

    // What was sent before may have been done, so offline is no reason to say that it was not.
    await board.page.context().setOffline(true);
    const failed = board.page.waitForEvent('requestfailed', (one) => one.method() === 'POST');
    await block.click();
    await failed;
    await board.notice(UNKNOWN).waitFor();
    expect(await board.notice('Nothing was changed').count()).toBe(0);

    await board.page.context().setOffline(false);
    isLossy = false;
    await block.click();
    await board.notice('T1 blocked.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect(new Set(ids).size).toBe(1);
    expect(await house.seats()).toHaveLength(1);
  });

  test('is asked for anew when something else was done in between', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    let isLossy = true;
    const ids = await sentBy(board.page, (route) =>
      isLossy ? loseAnswer(route) : route.continue(),
    );
    await board.drag(board.tile('Rossi'), { to: 'T2' });
    await board.notice(UNKNOWN).waitFor();
    await board.tile('Rossi', 'T2').waitFor();
    isLossy = false;
    await board.drag(board.tile('Rossi'), { to: 'T1' });
    await board.notice(/Rossi: T1/).waitFor();
    await board.drag(board.tile('Rossi'), { to: 'T2' });
    await board.notice(/Rossi: T2/).waitFor();
    expect(await house.seats()).toEqual(['T2 Rossi 20:00–21:30']);
    expect(new Set(ids).size).toBe(3);
  });

  test('does not stand on the board for ever', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const { page } = await house.visit();
    await page.clock.install();
    await page.reload();
    const board = await TimelinePage.of(page);
    // Neither done nor refused: nothing comes back.
    const ids = await sentBy(page, () => Promise.resolve());
    await board.drag(board.tile('Rossi'), { to: 'T2' });
    for (let tries = 1; tries <= 3; tries++) {
      await until(() => ids.length === tries);
      await page.clock.fastForward(10_000);
    }
    await board.notice(UNKNOWN).waitFor();
    await board.tile('Rossi', 'T1', '20:00–21:30').waitFor();
  });
});
