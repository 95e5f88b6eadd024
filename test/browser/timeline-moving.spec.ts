import { beforeEach, describe, expect, test } from '@jest/globals';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';

describe('a booking is moved on the timeline', () => {
  const stage = setStage();
  let house: TimelineHouse;
  beforeEach(async () => {
    house = await TimelineHouse.open(stage.service, stage.browser);
  });

  test('up and down to another table, across to another time, by its end to another length', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    await board.drag(board.tile('Rossi', 'T1'), { to: 'T2' });
    await board.notice('Rossi: T2, 20:00–21:30.').waitFor();
    await board.drag(board.tile('Rossi', 'T2'), { minutes: 30 });
    await board.notice('Rossi: T2, 20:30–22:00.').waitFor();
    await board.stretch(board.tile('Rossi', 'T2', '20:30–22:00'), 45);
    await board.notice('Rossi: T2, 20:30–22:45.').waitFor();
    await board.drag(board.tile('Rossi'), { to: 'T3', minutes: -60 });
    await board.tile('Rossi', 'T3', '19:30–21:45').waitFor();
    await board.notice('Rossi: T3, 19:30–21:45.').waitFor();
    expect(await house.seats()).toEqual(['T3 Rossi 19:30–21:45']);
  });

  test('on a taken table it snaps back and says who has it until when; the two swap', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    await house.seated({ name: 'Sato', at: '20:15' }, 'T2');
    const board = await house.visit();
    await board.drag(board.tile('Rossi'), { to: 'T2' });
    const refusal = board.notice('Rossi cannot have T2, 20:00–21:30.');
    await refusal.getByText('T2 is taken by Sato until 21:45.').waitFor();
    await board.tile('Rossi', 'T1', '20:00–21:30').waitFor();
    expect(await house.seats()).toEqual(['T1 Rossi 20:00–21:30', 'T2 Sato 20:15–21:45']);

    await refusal.getByRole('button', { name: 'Swap with Sato' }).click();
    await board.notice('Rossi and Sato changed tables.').waitFor();
    expect(await house.seats()).toEqual(['T1 Sato 20:15–21:45', 'T2 Rossi 20:00–21:30']);
    await board.notice('changed tables').getByRole('button', { name: 'Undo' }).click();
    await board.tile('Rossi', 'T1', '20:00–21:30').waitFor();
    await board.tile('Sato', 'T2', '20:15–21:45').waitFor();
  });

  test('a refusal offers the best table instead, and what is done is undone', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    await house.seated({ name: 'Sato', at: '20:15' }, 'T2');
    const board = await house.visit();
    await board.drag(board.tile('Sato'), { to: 'T1' });
    await board
      .notice(/Sato cannot have T1/)
      .getByRole('button', { name: 'Best table' })
      .click();
    const done = board.notice(/Sato: T\d, 20:15–21:45\./);
    await done.getByRole('button', { name: 'Undo' }).click();
    await board.notice('Undone: Sato is where it was.').waitFor();
    await board.tile('Sato', 'T2', '20:15–21:45').waitFor();
  });

  test('off its table and back again', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    await board.tile('Rossi').click();
    await board.deed('Rossi', 'Unassign').click();
    await board.chip('Rossi').waitFor();
    // The chip is shown before the answer, the notice after it.
    const unseated = board.notice('Rossi has no table now.');
    await unseated.waitFor();
    expect(await house.seats()).toEqual([]);
    await unseated.getByRole('button', { name: 'Undo' }).click();
    await board.tile('Rossi', 'T1', '20:00–21:30').waitFor();
    expect(await board.chip('Rossi').count()).toBe(0);
  });

  test('from the tray to a table, at the time it was booked for', async () => {
    await house.booked({ name: 'Novak', at: '20:30', party: 5 });
    const board = await house.visit();
    await board.drag(board.chip('Novak'), { to: 'T4', minutes: 200 });
    await board.tile('Novak', 'T4', '20:30–22:00').waitFor();
    await board.notice('Novak: T4, 20:30–22:00.').waitFor();
    expect(await house.seats()).toEqual(['T4 Novak 20:30–22:00']);
  });

  test('a party too large for a table gets its neighbours with it', async () => {
    await house.booked({ name: 'Novak', at: '20:00', party: 4 });
    const board = await house.visit();
    await board.drag(board.chip('Novak'), { to: 'T2' });
    await board.notice(/Novak: T/).waitFor();
    expect(await board.tile('Novak').count()).toBe(2);
    expect(await board.tile('Novak').first().getAttribute('aria-label')).toContain('joined: ');
  });

  test('by clicks: Move, then the table', async () => {
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    await board.tile('Rossi').click();
    await board.deed('Rossi', 'Move').click();
    await board.card('Moving Rossi').getByRole('button', { name: 'Later' }).click();
    await board.head('T3').click();
    await board.notice('Rossi: T3, 20:15–21:45.').waitFor();
    expect(await house.seats()).toEqual(['T3 Rossi 20:15–21:45']);
  });

  test('not at all when it is pinned: it shows a padlock, and says why', async () => {
    const bookingId = await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    await house.send('PinBooking', { bookingId, reason: 'Asked for the window' });
    const board = await house.visit();
    const tile = board.tile('Rossi', 'T1');
    expect(await tile.getAttribute('aria-label')).toContain('pinned: Asked for the window');
    expect(await tile.locator('[data-icon="lock"]').count()).toBe(1);
    await board.drag(tile, { to: 'T2' });
    expect(await board.page.locator('.ghost').count()).toBe(0);
    await tile.click();
    const move = board.deed('Rossi', 'Move');
    expect(await move.getAttribute('aria-disabled')).toBe('true');
    expect(await move.getAttribute('title')).toBe('Pinned: Asked for the window. Unpin it first');
    expect(await house.seats()).toEqual(['T1 Rossi 20:00–21:30']);
  });
});
