import { beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { FloorPage } from '../support/floor-page.js';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';

describe('a time of another day than the one on show names it', () => {
  const stage = setStage();
  let house: TimelineHouse;
  beforeEach(async () => {
    house = await TimelineHouse.open(stage.service, stage.browser);
  });

  /** The day so many days after the one on show, as the console writes it: `Fri 27 Nov`. */
  const day = (days: number): string =>
    Temporal.PlainDate.from(house.date)
      .add({ days })
      .toLocaleString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })
      .replace(',', '');

  const block = (start: string, end: string | null): Promise<void> =>
    house.send('BlockTables', {
      blockId: randomUUID(),
      tableIds: [house.tableId('T1')],
      window: { start: house.instantOf(start), end: end === null ? null : house.instantOf(end) },
      reason: 'Floor repair',
    });
  const seated = (page: Page, words: string | RegExp): Promise<void> =>
    page.getByText(words, { exact: true }).first().waitFor();

  test('of a block over several days, on every page', async () => {
    await block('-4:00', '53:24');
    const bookingId = await house.booked({ name: 'Rossi', at: '22:00' });
    const span = `${day(-1)}, 20:00 – ${day(2)}, 05:24`;
    const board = await house.visit();
    const words = `Floor repair, table T1 blocked, ${span}`;
    await board.page.getByRole('gridcell', { name: words, exact: true }).click();
    await board.card('T1, blocked').getByText(span, { exact: true }).waitFor();

    const floor = await FloorPage.open(house);
    await floor.table('T1', `Floor repair, until ${day(2)}, 05:24`).waitFor();
    await floor.table('T1').click();
    await floor.details('T1').getByText(span).waitFor();
    await floor
      .details('T1')
      .getByText(`blocked until ${day(2)}, 05:24`)
      .waitFor();

    const assign = await house.page({ path: `/assign/${bookingId}` });
    await seated(assign, `blocked until ${day(2)}, 05:24: Floor repair`);
    await seated(assign, '22:00–23:30');
  });

  test('of an open block that began before it', async () => {
    await block('-23:00', null);
    const board = await house.visit();
    const words = `Floor repair, table T1 blocked, ${day(-1)}, 01:00, until further notice`;
    await board.page.getByRole('gridcell', { name: words, exact: true }).waitFor();
  });

  test('of a booking that is opened to be seated', async () => {
    const bookingId = await house.booked({ name: 'Rossi', at: '67:00' });
    const page = await house.page({ path: `/assign/${bookingId}` });
    await seated(page, `${day(2)}, 19:00–20:30`);
    // Said once: what follows is about that day.
    const choices = page.getByRole('group', { name: 'Suggested' });
    expect(await choices.innerText()).not.toContain(day(2));
  });

  test('and of the evening on show does not, after midnight either', async () => {
    await house.seated({ name: 'Nakamura', at: '24:15' }, 'T1');
    const board = await house.visit();
    await board.tile('Nakamura', 'T1', '00:15–01:45').click();
    await board
      .card(/^Nakamura/)
      .getByText('T1, 00:15–01:45', { exact: true })
      .waitFor();
  });
});
