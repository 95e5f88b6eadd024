import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { TokenRole } from '#platform';
import { ManualDesk } from '../support/manual-desk.js';
import { setStage } from '../support/stage.js';

describe('somebody who works in two venues', () => {
  const stage = setStage();
  let paris: ManualDesk;
  let newYork: ManualDesk;
  let rossi: string;

  /** At half past seven, each on its own clock: Okafor on T2 in Paris, Weber on T1 in New York. */
  beforeAll(async () => {
    const timeZone = 'America/New_York';
    paris = await ManualDesk.open(stage.service, {}, { name: 'Chez Paul' });
    newYork = await ManualDesk.open(stage.service, {}, { name: 'Delancey', timeZone });
    rossi = await paris.called('Rossi');
    await paris.seated('Okafor', ['T2']);
    await newYork.seated('Weber', ['T1']);
  });

  function open(path: string, role: TokenRole = 'staff'): Promise<Page> {
    const venues = [paris.venue.venueId, newYork.venue.venueId];
    return stage.visit({ role, venues, path });
  }
  const chooser = (page: Page): Locator => page.locator('select.header-venue');
  const clock = (page: Page, city: string): Locator =>
    page.locator('.header-clock').filter({ hasText: city });
  const table = (page: Page, name: RegExp): Locator => page.getByRole('button', { name });
  const chosen = (page: Page): Promise<string> => chooser(page).inputValue();

  describe('and assigns tables', () => {
    test('leaves the booking with its venue, and finds both by going back', async () => {
      const page = await open(`/assign/${rossi}`);
      await table(page, /^T2, .*Okafor/).waitFor();
      await clock(page, 'Paris').waitFor();
      await chooser(page).selectOption('Delancey');
      await page.getByText('Whom do you want to seat?').waitFor();
      await clock(page, 'New York').waitFor();
      expect(new URL(page.url()).pathname).toBe('/console/assign');
      expect(await page.getByRole('button', { name: /^(Hold|Confirm)$/ }).count()).toBe(0);
      // No event of Paris reaches the page meanwhile.
      await paris.seated('Haddad', ['T1']);
      await page.goBack();
      await table(page, /^T1, .*Haddad/).waitFor();
      await table(page, /^T2, .*Okafor/).waitFor();
      expect(await chosen(page)).toBe(paris.venue.venueId);
    });

    test('follows a link to the venue of its booking', async () => {
      const page = await open('/assign');
      await chooser(page).selectOption('Delancey');
      await clock(page, 'New York').waitFor();
      await page.goto(`${stage.service.url}/console/assign/${rossi}`);
      await page.getByLabel('Floor for Rossi, 19:30–21:00').waitFor();
      await clock(page, 'Paris').waitFor();
      expect(await chosen(page)).toBe(paris.venue.venueId);
      await table(page, /^T2, .*Okafor/).waitFor();
      await page.getByText('Live', { exact: true }).waitFor();
      await paris.seated('Novak', ['T3']);
      await table(page, /^T3, .*Novak/).waitFor();
    });

    test('finds a booking of the other venue by its whole id, and goes there', async () => {
      const page = await open('/assign');
      await chooser(page).selectOption('Delancey');
      await page.getByRole('searchbox', { name: 'Find a booking' }).fill(rossi);
      await page.getByRole('button', { name: /^Rossi.*Fri 12 Mar, 19:30, at Chez Paul/ }).click();
      await page.getByLabel('Floor for Rossi, 19:30–21:00').waitFor();
      expect(await chosen(page)).toBe(paris.venue.venueId);
    });
  });

  describe('and looks into history', () => {
    const answer = (page: Page): Locator => page.locator('.answer');

    test('a link leads to its venue, and another venue is asked on its own clock', async () => {
      const page = await open(
        `/history?table=${paris.tableId('T2')}&at=2038-03-12T20:00`,
        'analyst',
      );
      await answer(page).filter({ hasText: 'T2 on Fri 12 Mar, 20:00: Okafor' }).waitFor();
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByRole('button', { name: 'Copy a link to this' }).click();
      await page.getByText('The link was copied.').waitFor();
      const link = await page.evaluate<string>('navigator.clipboard.readText()');
      await chooser(page).selectOption('Delancey');
      await answer(page).filter({ hasText: 'T1 on Fri 12 Mar, 20:00: Weber' }).waitFor();
      await page.goto(link);
      await answer(page).filter({ hasText: 'T2 on Fri 12 Mar, 20:00: Okafor' }).waitFor();
      expect(await chosen(page)).toBe(paris.venue.venueId);
    });

    test('a venue out of reach is not mistaken for the one that is chosen', async () => {
      const venues = [newYork.venue.venueId];
      const path = `/history?venue=${paris.venue.venueId}&table=${paris.tableId('T2')}`;
      const page = await stage.visit({ role: 'analyst', venues, path });
      await page.getByText('This is of another venue').waitFor();
      expect(await answer(page).count()).toBe(0);
    });

    test('a table that has left the floor plan is asked about as such', async () => {
      const desk = await ManualDesk.open(stage.service, {}, { name: 'Tavern' });
      const { venueId, tables, adjacencies } = desk.venue;
      const gone = desk.tableId('T4');
      const bookingId = await desk.seated('Sato', ['T4']);
      await desk.send('UnassignTables', { bookingId });
      const body = {
        ...desk.venue,
        tables: tables.filter(({ id }) => id !== gone),
        adjacencies: adjacencies.filter((pair) => !pair.includes(gone)),
      };
      const path = `/api/venues/${venueId}`;
      expect((await stage.service.request('PUT', path, { body })).status).toBe(200);
      const page = await stage.visit({
        role: 'analyst',
        venues: [venueId],
        path: `/history?venue=${venueId}&table=${gone}&at=any`,
      });
      await page.getByRole('note').filter({ hasText: 'not on the floor plan of Tavern' }).waitFor();
      await page.getByRole('listitem').filter({ hasText: 'Sato' }).waitFor();
      expect(await page.getByRole('combobox', { name: /^Table/ }).inputValue()).toBe(gone);
      await answer(page)
        .filter({ hasText: `All who had Table #${gone.slice(0, 6)}` })
        .waitFor();
    });
  });
});
