import { describe, expect, test } from '@jest/globals';
import { AssignPage } from '../support/assign-page.js';
import { ManualDesk } from '../support/manual-desk.js';
import { setStage } from '../support/stage.js';

describe('assigning while others do', () => {
  const stage = setStage();

  test('of two who want one table, the loser is told who won', async () => {
    const desk = await ManualDesk.open(stage.service);
    const [rossi, sato] = [await desk.called('Rossi'), await desk.called('Sato')];
    const winner = await AssignPage.open(stage.browser, desk, rossi);
    const loser = await AssignPage.open(stage.browser, desk, sato, { role: 'admin' });
    await loser.goDeaf();
    await loser.pick('T1');
    await loser.choice.getByText('T1: 2 seats for 2').waitFor();
    await winner.pick('T1');
    await winner.hold();

    await loser.button('Hold').click();
    const told = loser.alert('Not held: somebody was faster.');
    await told.waitFor();
    expect(await told.innerText()).toMatch(
      /T1 is held by test-staff for Rossi, for 0[23]:\d\d more\./,
    );
    expect(await loser.isPicked('T1')).toBe(true);
    // The picture behind the refusal is asked for, too.
    await loser.choice.getByText('Error', { exact: true }).waitFor();
    expect((await desk.context(sato)).activeHold).toBeNull();
  });

  test('what happens elsewhere reaches the page by itself', async () => {
    const desk = await ManualDesk.open(stage.service);
    const assign = await AssignPage.open(stage.browser, desk, await desk.called('Sato'));
    await assign.pick('T2');
    await assign.choice.getByText('T2: 2 seats for 2').waitFor();
    await desk.seated('Okafor', ['T2']);
    await assign.choice.getByText('T2 is taken by Okafor until 21:00.').waitFor();
    expect(await assign.isPicked('T2')).toBe(true);
  });

  test('a booking that changes while it is looked at is told, and the choice is kept', async () => {
    const desk = await ManualDesk.open(stage.service);
    const bookingId = await desk.called('Tanaka');
    const assign = await AssignPage.open(stage.browser, desk, bookingId);
    await assign.pick('T4');
    await desk.called('Tanaka', { bookingId, partySize: 4 });
    await assign.alert('The party is 4 now; it was 2.').waitFor();
    expect(await assign.isPicked('T4')).toBe(true);
    await assign.choice.getByText('T4: 6 seats for 4, 2 to spare').waitFor();
  });

  test('a stale picture is told what changed, refreshed, and the choice kept', async () => {
    const desk = await ManualDesk.open(stage.service);
    const bookingId = await desk.called('Novak');
    const assign = await AssignPage.open(stage.browser, desk, bookingId);
    await assign.goDeaf();
    await assign.pick('T4');
    // Who holds is shown the picture anew: only what happens after that makes it a stale one.
    const shown = assign.page.waitForResponse(/\/manual\/context/);
    await assign.hold();
    await shown;
    await desk.called('Novak', { bookingId, partySize: 3 });

    await assign.button('Confirm').click();
    const told = assign.alert('Not confirmed.');
    await told.waitFor();
    expect(await told.innerText()).toMatch(/by test-staff: the booking was changed \(Novak\)/);
    await assign.page.getByText('Party of 3').waitFor();
    expect(await assign.isPicked('T4')).toBe(true);
    await assign.button('Confirm').click();
    await assign.page.getByText('Confirmed: T4.').waitFor();
  });

  test('a hold that was not answered is asked for again, and is one', async () => {
    const desk = await ManualDesk.open(stage.service);
    const bookingId = await desk.called('Quinn');
    const assign = await AssignPage.open(stage.browser, desk, bookingId);
    await assign.goDeaf();
    await assign.pick('T3');
    await assign.choice.getByText('T3: 2 seats for 2').waitFor();
    // The service does it; the answer is lost on its way.
    await assign.page.route(
      '**/manual/hold',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await assign.button('Hold').click();
    await assign.alert('It is not known whether this was done.').waitFor();
    const { activeHold } = await desk.context(bookingId);
    expect(activeHold).not.toBeNull();

    await assign.hold();
    expect((await desk.context(bookingId)).activeHold!.holdId).toBe(activeHold!.holdId);
    const { rows } = await stage.service.database.pool.query<{ placed: number }>(
      `select count(*)::int as placed from events
        where type = 'HoldPlaced' and data ->> 'bookingId' = $1`,
      [bookingId],
    );
    expect(rows).toEqual([{ placed: 1 }]);
  });

  test('the network drops: the page says so, and nothing chosen or typed is lost', async () => {
    const desk = await ManualDesk.open(stage.service);
    const bookingId = await desk.called('Laurent');
    const assign = await AssignPage.open(stage.browser, desk, bookingId);
    const { page } = assign;
    await assign.pick('T2');
    await assign.choice.getByText('T2: 2 seats for 2').waitFor();
    const sought = page.getByRole('searchbox', { name: 'Find a booking' });
    await sought.fill('lau');

    await page.context().setOffline(true);
    await page.getByText('Offline').waitFor();
    await assign.button('Hold').click();
    await assign.alert('The service cannot be reached.').waitFor();
    expect(await assign.isPicked('T2')).toBe(true);
    await desk.seated('Okafor', ['T1']);

    await page.context().setOffline(false);
    // What happened meanwhile is caught up with.
    await page.locator('[data-table="T1"][aria-label*="taken by Okafor"]').waitFor();
    await page.reload();
    await assign.table('T2').waitFor();
    expect(await assign.isPicked('T2')).toBe(true);
    expect(await sought.inputValue()).toBe('lau');
    await assign.hold();
  });
});
