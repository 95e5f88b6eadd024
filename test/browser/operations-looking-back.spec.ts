import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../support/axe.js';
import { wish } from '../support/bistro.js';
import { ManualDesk } from '../support/manual-desk.js';
import { setStage } from '../support/stage.js';

describe('refused demand and history in the console', () => {
  const stage = setStage();
  let desk: ManualDesk;
  const ids: { [name: string]: string } = {};

  /**
   * Rossi has T1 at half past seven, Haddad later, who asked in vain to come earlier; Novak wanted
   * it too, and Jensen's party, refused twice, was too large.
   */
  beforeAll(async () => {
    desk = await ManualDesk.open(stage.service);
    const tableIds = [desk.tableId('T1')];
    await book('Rossi', '2038-03-12T19:30', 2);
    await book('Haddad', '2038-03-12T21:30', 2);
    await book('Novak', '2038-03-12T20:00', 2);
    await book('Jensen', '2038-03-12T19:30', 5);
    const assign = (name: string, tables = tableIds) =>
      desk.send('AssignTables', { bookingId: ids[name], tableIds: tables });
    await assign('Rossi');
    await assign('Haddad');
    const window = { start: '2038-03-12T19:30', end: '2038-03-12T21:00' };
    await desk.send('MoveBooking', { bookingId: ids['Haddad'], tableIds, window });
    await assign('Jensen', [crypto.randomUUID()]);
    await assign('Novak');
    await assign('Jensen');
  });

  async function book(name: string, startsAt: string, partySize: number): Promise<void> {
    const bookingId = (ids[name] = crypto.randomUUID());
    const data = { ...wish(bookingId, startsAt), partySize, metadata: { name } };
    expect((await desk.send('RegisterBooking', data)).status).toBe(200);
  }
  const refusals = (page: Page) => page.locator('.refusal');
  const figure = (page: Page, words: string) =>
    page.locator('.figures > div').filter({ hasText: words }).locator('dd').innerText();

  test('refused demand is drawn over time, counted by reason, and listed with who was there', async () => {
    const page = await stage.visit({ path: '/demand', role: 'operator' });
    await page.locator('.demand-chart canvas').waitFor();
    const taken = page.getByRole('row', { name: /The table is taken/ });
    expect(await taken.innerText()).toMatch(/2\s+2\s+4\s+2/);
    expect(await figure(page, 'times refused')).toBe('4');
    // Novak's two and Jensen's five, once; Haddad sits.
    expect(await figure(page, 'covers lost')).toBe('7');
    const [first, second] = [refusals(page).nth(0), refusals(page).nth(1)];
    expect(await first.innerText()).toMatch(/Refused.*Jensen, party of 5/s);
    expect(await second.innerText()).toMatch(
      /The table is taken\..*Novak, party of 2.*T1 is taken by Rossi until 21:00\./s,
    );
    await page.getByText('The same as a table').click();
    const table = page.getByRole('region', { name: 'Refusals over time' });
    expect(await table.innerText()).toContain('The table is taken');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('button', { name: 'The table is taken' }).click();
    await first.getByText('Novak').waitFor();
    expect(await refusals(page).count()).toBe(2);
    await desk.send('AssignTables', { bookingId: ids['Novak'], tableIds: [desk.tableId('T1')] });
    await refusals(page).nth(2).getByText('Haddad').waitFor();
    expect(await refusals(page).nth(1).innerText()).toContain('Novak');
  });

  test('a reason that this console is too old to know is said by its code', async () => {
    const page = await stage.visit({ path: '/demand', role: 'operator' });
    await page.route('**/refused?*', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replaceAll('CAPACITY_INSUFFICIENT', 'CHAIRS_MISSING');
      await route.fulfill({ response, body });
    });
    await page.reload();
    const words = 'Refused for a reason that this page does not know: CHAIRS_MISSING';
    await page.getByRole('row', { name: words }).waitFor();
    await refusals(page).getByText(`${words}.`).waitFor();
  });

  test('history: who had a table at two times, as known now and before, and which command did it', async () => {
    const path = `/history?table=${desk.tableId('T1')}&at=2038-03-12T20:00`;
    const page = await stage.visit({ path, role: 'analyst' });
    const answer = page.locator('.answer');
    await answer.getByText('Rossi').waitFor();
    expect(await answer.innerText()).toMatch(/^T1 on Fri 12 Mar, 20:00: Rossi, .*as known now/);
    const spell = page.getByRole('listitem').filter({ hasText: 'Assigned' });
    expect(await spell.innerText()).toMatch(/By\s+test-staff .*Command\s+Assign tables/s);
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByLabel('Who had it at').fill('2038-03-12T22:00');
    await answer.getByText('Haddad').waitFor();
    await page.getByLabel('As known at').fill('2026-01-01T12:00:00');
    await answer.getByText('Nobody had T1 on Fri 12 Mar, 22:00').waitFor();
    await page.getByRole('button', { name: 'As known now' }).click();
    await answer.getByText('Haddad').waitFor();

    const { body } = await desk.send('UnassignTables', { bookingId: ids['Haddad'] });
    expect(body).toMatchObject({ status: 'accepted' });
    await answer.getByText('Nobody had T1').waitFor();
    await page.getByRole('button', { name: 'Any time' }).click();
    await page.getByText('All who had T1').waitFor();
    const ended = page.getByRole('listitem').filter({ hasText: 'Haddad' });
    expect(await ended.innerText()).toMatch(/Ended.*Command\s+Unassign tables/s);
  });
});
