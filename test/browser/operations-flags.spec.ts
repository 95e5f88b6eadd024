import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { FlagView } from '#contracts';
import { accessibilityFaults } from '../support/axe.js';
import { tabTo } from '../support/browser.js';
import { ManualDesk } from '../support/manual-desk.js';
import { setStage } from '../support/stage.js';

describe('flags in the console', () => {
  const stage = setStage();
  let desk: ManualDesk;
  beforeAll(async () => {
    desk = await ManualDesk.open(stage.service);
  });

  const open = (): Promise<Page> => stage.visit({ path: '/flags', role: 'operator' });
  const card = (page: Page, name: string) => page.getByRole('listitem', { name });

  async function flag(name: FlagView['flag']): Promise<FlagView> {
    const { body } = await stage.service.request('GET', `/api/flags?venueId=${desk.venue.venueId}`);
    return (body as FlagView[]).find((each) => each.flag === name)!;
  }

  test('one is flipped with a reason, and the other browser sees who did it and why', async () => {
    const [page, other] = await Promise.all([open(), open()]);
    const [here, there] = [page, other].map((each) => card(each, 'Conflicts are refused'));
    await there!.getByText('no flip is in force').waitFor();
    await here!.getByRole('button', { name: 'Switch off' }).click();

    const dialog = page.getByRole('dialog', { name: 'Switch off: Conflicts are refused' });
    await dialog.getByText('Double bookings are possible').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const doIt = dialog.getByRole('button', { name: 'Switch off for Bistro' });
    await doIt.click({ force: true });
    await dialog.getByRole('status').getByText('Say why first').waitFor();
    expect(await dialog.getByText('Say why first').count()).toBe(1);
    await dialog.getByLabel('Why?').fill('   ');
    expect(await doIt.getAttribute('aria-disabled')).toBe('true');
    await doIt.click({ force: true });
    await dialog.getByRole('status').getByText('Say why first').waitFor();
    expect(await flag('FEATURE_RPC_ASSIGN_ATOMIC')).toMatchObject({ value: true });

    await dialog.getByLabel('Why?').fill('Inventory night, Maria asked');
    await page.reload();
    await here!.getByRole('button', { name: 'Switch off' }).click();
    expect(await dialog.getByLabel('Why?').inputValue()).toBe('Inventory night, Maria asked');
    await doIt.click();
    await dialog.waitFor({ state: 'detached' });
    for (const each of [here!, there!]) {
      await each.getByText('Off', { exact: true }).waitFor();
      expect(await each.innerText()).toMatch(/Flipped for Bistro by test-operator, .*Maria asked/s);
    }
    await other.getByRole('status').getByText('Double bookings are possible').waitFor();
    expect(await accessibilityFaults(other)).toEqual([]);
    expect(await flag('FEATURE_RPC_ASSIGN_ATOMIC')).toMatchObject({
      value: false,
      source: 'venue',
      setBy: 'test-operator',
      reason: 'Inventory night, Maria asked',
    });
  });

  test('the flip is made, and taken back, by keyboard alone', async () => {
    const page = await open();
    const title = 'Tables may be joined';
    const { value } = await flag('FEATURE_ALLOCATOR_MERGES_ENABLED');
    const button = card(page, title).getByRole('button', { name: /^Switch/ });
    await button.waitFor();
    await tabTo(
      page,
      page.getByRole('button', { name: `Switch ${value ? 'off' : 'on'}: ${title}`, exact: true }),
    );
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, page.getByLabel('Why?'));
    await page.keyboard.type('One party asked for it');
    await tabTo(
      page,
      page.getByRole('button', { name: `Switch ${value ? 'off' : 'on'} for Bistro`, exact: true }),
    );
    await page.keyboard.press('Space');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await card(page, title).getByText('One party asked for it').waitFor();
    expect(await flag('FEATURE_ALLOCATOR_MERGES_ENABLED')).toMatchObject({ value: !value });

    await tabTo(
      page,
      page.getByRole('button', { name: `Take the flip back: ${title}`, exact: true }),
    );
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByLabel('Why?'));
    await page.keyboard.type('They left');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await flag('FEATURE_ALLOCATOR_MERGES_ENABLED')).toMatchObject({ value: !value });
    expect(await nameOfFocused(page)).toBe(`Take the flip back: ${title}`);
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByLabel('Why?'));
    // What was given up is forgotten.
    expect(await page.getByLabel('Why?').inputValue()).toBe('');
    await page.keyboard.type('They left');
    await tabTo(
      page,
      page.getByRole('button', { name: 'Take the flip back for Bistro', exact: true }),
    );
    await page.keyboard.press('Enter');
    await card(page, title).getByText('no flip is in force').waitFor();
    expect(await flag('FEATURE_ALLOCATOR_MERGES_ENABLED')).toMatchObject({ value, source: 'env' });
  });

  test('what is of all venues takes a token for all venues', async () => {
    const token = await stage.service.token('operator', [desk.venue.venueId]);
    const page = await open();
    await page.goto(`${stage.service.url}/console#token=${token}`);
    await page.goto(`${stage.service.url}/console/flags`);
    await page.getByLabel('As they apply to').selectOption('global');
    const button = card(page, 'Tables may be joined').getByRole('button', { name: /^Switch/ });
    expect(await button.getAttribute('title')).toContain('takes a token for all venues');
    await button.click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('staff see the pages of staff, and an operator’s page leads them to the first', async () => {
    const page = await stage.visit({ path: '/flags', role: 'staff' });
    const pages = page.getByRole('navigation');
    await pages.getByText('Timeline').waitFor();
    expect(await pages.getByRole('link').allInnerTexts()).toEqual([
      'Timeline',
      'Floor',
      'Assign',
      'Holds',
      'History',
    ]);
    expect(new URL(page.url()).pathname).toMatch(/^\/console\/?$/);
  });

  test('operators see the pages of operators, history among them', async () => {
    const page = await stage.visit({ path: '/history', role: 'operator' });
    await page.getByRole('heading', { name: 'History', level: 1 }).waitFor();
    expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual([
      'Health',
      'Holds',
      'Demand',
      'Replays',
      'Parked',
      'Flags',
      'History',
    ]);
  });
});

/** By its label, as it is read out. */
async function nameOfFocused(page: Page): Promise<string> {
  const focused = page.locator(':focus');
  if ((await focused.count()) === 0) return '';
  return focused.first().evaluate((element) => {
    const { labels, textContent } = element as unknown as {
      labels?: ArrayLike<{ textContent: string }>;
      textContent: string;
    };
    const spoken = (
      element as unknown as { getAttribute(name: string): string | null }
    ).getAttribute('aria-label');
    return spoken ?? labels?.[0]?.textContent ?? textContent;
  });
}
