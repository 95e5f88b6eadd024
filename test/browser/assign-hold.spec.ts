import { describe, expect, test } from '@jest/globals';
import { AssignPage } from '../support/assign-page.js';
import { ManualDesk } from '../support/manual-desk.js';
import { setStage } from '../support/stage.js';
import { until } from '../support/until.js';

describe('holding tables on the assigning page', () => {
  const stage = setStage();

  test('a host sees who has a table, takes another, and makes it so', async () => {
    const desk = await ManualDesk.open(stage.service);
    await desk.seated('Okafor', ['T1']);
    const bookingId = await desk.called('Rossi');
    const assign = await AssignPage.open(stage.browser, desk, bookingId);

    await assign.pick('T1');
    await assign.choice.getByText('T1 is taken by Okafor until 21:00.').waitFor();
    expect(await assign.choice.getByText('Error', { exact: true }).count()).toBe(1);
    await assign.pressInVain('Hold');
    await assign.page.getByText('An error above stands in the way.').waitFor();
    expect((await desk.context(bookingId)).activeHold).toBeNull();

    await assign.pick('T1', 'T2');
    await assign.choice.getByText('T2: 2 seats for 2, none to spare, Main').waitFor();
    await assign.hold();
    const shown = await assign.timer.innerText();
    expect(shown).toMatch(/^0(2:5\d|3:00)$/);
    await assign.timer.filter({ hasNotText: shown }).waitFor();
    expect((await assign.timer.innerText()) < shown).toBe(true);

    // It looks held whatever else is picked, and what would work instead is said once.
    await assign.pick('T1');
    await assign.page.getByRole('group', { name: 'Would work instead' }).waitFor();
    expect(await assign.page.getByRole('group', { name: 'Suggested' }).count()).toBe(0);
    expect(await assign.table('T2').getAttribute('aria-label')).toContain('held for you');
    expect(await assign.page.locator('.plan-held.is-refused').count()).toBe(1);
    await assign.pick('T1');
    await assign.choice.getByText('T2: 2 seats for 2, none to spare, Main').waitFor();

    // Its own hold is no obstacle.
    expect((await desk.validate(bookingId, ['T2'])).ok).toBe(true);
    expect(await assign.choice.getByText('Error', { exact: true }).count()).toBe(0);

    await assign.button('Confirm').click();
    await assign.page.getByText('Confirmed: T2.').waitFor();
    await assign.page.getByText('Seated at T2').waitFor();
    const { assignments, activeHold } = await desk.context(bookingId);
    expect(assignments.map(({ label }) => label)).toEqual(['T2']);
    expect(activeHold).toBeNull();
  });

  test('a table that is too small says by how much', async () => {
    const desk = await ManualDesk.open(stage.service);
    const assign = await AssignPage.open(
      stage.browser,
      desk,
      await desk.called('Sato', { partySize: 5 }),
    );
    await assign.pick('T1');
    await assign.choice.getByText('Too small by 3: room for 2, the party is 5.').waitFor();
    expect(await assign.table('T1').getAttribute('aria-label')).toContain('too small by 3');
  });

  test('a hold is made longer', async () => {
    const hold = { minSeconds: 10, defaultSeconds: 20, maxSeconds: 60 };
    const desk = await ManualDesk.open(stage.service, { hold });
    const bookingId = await desk.called('Haddad');
    const assign = await AssignPage.open(stage.browser, desk, bookingId);
    await assign.pick('T3');
    await assign.hold();
    const before = (await desk.context(bookingId)).activeHold!;
    await assign.timer.filter({ hasText: /^00:(0\d|1[0-7])$/ }).waitFor();
    const low = await assign.timer.innerText();
    await assign.button('Hold longer').click();
    await until(async () => (await assign.timer.innerText()) > low);
    const after = (await desk.context(bookingId)).activeHold!;
    expect(after.holdId).toBe(before.holdId);
    expect(after.expiresAt > before.expiresAt).toBe(true);
  });

  test('what is given back is free for everybody, and stays chosen', async () => {
    const desk = await ManualDesk.open(stage.service);
    const bookingId = await desk.called('Novak');
    const assign = await AssignPage.open(stage.browser, desk, bookingId);
    await assign.pick('T2');
    await assign.hold();
    await assign.button('Release').click();
    await assign.timer.waitFor({ state: 'detached' });
    expect((await desk.context(bookingId)).activeHold).toBeNull();
    expect(await assign.isPicked('T2')).toBe(true);
    expect(await assign.alert('The hold has ended').count()).toBe(0);
    // Another hold is another one.
    await assign.hold();
    expect((await desk.context(bookingId)).activeHold).not.toBeNull();
  });

  test('a hold that runs out is told, and the choice is kept', async () => {
    const hold = { minSeconds: 1, defaultSeconds: 6, maxSeconds: 60 };
    const desk = await ManualDesk.open(stage.service, { hold });
    const bookingId = await desk.called('Weber');
    const assign = await AssignPage.open(stage.browser, desk, bookingId);
    await assign.pick('T4');
    await assign.hold();
    const told = assign.alert('The hold has run out');
    await told.waitFor();
    expect(await told.innerText()).toContain('T4 is everybody’s again');
    expect(await assign.isPicked('T4')).toBe(true);
    await assign.pressInVain('Confirm');
    await assign.page.getByText('Hold the tables first.').waitFor();
    await assign.hold();
    expect(await told.count()).toBe(0);
  });
});
