import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { HoldsView } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import { accessibilityFaults } from '../support/axe.js';
import { isWiderThanItsScreen } from '../support/browser.js';
import { ManualDesk } from '../support/manual-desk.js';
import { setStage } from '../support/stage.js';
import { until } from '../support/until.js';

const PHONE = { role: 'operator', screen: 'phone' } as const;

/** Nobody sweeps here, and the second hold that lapses is one too many at once. */
const VARIABLES = {
  ROLES: 'api,commands,relay,projector,alerts',
  ALERT_LIMITS: 'allocator.hold_expiry_backlog=1:0',
};

describe('holds and alerts in the console', () => {
  const stage = setStage(() => startTestAllocator(VARIABLES, { alertsEveryMs: 100 }));
  let desk: ManualDesk;
  beforeAll(async () => {
    desk = await ManualDesk.open(stage.service);
  });

  const card = (page: Page, tables: string) =>
    page.getByRole('listitem', { name: `Hold of ${tables}` });
  const holds = async (): Promise<HoldsView> =>
    (await stage.service.request('GET', '/api/operator/holds')).body as HoldsView;

  test('one shows its owner and counts down, and an operator releases it', async () => {
    const page = await stage.visit({ path: '/holds', role: 'operator' });
    await page.getByText('Nobody holds a table').waitFor();
    await desk.held(await desk.booked(), ['T1']);
    const held = card(page, 'T1');
    await held.getByText(/party of 2/).waitFor();
    expect(await held.innerText()).toMatch(/Held by\s+test-staff, since \d\d:\d\d/);
    const countdown = held.locator('.hold-left');
    const first = await countdown.innerText();
    await until(async () => (await countdown.innerText()) < first);

    await held.getByRole('button', { name: 'Release T1…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Release T1?' });
    await dialog.getByText('cannot be undone').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Release' }).click();
    await held.waitFor({ state: 'detached' });
    expect((await holds()).live).toEqual([]);
  });

  test('those past their time fire the alert, which leads there, and are swept', async () => {
    const health = await stage.visit({ path: '/health', role: 'operator' });
    const alert = health.getByRole('listitem', { name: 'Holds past their time' });
    await alert.getByText('OK', { exact: true }).waitFor();
    for (const table of ['T1', 'T2']) {
      const { hold } = await desk.held(await desk.booked(), [table]);
      await desk.lapse(hold.holdId);
    }
    await alert.getByText('Firing', { exact: true }).waitFor();
    await health.getByRole('status').getByText('1 firing').waitFor();
    expect(await alert.innerText()).toMatch(
      /2\s+holds\s+fires above 1\s.*Above since \w+ \d+ \w+/s,
    );
    expect(await accessibilityFaults(health)).toEqual([]);

    await alert.getByRole('button', { name: 'Runbook' }).click();
    const runbook = health.getByRole('dialog');
    await runbook.getByText(/docs\/runbooks\/.*\.md#/).waitFor();
    expect(await runbook.getByText('not part of this build').count()).toBe(0);
    expect(await accessibilityFaults(health)).toEqual([]);
    await health.keyboard.press('Escape');

    await alert.getByRole('link', { name: 'See the holds' }).click();
    await health.getByRole('heading', { name: '2 past their time' }).waitFor();
    expect(await accessibilityFaults(health)).toEqual([]);
    await health.getByRole('button', { name: 'Sweep them now' }).click();
    await health.getByText('2 holds were swept.').waitFor();
    await health.getByRole('heading', { name: '2 past their time' }).waitFor({ state: 'detached' });
    expect((await holds()).expired).toEqual([]);
    await health.getByRole('navigation').getByText('Health').click();
    await alert.getByText('OK', { exact: true }).waitFor();
  });

  test('staff may look, and are told that sweeping is for operators', async () => {
    const { hold } = await desk.held(await desk.booked(), ['T1']);
    await desk.lapse(hold.holdId);
    const page = await stage.visit({
      path: '/holds',
      ...PHONE,
      role: 'staff',
    });
    const sweep = page.getByRole('button', { name: 'Sweep them now' });
    expect(await sweep.getAttribute('title')).toBe('Sweeping is for operators');
    // A finger sees no title.
    await sweep.tap({ force: true });
    await page.getByRole('status').getByText('Sweeping is for operators.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect((await holds()).expired).toHaveLength(1);
  });

  test('every reader of the log tells how far behind it is', async () => {
    const page = await stage.visit({ path: '/health', role: 'operator' });
    for (const reader of ['Relay', 'Telemetry', 'Mirror']) {
      await page.getByRole('row', { name: new RegExp(`^${reader}.*Up to date`) }).waitFor();
    }
  });

  test('both work on a phone held upright', async () => {
    await desk.held(await desk.booked(4), ['T2', 'T3']);
    const page = await stage.visit({ path: '/holds', ...PHONE });
    await card(page, 'T2 + T3').waitFor();
    expect(await isWiderThanItsScreen(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await card(page, 'T2 + T3').getByRole('button', { name: 'Release' }).tap();
    await page.getByRole('dialog').getByRole('button', { name: 'Release' }).tap();
    await card(page, 'T2 + T3').waitFor({ state: 'detached' });

    await page.getByRole('navigation').getByText('Health').tap();
    await page.getByRole('listitem', { name: 'Holds past their time' }).waitFor();
    await page.getByRole('row', { name: /^Relay/ }).waitFor();
    expect(await isWiderThanItsScreen(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
