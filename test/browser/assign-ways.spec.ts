import { describe, expect, test } from '@jest/globals';
import { serviceDateAt } from '#allocation';
import type { VenueConfiguration } from '#contracts';
import { AssignPage } from '../support/assign-page.js';
import { accessibilityFaults } from '../support/axe.js';
import { isWiderThanItsScreen, tabTo } from '../support/browser.js';
import { ManualDesk } from '../support/manual-desk.js';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';
import { clockOf } from '../support/clocks.js';

describe('ways to a table on the assigning page', () => {
  const stage = setStage();

  const labelsOf = async (desk: ManualDesk, bookingId: string): Promise<string[]> =>
    (await desk.context(bookingId)).assignments.map(({ label }) => label);

  test('a suggestion says why, and is taken by one press', async () => {
    const desk = await ManualDesk.open(stage.service);
    await desk.seated('Okafor', ['T4']);
    const bookingId = await desk.called('Rossi', { partySize: 4 });
    const assign = await AssignPage.open(stage.browser, desk, bookingId);
    const best = assign.page.getByRole('group', { name: 'Suggested' }).getByRole('button').first();
    expect(await best.innerText()).toMatch(/T1 \+ T2\s+2 tables joined, no seat to spare/);
    await best.click();
    expect(await best.getAttribute('aria-pressed')).toBe('true');
    await assign.choice.getByText('T1 + T2: 4 seats for 4').waitFor();
    await assign.hold();
    await assign.button('Confirm').click();
    await assign.page.getByText('Confirmed: T1 + T2.').waitFor();
    expect(await labelsOf(desk, bookingId)).toEqual(['T1', 'T2']);
  });

  test('when nothing is free, another time is offered, taken, and taken back', async () => {
    const desk = await ManualDesk.open(stage.service);
    await desk.seated('Okafor', ['T4']);
    await desk.seated('Weber', ['T2']);
    const bookingId = await desk.called('Almeida', { partySize: 6 });
    const assign = await AssignPage.open(stage.browser, desk, bookingId);
    await assign.page.getByText('No free table or join fits 6 at 19:30.').waitFor();
    await assign.button('Other times').click();
    const times = assign.page.getByRole('group', { name: 'The nearest times that would work' });
    const first = times.getByRole('button').first();
    expect(await first.innerText()).toMatch(/T4, (18:00–19:30|21:00–22:30)/);
    await first.click();
    await assign.page.getByText(/Seated: T4, /).waitFor();
    expect(await labelsOf(desk, bookingId)).toEqual(['T4']);
    await assign.page.getByRole('button', { name: 'Undo' }).click();
    await assign.page.getByText('Undone.').waitFor();
    expect(await labelsOf(desk, bookingId)).toEqual([]);
  });

  test('room is made by moving another, shown first and then done', async () => {
    const desk = await ManualDesk.open(stage.service);
    const okafor = await desk.seated('Okafor', ['T4']);
    const weber = await desk.seated('Weber', ['T2']);
    const bookingId = await desk.called('Almeida', { partySize: 6 });
    const assign = await AssignPage.open(stage.browser, desk, bookingId);
    await assign.button('Make room').click();
    const dialog = assign.page.getByRole('dialog', { name: 'Make room by moving others' });
    await dialog.getByText('Seat them at T4, 19:30–21:00 by moving one party:').waitFor();
    await dialog.getByText(/Okafor, party of 2: from T4 to T[13], at the same time\./).waitFor();
    expect(await accessibilityFaults(assign.page)).toEqual([]);
    // Shown is not done.
    expect(await labelsOf(desk, okafor)).toEqual(['T4']);
    await dialog.getByRole('button', { name: 'Move and seat' }).click();
    await assign.page.getByText('Seated at T4.').waitFor();
    expect(await labelsOf(desk, bookingId)).toEqual(['T4']);
    expect(await labelsOf(desk, okafor)).toEqual([expect.stringMatching(/^T[13]$/)]);
    expect(await labelsOf(desk, weber)).toEqual(['T2']);
  });

  test('by keyboard alone, from the booking to the confirmed table', async () => {
    const desk = await ManualDesk.open(stage.service);
    const { policy, timeZone } = desk.venue;
    const today = serviceDateAt(policy, clockOf(timeZone), new Date().toISOString());
    const startsAt = `${today}T19:30`;
    const bookingId = await desk.called('Zielinski', { startsAt });
    await desk.called('Rossi', { startsAt });
    const page = await stage.visit({
      role: 'staff',
      venues: [desk.venue.venueId],
      path: '/assign',
    });
    await page.getByText('2 without a table').waitFor();
    await tabTo(page, page.getByRole('searchbox', { name: 'Find a booking' }));
    await page.keyboard.type('ziel');
    await page.keyboard.press('Enter');
    const plan = page.locator('[data-table]');
    await plan.first().waitFor();
    await tabTo(page, plan.first());
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await page.getByRole('region', { name: 'Your choice' }).getByText('T2: 2 seats').waitFor();
    const ready = page.locator('button:not([aria-disabled])');
    await tabTo(page, ready.filter({ hasText: /^Hold$/ }));
    await page.keyboard.press('Enter');
    await page.getByRole('timer').waitFor();
    await tabTo(page, ready.filter({ hasText: /^Confirm$/ }));
    await page.keyboard.press('Enter');
    await page.getByText('Confirmed: T2.').waitFor();
    expect(await labelsOf(desk, bookingId)).toEqual(['T2']);
  });

  test('a booking of another day is found by its whole id, as it was copied', async () => {
    const desk = await ManualDesk.open(stage.service);
    const bookingId = await desk.called('Rossi', { startsAt: '2038-03-12T19:30' });
    const venues = [desk.venue.venueId];
    const page = await stage.visit({ role: 'staff', venues, path: '/assign' });
    const search = page.getByRole('searchbox', { name: 'Find a booking' });
    const unknown = crypto.randomUUID();
    await search.fill(unknown);
    await page.getByText('No booking has this id.').waitFor();
    await search.fill(` #${bookingId.toUpperCase()}`);
    await page.getByRole('button', { name: /^Rossi.*Fri 12 Mar, 19:30/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await search.press('Enter');
    await page.getByLabel('Floor for Rossi, 19:30–21:00').waitFor();
    await search.fill('Ros');
    await page.getByText('Nobody is called “Ros” today.').waitFor();
  });

  test('on a phone only the plan is pushed sideways, however long a name is', async () => {
    const house = await TimelineHouse.open(stage.service, stage.browser, spreadOut);
    const long = 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh';
    await house.seated({ name: long, at: '20:00' }, 'T1');
    const bookingId = await house.booked({ name: long, at: '20:00' });
    const page = await house.page({ path: `/assign/${bookingId}`, screen: 'phone' });
    const table = (label: string) => page.locator(`[data-table="${label}"]`);
    await table('T1').tap();
    const choice = page.getByRole('region', { name: 'Your choice' });
    await choice.getByText('Error', { exact: true }).waitFor();
    expect(await isWiderThanItsScreen(page)).toBe(false);
    expect(await page.locator('.plan').evaluate(isPushedSideways)).toBe(true);
    await table('T1').tap();
    await table('T2').tap();
    await page.locator('button:not([aria-disabled])', { hasText: /^Hold$/ }).tap();
    await page.getByRole('timer').waitFor();
    expect(await isWiderThanItsScreen(page)).toBe(false);
  });

  test('everybody can use it: empty, refused and held', async () => {
    const desk = await ManualDesk.open(stage.service);
    await desk.seated('Okafor', ['T1']);
    const bookingId = await desk.called('Sato');
    const assign = await AssignPage.open(stage.browser, desk, bookingId, { screen: 'laptop' });
    expect(await accessibilityFaults(assign.page)).toEqual([]);
    await assign.pick('T1');
    await assign.choice.getByText('Error', { exact: true }).waitFor();
    expect(await accessibilityFaults(assign.page)).toEqual([]);
    await assign.pick('T1', 'T2');
    await assign.hold();
    expect(await accessibilityFaults(assign.page)).toEqual([]);
  });
});

/** The bistro with its tables so far apart that no phone shows all of them. */
function spreadOut(usual: VenueConfiguration): VenueConfiguration {
  const tables = usual.tables.map((table, i) => ({
    ...table,
    position: { x: 300 * i, y: 0, rotation: 0 },
  }));
  return { ...usual, tables };
}

function isPushedSideways(element: unknown): boolean {
  const { scrollWidth, clientWidth } = element as { scrollWidth: number; clientWidth: number };
  return scrollWidth > clientWidth;
}
