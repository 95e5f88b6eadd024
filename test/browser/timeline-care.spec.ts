import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';

describe('tables and bookings are looked after on the timeline', () => {
  const stage = setStage();
  let house: TimelineHouse;
  beforeEach(async () => {
    house = await TimelineHouse.open(stage.service, stage.browser);
  });

  test('a table is blocked only when nobody is affected any more, and unblocked', async () => {
    await house.seated({ name: 'Rossi', at: '22:00' }, 'T1');
    const board = await house.visit();
    await board.head('T1').click();
    await board.card('Table T1').getByRole('button', { name: 'Block…' }).click();
    const dialog = board.page.getByRole('dialog', { name: 'Block table T1' });
    await dialog.getByLabel('Why').fill('Wobbly leg');
    const affected = dialog.getByRole('region', { name: 'Affected bookings' });
    await affected.getByText('22:00–23:30 Rossi, party of 2').waitFor();
    const block = dialog.getByRole('button', { name: 'Block', exact: true });
    expect(await block.getAttribute('title')).toBe('Find other tables for those affected first');
    await block.click({ force: true });
    await dialog.getByRole('status').getByText('Find other tables for those').waitFor();
    expect(await house.seats()).toEqual(['T1 Rossi 22:00–23:30']);

    await affected.getByRole('button', { name: 'Best other table' }).click();
    await dialog.getByText('Nobody is affected on this day.').waitFor();
    await block.click();
    await dialog.waitFor({ state: 'detached' });
    const tile = board.page.getByRole('gridcell', { name: /^Wobbly leg, table T1 blocked/ });
    await tile.click();
    await board.card('T1, blocked').getByRole('button', { name: 'Unblock' }).click();
    await board.notice('T1 can be used again.').waitFor();
    await tile.waitFor({ state: 'detached' });
    expect(await house.seats()).toEqual([expect.stringMatching(/^T[2-4] Rossi 22:00–23:30$/)]);
  });

  test('a table is blocked by the venue’s clock, wherever the browser is', async () => {
    const board = await house.visit();
    const zone = await board.page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
    expect(zone).not.toBe(house.venue.timeZone);
    await board.head('T1').click();
    await board.card('Table T1').getByRole('button', { name: 'Block…' }).click();
    const dialog = board.page.getByRole('dialog', { name: 'Block table T1' });
    const [from, until] = ['From', 'Until'].map((name) => dialog.getByRole('textbox', { name }));
    expect((await from!.inputValue()) >= `${house.date}T${house.clockIn(0)}`).toBe(true);
    await typeTime(from!, house.date, '22:15');
    await typeTime(until!, house.date, '23:45');
    await dialog.getByLabel('Why').fill('Wobbly leg');
    await dialog.getByRole('button', { name: 'Block', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await house.seats()).toEqual(['T1 block 22:15–23:45']);
  });

  test('what is typed into a dialog outlives a reload, until it is done or given up', async () => {
    const board = await house.visit();
    const dialog = board.page.getByRole('dialog', { name: 'Block table T1' });
    const ask = async (): Promise<void> => {
      await board.head('T1').click();
      await board.card('Table T1').getByRole('button', { name: 'Block…' }).click();
    };
    await ask();
    await typeTime(dialog.getByRole('textbox', { name: 'From' }), house.date, '22:15');
    await dialog.getByLabel('Why').fill('Wobbly leg');
    await board.page.reload();
    await ask();
    expect(await dialog.getByLabel('Why').inputValue()).toBe('Wobbly leg');
    expect(await dialog.getByRole('textbox', { name: 'From' }).inputValue()).toContain('T22:15');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await ask();
    expect(await dialog.getByLabel('Why').inputValue()).toBe('');
    expect(await dialog.getByRole('textbox', { name: 'From' }).inputValue()).not.toContain('22:15');
  });

  test('whoever found no table in time is not said to have one', async () => {
    await house.booked({ name: 'Novak', at: house.clockIn(-120) });
    const board = await house.visit();
    const tray = board.page.getByRole('region', { name: 'Bookings without a table' });
    await tray.getByText('Nobody waits for a table.').waitFor();
    expect(await tray.getByText('Everybody has a table.').count()).toBe(0);
    await tray.getByRole('button', { name: '1 past' }).click();
    await board.chip('Novak').waitFor();
    expect(await tray.getByText('Nobody waits for a table.').count()).toBe(0);
  });

  test('a booking is pinned and unpinned with a reason', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    await board.tile('Rossi').click();
    const card = board.card(/^Rossi/);
    await card.getByRole('button', { name: 'Pin…' }).click();
    const pin = board.page.getByRole('dialog', { name: 'Pin Rossi to its table' });
    const doIt = pin.getByRole('button', { name: 'Pin', exact: true });
    expect(await doIt.getAttribute('title')).toBe('Say why');
    await pin.getByLabel('Why').fill('Asked for the window');
    await board.page.reload();
    await board.tile('Rossi').click();
    await card.getByRole('button', { name: 'Pin…' }).click();
    expect(await pin.getByLabel('Why').inputValue()).toBe('Asked for the window');
    await doIt.click();
    await board.page.getByRole('gridcell', { name: /pinned: Asked for the window/ }).waitFor();
    await card.getByText('Asked for the window', { exact: true }).waitFor();

    await card.getByRole('button', { name: 'Unpin…' }).click();
    const unpin = board.page.getByRole('dialog', { name: 'Unpin Rossi' });
    expect(await unpin.getByLabel('Why').inputValue()).toBe('');
    await unpin.getByLabel('Why').fill('Does not mind');
    await unpin.getByLabel('Why').press('Enter');
    await board.notice('Rossi may be moved again.').waitFor();
    await board.drag(board.tile('Rossi'), { to: 'T2' });
    await board.notice('Rossi: T2, 20:00–21:30.').waitFor();
  });

  test('guests arrive and leave; who leaves frees the table', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    await board.tile('Rossi').click();
    await board.button('Arrived').click();
    await board.page.getByRole('gridcell', { name: /^2 Rossi.*, arrived/ }).waitFor();
    await board.notice('Rossi: arrived.').getByRole('button', { name: 'Undo' }).click();
    await board.page.getByRole('gridcell', { name: /^2 Rossi.*, confirmed/ }).waitFor();
    await board.button('Arrived').click();
    await board.button('Left').click();
    await board.notice('Rossi: left.').waitFor();
    await board.tile('Rossi').waitFor({ state: 'detached' });
    expect(await house.seats()).toEqual([]);
  });

  test('whoever did not come is let in after all, at the same table', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    const gone = await board.missed('Rossi');
    await board.tile('Rossi').waitFor({ state: 'detached' });
    await gone.getByRole('button', { name: 'Undo' }).click();
    await board.tile('Rossi', 'T1', '20:00–21:30').waitFor();
    expect(await house.seats()).toEqual(['T1 Rossi 20:00–21:30']);
  });

  test('the evening keeps its date past midnight, and other days are a step away', async () => {
    await house.seated({ name: 'Nakamura', at: '24:15' }, 'T1');
    await house.seated({ name: 'Rossi', at: '43:00' }, 'T2');
    const board = await house.visit();
    await board.tile('Nakamura', 'T1', '00:15–01:45').waitFor();
    expect(await board.tile('Rossi').count()).toBe(0);
    await board.button('The day after').click();
    await board.tile('Rossi', 'T2', '19:00–20:30').waitFor();
    expect(await board.tile('Nakamura').count()).toBe(0);
    await board.button('Today').click();
    await board.tile('Nakamura').waitFor();
    expect(await board.page.getByLabel('Service day', { exact: true }).last().inputValue()).toBe(
      house.date,
    );
  });

  test('free, closed, blocked and joined look different and are told in words', async () => {
    await house.seated({ name: 'Novak', at: '20:00', party: 4, note: 'Nut allergy' }, 'T1', 'T2');
    const board = await house.visit();
    const first = board.tile('Novak', 'T1');
    const words = 'joined: T1 + T2, note: Nut allergy';
    expect(await first.getAttribute('aria-label')).toContain(words);
    for (const icon of ['check', 'link', 'note']) {
      expect(await first.locator(`[data-icon="${icon}"]`).count()).toBe(1);
    }
    expect(await board.head('T4').innerText()).toMatch(/T4\s+1–6/);
    const covers = await board.page
      .locator('.total[title="20:00: 4 covers, 50 % of tables"]')
      .count();
    expect(covers).toBe(1);
    const nowLine = (await board.page.locator('.now-line').boundingBox())!;
    const { width } = board.page.viewportSize()!;
    expect(nowLine.x).toBeGreaterThan(0);
    expect(nowLine.x).toBeLessThan(width);
  });
});

/** Types a time as the page writes times: day first, and in 24 hours. */
async function typeTime(field: Locator, date: string, clock: string): Promise<void> {
  const [year, month, day] = date.split('-');
  const { keyboard } = field.page();
  await field.focus();
  await keyboard.type(`${day}${month}${year}`);
  // A year may have more digits.
  await keyboard.press('ArrowRight');
  await keyboard.type(clock.replace(':', ''));
  expect(await field.inputValue()).toBe(`${date}T${clock}`);
}
