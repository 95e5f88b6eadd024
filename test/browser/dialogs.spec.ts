import { beforeEach, describe, expect, test } from '@jest/globals';
import { LIMITS } from '#contracts';
import { accessibilityFaults } from '../support/axe.js';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';
import type { TimelinePage } from '../support/timeline-page.js';

describe('a dialog is begun where one would go on', () => {
  const stage = setStage();
  let house: TimelineHouse;
  let board: TimelinePage;
  beforeEach(async () => {
    house = await TimelineHouse.open(stage.service, stage.browser);
    await house.seated({ name: 'Rossi', at: '22:00' }, 'T1');
    board = await house.visit();
  });

  test('a reason is typed at once, and Escape leads back', async () => {
    await board.tile('Rossi').click();
    await board.button('Pin…').click();
    const pin = board.page.getByRole('dialog', { name: 'Pin Rossi to its table' });
    await pin.waitFor();
    await board.page.keyboard.type('Asked for the window');
    expect(await pin.getByLabel('Why').inputValue()).toBe('Asked for the window');
    await board.page.keyboard.insertText(' and '.repeat(200));
    expect((await pin.getByLabel('Why').inputValue()).length).toBe(LIMITS.reason);
    await board.page.keyboard.press('Escape');
    await pin.waitFor({ state: 'detached' });
    expect(await board.focused()).toContain('Pin…');
  });

  test('a table is blocked from its first time on', async () => {
    await board.head('T2').click();
    await board.button('Block…').click();
    const dialog = board.page.getByRole('dialog', { name: 'Block table T2' });
    const from = dialog.getByRole('textbox', { name: 'From' });
    await from.and(board.page.locator(':focus')).waitFor();
  });

  test('a booking is cancelled only after it was asked for whom, and kept by Enter', async () => {
    await board.tile('Rossi').click();
    const dialog = board.page.getByRole('dialog', { name: 'Cancel the booking of Rossi?' });
    await board.button('Cancel booking…').press('Enter');
    await dialog.getByText('Rossi, party of 2, 22:00–23:30').waitFor();
    await dialog.getByText('T1 is free for anybody at once').waitFor();
    expect(await accessibilityFaults(board.page)).toEqual([]);
    await board.page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await board.focused()).toBe('Cancel booking…');
    expect(await house.seats()).toEqual(['T1 Rossi 22:00–23:30']);

    await board.button('Cancel booking…').click();
    await dialog.getByRole('button', { name: 'Cancel booking' }).click();
    await board.notice('Rossi: cancelled.').waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect(await house.seats()).toEqual([]);
  });
});
