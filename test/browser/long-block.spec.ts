import { describe, expect, test } from '@jest/globals';
import { accessibilityFaults } from '../support/axe.js';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';

describe('a block that goes beyond the day on show', () => {
  const stage = setStage();

  test('lists whom it affects on the other days, and names whoever comes later', async () => {
    const house = await TimelineHouse.open(stage.service, stage.browser);
    await house.seated({ name: 'Rossi', at: '67:00' }, 'T1');
    await house.seated({ name: 'Sato', at: '500:00' }, 'T2');
    const board = await house.visit();
    const ask = async (label: string) => {
      await board.head(label).click();
      await board.card(`Table ${label}`).getByRole('button', { name: 'Block…' }).click();
      const dialog = board.page.getByRole('dialog', { name: `Block table ${label}` });
      await dialog.getByText('Nobody is affected on this day.').waitFor();
      await dialog.getByLabel('until further notice').check();
      await dialog.getByLabel('Why').fill('Floor repair');
      await dialog.getByText(/Looked at up to .*Whoever comes later is named/).waitFor();
      return { dialog, block: dialog.getByRole('button', { name: 'Block', exact: true }) };
    };

    const first = await ask('T1');
    const affected = first.dialog.getByRole('region', { name: 'Affected bookings' });
    await affected.getByText(/^\w{3} \d+ \w+, 19:00–20:30 Rossi, party of 2/).waitFor();
    const why = 'Find other tables for those affected first';
    await first.dialog.locator(`button[title="${why}"]`, { hasText: 'Block' }).waitFor();
    expect(await affected.getByRole('link', { name: 'Find another table' }).count()).toBe(1);
    expect(await accessibilityFaults(board.page)).toEqual([]);
    await first.dialog.getByRole('button', { name: 'Cancel' }).click();

    const second = await ask('T2');
    await second.dialog.getByText('Nobody is affected.', { exact: true }).waitFor();
    await second.block.click();
    const refusal = board.notice(/T2 is taken by Sato until \w{3} \d+ \w+, 21:30\./);
    await refusal.waitFor();
    expect((await house.seats()).filter((seat) => seat.includes('block'))).toEqual([]);
  });
});
