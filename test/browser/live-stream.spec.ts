import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { bistro, envelope } from '../support/bistro.js';
import { setStage } from '../support/stage.js';

const STREAM = /\/api\/events\?/;

describe('the event stream of the console', () => {
  const venue = { ...bistro(), timeZone: 'UTC' };
  const stage = setStage();
  beforeAll(async () => {
    await stage.service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
  });

  /** A page with a stream, and what becomes of each further request for one. */
  async function openPage(meet: (route: Route, nth: number) => Promise<void>): Promise<Page> {
    const page = await stage.visit({ role: 'staff' });
    await live(page);
    let nth = 0;
    await page.route(STREAM, (route) => meet(route, ++nth));
    return page;
  }
  const live = (page: Page): Promise<void> =>
    page.getByRole('status').getByText('Live', { exact: true }).waitFor();
  const offline = (page: Page): Promise<void> => page.getByText(/^Offline since/).waitFor();
  const cut = (page: Page): Promise<void> => page.context().setOffline(true);
  const mend = (page: Page): Promise<void> => page.context().setOffline(false);

  /** Somebody books elsewhere; the name is what the page then shows. */
  async function book(): Promise<string> {
    const name = `Guest ${randomUUID().slice(0, 8)}`;
    const startsAt = new Date(Date.now() + 60_000).toISOString();
    const status = 'confirmed' as const;
    const booking = { bookingId: randomUUID(), partySize: 2, startsAt, status, metadata: { name } };
    const body = envelope('RegisterBooking', venue.venueId, booking);
    expect((await stage.service.request('POST', '/api/commands', { body })).status).toBe(200);
    return name;
  }
  const shows = (page: Page, name: string): Promise<void> => page.getByText(name).first().waitFor();

  test('goes on from the last event seen, however often it was turned away', async () => {
    const asked: (string | undefined)[] = [];
    const page = await openPage(async (route, nth) => {
      asked.push(route.request().headers()['last-event-id']);
      if (nth > 1) return route.continue();
      await route.fulfill({ status: 503, headers: { 'retry-after': '1' }, json: {} });
    });
    await shows(page, await book());
    await cut(page);
    await offline(page);
    const missed = await book();
    await mend(page);
    await shows(page, missed);
    await live(page);
    expect(asked.length).toBeGreaterThan(1);
    for (const place of asked) expect(place).toMatch(/^\d+:\d+/);
  });

  test('begins anew where the log is another one, and asks for everything again', async () => {
    const asked: (string | undefined)[] = [];
    const page = await openPage(async (route) => {
      const place = route.request().headers()['last-event-id'];
      asked.push(place);
      if (place === undefined) return route.continue();
      await route.fulfill({ status: 400, json: { status: 400, code: 'REQUEST_INVALID' } });
    });
    await shows(page, await book());
    await cut(page);
    await offline(page);
    const missed = await book();
    await mend(page);
    await live(page);
    await shows(page, missed);
    expect(asked.at(-1)).toBeUndefined();
    await shows(page, await book());
  });

  test('asks for a token when the service takes this one no longer', async () => {
    const page = await openPage((route) => route.fulfill({ status: 401, json: {} }));
    await cut(page);
    await offline(page);
    await mend(page);
    await page.getByRole('alert').getByText('The token is not valid any more.').waitFor();
    expect(await page.getByLabel('Access token').isVisible()).toBe(true);
  });

  test('notices after a sleep that nobody has spoken for long, and catches up', async () => {
    let askedAgain = 0;
    const context = await stage.visit({ role: 'staff' });
    await live(context);
    await context.clock.install();
    await context.reload();
    await live(context);
    await context.route(STREAM, (route) => {
      askedAgain++;
      return route.continue();
    });
    await context.clock.fastForward(120_000);
    await shows(context, await book());
    await live(context);
    expect(askedAgain).toBeGreaterThan(0);
  });
});
