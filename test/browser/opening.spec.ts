import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { accessibilityFaults } from '../support/axe.js';
import { startEvening } from '../support/evening.js';
import type { Evening } from '../support/evening.js';
import { TestBrowser } from '../support/browser.js';

describe('the console', () => {
  let evening: Evening;
  let browser: TestBrowser;
  beforeAll(async () => {
    [evening, browser] = await Promise.all([startEvening(), TestBrowser.launch()]);
  });
  afterEach(() => browser.leave());
  afterAll(async () => {
    await browser.close();
    await evening.service.stop();
  });

  test('opens at the timeline of the venue, and keeps its token out of the address', async () => {
    const page = await browser.visit(evening.service);
    await page.getByText(evening.venue.name).first().waitFor();
    expect(page.url()).toBe(`${evening.service.url}/console`);
    expect(await page.getByRole('navigation').getByText('Timeline').isVisible()).toBe(true);
  });

  test('says how to get in, and takes the printed address in the tab that is open', async () => {
    const page = await browser.visit(evening.service);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('npm start').waitFor();
    const token = await evening.service.token('operator');
    await page.goto(`${evening.service.url}/console/flags#token=${token}`);
    await page.getByRole('heading', { name: 'Flags', level: 1 }).waitFor();
    await page.evaluate(`location.hash = 'token=${await evening.service.token('staff')}'`);
    await page.getByRole('link', { name: 'Flags' }).waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('token');
  });

  test('keeps who signed in over a reload, at the same place', async () => {
    const page = await browser.visit(evening.service, { path: '/holds' });
    await page.getByRole('heading', { name: 'Holds', level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Holds', level: 1 }).waitFor();
    expect(page.url()).toBe(`${evening.service.url}/console/holds`);
  });

  test.each([
    ['booking systems', 'booking-system', undefined, /for staff, operators and analysts/],
    ['no venue that is set up', 'staff', [crypto.randomUUID()], /No venue that this token names/],
  ] as const)(
    'says what to do with a token for %s, and leads out',
    async (...[, role, venues, words]) => {
      const page = await browser.visit(evening.service, { role, ...(venues && { venues }) });
      await page.getByRole('alert').filter({ hasText: words }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('Access token').waitFor();
    },
  );

  test('says so when the venue cannot be read, and reads it when asked again', async () => {
    const page = await browser.visit(evening.service);
    const problem = { status: 500, code: 'INTERNAL', detail: 'The service failed.' };
    await page.route('**/api/venues', (route) => route.fulfill({ status: 500, json: problem }));
    await page.reload();
    await page.getByRole('alert').filter({ hasText: 'The service failed.' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await page.unroute('**/api/venues');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(evening.venue.name).first().waitFor();
  });

  test('refuses a token that has expired, in words', async () => {
    const page = await browser.visit(evening.service);
    const claims = Buffer.from(JSON.stringify({ sub: 'sam', roles: ['staff'], exp: 1 }));
    const expired = `eyJhbGciOiJIUzI1NiJ9.${claims.toString('base64url')}.c2ln`;
    await page.evaluate(`location.hash = 'token=${expired}'`);
    await page.getByRole('alert').getByText('This token has expired.').waitFor();
    await page.getByLabel('Access token').fill('no token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByRole('alert')
      .getByText(/^This is not a token/)
      .waitFor();
  });
});
