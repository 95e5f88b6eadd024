import { beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';

describe('what one does the other sees', () => {
  const stage = setStage();
  let house: TimelineHouse;
  beforeEach(async () => {
    house = await TimelineHouse.open(stage.service, stage.browser);
  });

  test('a move, without asking for it', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const [anna, ben] = await Promise.all([house.visit(), house.visit()]);
    await anna.drag(anna.tile('Rossi'), { to: 'T3', minutes: 30 });
    await ben.tile('Rossi', 'T3', '20:30–22:00').waitFor();
    await ben.drag(ben.tile('Rossi'), { to: 'T2' });
    await anna.tile('Rossi', 'T2', '20:30–22:00').waitFor();
  });

  test('a hold, with its owner and its countdown, until it is released', async () => {
    const bookingId = await house.booked({ name: 'Novak', at: '20:00' });
    const board = await house.visit();
    const tableIds = [house.tableId('T1')];
    await house.send('HoldTables', { holdId: randomUUID(), bookingId, tableIds, ttlSeconds: 120 });
    const hold = board.page.getByRole('gridcell', { name: /^test-staff for Novak, table T1 held/ });
    await hold.waitFor();
    const left = hold.getByText(/^0[12]:\d\d$/);
    const first = await left.innerText();
    await hold.getByText(first, { exact: true }).waitFor({ state: 'detached' });
    expect((await left.innerText()) < first).toBe(true);
    await hold.click();
    await board.card('T1, held').getByRole('button', { name: 'Confirm' }).click();
    await board.tile('Novak', 'T1', '20:00–21:30').waitFor();
    expect(await board.chip('Novak').count()).toBe(0);
  });

  test('offline it says so and keeps what is typed; back again it has missed nothing', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    await house.seated({ name: 'Sato', at: '20:00' }, 'T2');
    const board = await house.visit();
    const { page } = board;
    // Something is seen by the stream, so that there is a last event to go on from.
    const seen = await house.seated({ name: 'Novak', at: '22:00' }, 'T2');
    await board.tile('Novak', 'T2').waitFor();
    await board.tile('Rossi').click();
    await board.deed('Rossi', 'Pin…').click();
    const pin = page.getByRole('dialog', { name: 'Pin Rossi to its table' });
    await pin.getByLabel('Why').fill('Asked for the window');

    await page.context().setOffline(true);
    await page.getByText(/^Offline since \d\d:\d\d/).waitFor();
    await house.send('MoveBooking', { bookingId: seen, tableIds: [house.tableId('T3')] });
    await pin.getByRole('button', { name: 'Pin', exact: true }).click();
    await board.notice('The service cannot be reached.').waitFor();
    expect(await pin.getByLabel('Why').inputValue()).toBe('Asked for the window');

    const resumed = page.waitForRequest((request) => request.url().includes('/api/events'));
    await page.context().setOffline(false);
    expect(await (await resumed).headerValue('last-event-id')).toMatch(/^\d+:\d+$/);
    await page.getByText('Live', { exact: true }).waitFor();
    await board.tile('Novak', 'T3', '22:00–23:30').waitFor();
    await pin.getByRole('button', { name: 'Pin', exact: true }).click();
    await page.getByRole('gridcell', { name: /pinned: Asked for the window/ }).waitFor();
  });

  test('a move that nobody answers snaps back, and says that nothing was changed', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    await board.page.context().setOffline(true);
    await board.drag(board.tile('Rossi'), { to: 'T2' });
    await board.notice('The service cannot be reached. Nothing was changed').waitFor();
    await board.tile('Rossi', 'T1', '20:00–21:30').waitFor();
    expect(await house.seats()).toEqual(['T1 Rossi 20:00–21:30']);
  });
});
