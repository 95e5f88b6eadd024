import { beforeEach, describe, expect, test } from '@jest/globals';
import { Finger } from '../support/finger.js';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';
import type { TimelinePage } from '../support/timeline-page.js';

/** Far enough for a swipe: the browser keeps the beginning, the more the slower the machine. */
const SWIPE_PX = 150;

describe('the timeline under a finger', () => {
  const stage = setStage();
  let house: TimelineHouse;
  beforeEach(async () => {
    house = await TimelineHouse.open(stage.service, stage.browser);
  });

  test.each(['phone', 'tablet'] as const)(
    'on a %s a booking is tapped, and so is the table that it moves to',
    async (screen) => {
      await house.seated({ name: 'Rossi', at: house.clockIn(15) }, 'T1');
      const board = await house.visit({ screen });
      await board.tile('Rossi').tap();
      await board.deed('Rossi', 'Move').tap();
      await board.card('Moving Rossi').waitFor();
      await board.head('T3').tap();
      await board.notice('Rossi: T3, ').waitFor();
      expect(await house.seats()).toEqual([expect.stringMatching(/^T3 Rossi /)]);
    },
  );

  test('a booking without a table is tapped, and then its table', async () => {
    await house.booked({ name: 'Novak', at: house.clockIn(15), party: 5 });
    const board = await house.visit({ screen: 'phone' });
    await board.chip('Novak').tap();
    await board.deed('Novak', 'Pick a table').tap();
    await board.head('T4').tap();
    await board.notice('Novak: T4, ').waitFor();
    expect(await house.seats()).toEqual([expect.stringMatching(/^T4 Novak /)]);
  });

  test('a swipe scrolls the board, also from a tile on, and takes nothing along', async () => {
    await house.seated({ name: 'Rossi', at: house.clockIn(15) }, 'T1');
    const before = await house.seats();
    const board = await house.visit({ screen: 'phone' });
    const here = await scrolledTo(board);
    await (await Finger.on(board.page)).swipe(board.tile('Rossi'), SWIPE_PX);
    expect(await scrolledTo(board)).toBeLessThan(here);
    expect(await board.page.locator('.ghost').count()).toBe(0);
    expect(await board.card(/^Rossi/).count()).toBe(0);
    expect(await house.seats()).toEqual(before);
  });

  test('a swipe scrolls in the middle of a move, which goes on', async () => {
    await house.seated({ name: 'Rossi', at: house.clockIn(15) }, 'T1');
    const board = await house.visit({ screen: 'phone' });
    await board.tile('Rossi').tap();
    await board.deed('Rossi', 'Move').tap();
    const here = await scrolledTo(board);
    await (await Finger.on(board.page)).swipe(board.tile('Rossi'), SWIPE_PX);
    expect(await scrolledTo(board)).toBeLessThan(here);
    await board.card('Moving Rossi').waitFor();
    await board.head('T2').tap();
    await board.notice('Rossi: T2, ').waitFor();
  });
});

/** How far the board is scrolled to the right, in px. */
function scrolledTo({ page }: TimelinePage): Promise<number> {
  return page
    .locator('.board-scroller')
    .evaluate((board) => (board as unknown as { scrollLeft: number }).scrollLeft);
}
