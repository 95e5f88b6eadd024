import { describe, expect, test } from '@jest/globals';
import { AssignPage } from '../support/assign-page.js';
import { ManualDesk } from '../support/manual-desk.js';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';

/** What no host can read: an id, and a time of another clock. */
const RAW = /[0-9a-f]{8}-[0-9a-f]{4}-|\dT\d\d:\d\d/;

describe('what is done all the same says what is not as it should be, in words', () => {
  const stage = setStage();

  test('of a table that somebody has, where conflicts are only observed', async () => {
    const house = await TimelineHouse.open(stage.service, stage.browser);
    const { venueId } = house.venue;
    const body = { value: false, venueId, reason: 'observing' };
    await stage.service.request('PUT', '/api/flags/FEATURE_RPC_ASSIGN_ATOMIC', { body });
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    await house.seated({ name: 'Sato', at: '20:15' }, 'T2');
    const board = await house.visit();
    await board.drag(board.tile('Rossi'), { to: 'T2' });
    const notice = board.notice('Rossi: T2, 20:00–21:30.');
    await notice.getByText('Note: T2 is taken by Sato until 21:45.').waitFor();
    expect(await notice.innerText()).not.toMatch(RAW);
  });

  test('of a table that is confirmed by hand', async () => {
    const desk = await ManualDesk.open(stage.service);
    await desk.observe('FEATURE_RPC_ASSIGN_ATOMIC');
    await desk.seated('Okafor', ['T1']);
    const assign = await AssignPage.open(stage.browser, desk, await desk.called('Rossi'));
    await assign.pick('T1');
    await assign.hold();
    await assign.button('Confirm').click();
    const notice = assign.page.locator('.notice', { hasText: 'Confirmed: T1.' });
    await notice.getByText('Note: T1 is taken by Okafor until 21:00.').waitFor();
    expect(await notice.innerText()).not.toMatch(RAW);
  });

  test('of tables that whoever came after all does not get back', async () => {
    const house = await TimelineHouse.open(stage.service, stage.browser);
    await house.seated({ name: 'Rossi', at: '20:00' }, 'T1');
    const board = await house.visit();
    const gone = await board.missed('Rossi');
    await house.seated({ name: 'Sato', at: '20:00' }, 'T1');
    await gone.getByRole('button', { name: 'Undo' }).click();
    const back = board.notice('Rossi: confirmed.');
    await back.getByText('Note: The tables they had are taken meanwhile').waitFor();
    expect(await back.innerText()).not.toMatch(RAW);
  });
});
