import { beforeEach, describe, expect, test } from '@jest/globals';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';
import type { TimelinePage } from '../support/timeline-page.js';

describe('the timeline by keyboard alone', () => {
  const stage = setStage();
  let house: TimelineHouse;
  beforeEach(async () => {
    house = await TimelineHouse.open(stage.service, stage.browser);
  });

  const TABS_MAX = 40;

  /** Tab, from the beginning of the page, until the board has the focus. */
  async function tabToBoard({ page }: TimelinePage): Promise<void> {
    const isThere = page.locator('[role="grid"] :focus');
    for (let i = 0; i < TABS_MAX; i++) {
      await page.keyboard.press('Tab');
      if ((await isThere.count()) > 0) return;
    }
    throw new Error('Tab does not lead to the board');
  }

  async function press({ page }: TimelinePage, ...keys: readonly string[]): Promise<void> {
    for (const key of keys) await page.keyboard.press(key);
  }

  test('one stop for Tab; arrows walk over tables and tiles', async () => {
    await house.seated({ name: 'Rossi', at: '19:00' }, 'T1');
    await house.seated({ name: 'Sato', at: '21:00' }, 'T1');
    const board = await house.visit();
    await board.tile('Sato').waitFor();
    await tabToBoard(board);
    expect(await board.focused()).toContain('Table T1');
    await press(board, 'ArrowRight');
    expect(await board.focused()).toContain('Rossi');
    await press(board, 'ArrowRight');
    expect(await board.focused()).toContain('Sato');
    await press(board, 'Home', 'ArrowDown');
    expect(await board.focused()).toContain('Table T2');
  });

  test('a booking goes to another table, time and length; the focus goes with it', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    await board.tile('Rossi').waitFor();
    await tabToBoard(board);
    await press(board, 'ArrowRight', 'm');
    await board.card('Moving Rossi').waitFor();
    await press(board, 'ArrowDown', 'ArrowDown', 'ArrowRight', 'Shift+ArrowRight', 'Enter');
    await board.notice('Rossi: T3, 20:15–22:00.').waitFor();
    await board.tile('Rossi', 'T3', '20:15–22:00').waitFor();
    expect(await board.focused()).toContain('Rossi, table T3');
    expect(await house.seats()).toEqual(['T3 Rossi 20:15–22:00']);
  });

  test('Escape leaves it where it was, with the focus on it', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    await board.tile('Rossi').waitFor();
    await tabToBoard(board);
    await press(board, 'ArrowRight', 'm', 'ArrowDown', 'Escape');
    await board.card('Moving Rossi').waitFor({ state: 'detached' });
    await board.page.locator('[role="gridcell"]:focus').waitFor();
    expect(await board.focused()).toContain('Rossi, table T1');
    expect(await house.seats()).toEqual(['T1 Rossi 20:00–21:30']);
  });

  test('a refusal is where the focus goes, so that Enter swaps', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    await house.seated({ name: 'Sato', at: '20:15' }, 'T2');
    const board = await house.visit();
    await board.tile('Rossi').waitFor();
    await tabToBoard(board);
    await press(board, 'ArrowRight', 'm', 'ArrowDown', 'Enter');
    await board.page.locator('.notice :focus').waitFor();
    expect(await board.focused()).toBe('Swap with Sato');
    await press(board, 'Enter');
    await board.notice('Rossi and Sato changed tables.').waitFor();
    expect(await house.seats()).toEqual(['T1 Sato 20:15–21:45', 'T2 Rossi 20:00–21:30']);
  });

  test('Enter opens a booking beside the board, Escape closes it and leads back', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    await board.tile('Rossi').waitFor();
    await tabToBoard(board);
    await press(board, 'ArrowRight', 'Enter');
    await board.card(/^Rossi/).waitFor();
    await board.button('Arrived').focus();
    await press(board, 'Enter');
    await board.notice('Rossi: arrived.').waitFor();
    await press(board, 'Escape');
    await board.card(/^Rossi/).waitFor({ state: 'detached' });
    expect(await board.focused()).toContain('Rossi, table T1');
  });

  test('from the tray: M, then arrows to a table', async () => {
    await house.booked({ name: 'Novak', at: '20:30' });
    const board = await house.visit();
    await board.chip('Novak').focus();
    await press(board, 'm');
    await board.card('Moving Novak').waitFor();
    await press(board, 'ArrowDown', 'Enter');
    await board.notice('Novak: T2, 20:30–22:00.').waitFor();
    expect(await house.seats()).toEqual(['T2 Novak 20:30–22:00']);
  });

  test('a pinned booking says that it stays, and why', async () => {
    const bookingId = await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    await house.send('PinBooking', { bookingId, reason: 'Asked for the window' });
    const board = await house.visit();
    await board.tile('Rossi').waitFor();
    await tabToBoard(board);
    await press(board, 'ArrowRight', 'm');
    await board.notice('It is pinned: Asked for the window.').waitFor();
  });
});
