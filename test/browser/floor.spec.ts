import { beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Table, VenueConfiguration } from '#contracts';
import { accessibilityFaults } from '../support/axe.js';
import { isWiderThanItsScreen, tabTo } from '../support/browser.js';
import { FloorPage } from '../support/floor-page.js';
import { setStage } from '../support/stage.js';
import { TimelineHouse } from '../support/timeline-house.js';

/** The bistro with a garden beside its room: G1, and G2, which is out of use. */
function withGarden(usual: VenueConfiguration): VenueConfiguration {
  const [first] = usual.tables;
  const inGarden = { ...first!, zone: 'Garden' };
  const garden: readonly Table[] = [
    { ...inGarden, id: randomUUID(), label: 'G1' },
    { ...inGarden, id: randomUUID(), label: 'G2', active: false, position: at(130) },
    { ...inGarden, id: randomUUID(), label: 'G3', position: at(260) },
  ];
  return { ...usual, tables: [...usual.tables, ...garden] };
}

const at = (x: number): Table['position'] => ({ x, y: 0, rotation: 0 });

describe('the floor at a moment of the evening', () => {
  const stage = setStage();
  let house: TimelineHouse;
  beforeEach(async () => {
    house = await TimelineHouse.open(stage.service, stage.browser, withGarden);
  });

  /** Every table but G3, which is free, in another state, now. Answers when T2 is taken next. */
  async function inEveryState(): Promise<string> {
    const [now, soon] = [house.clockIn(-10), house.clockIn(40)];
    await house.seated({ name: 'Rossi', at: now }, 'T1');
    await house.seated({ name: 'Sato', at: soon }, 'T2');
    const bookingId = await house.booked({ name: 'Novak', at: now });
    const tableIds = [house.tableId('T3')];
    await house.send('HoldTables', { holdId: randomUUID(), bookingId, tableIds, ttlSeconds: 600 });
    await house.send('BlockTables', {
      blockId: randomUUID(),
      tableIds: [house.tableId('T4')],
      window: { start: house.instantOf(now), end: null },
      reason: 'Leg broken',
    });
    await house.seated({ name: 'Okafor', at: now }, 'G1');
    const { venueId } = house.venue;
    const body = { value: false, venueId, reason: 'Conflicts are to be seen' };
    await stage.service.request('PUT', '/api/flags/FEATURE_RPC_ASSIGN_ATOMIC', { body });
    await house.seated({ name: 'Weber', at: now }, 'G1');
    return soon;
  }

  test('tables stand in their zones, by name, and are as large as their parties', async () => {
    const floor = await FloorPage.open(house);
    const labelsIn = (zone: string): Promise<string[]> =>
      floor.zone(zone).getByRole('button').evaluateAll(labelsOf);
    expect(await labelsIn('Main')).toEqual(['T1', 'T2', 'T3', 'T4']);
    expect(await labelsIn('Garden')).toEqual(['G1', 'G2', 'G3']);
    const boxes = await Promise.all(
      ['T1', 'T2', 'T3', 'T4'].map((label) => floor.table(label).boundingBox()),
    );
    const [t1, t2, , t4] = boxes.map((box) => box!);
    const middles = boxes.map((box) => Math.round(box!.x + box!.width / 2));
    expect(middles).toEqual([...middles].sort((a, b) => a - b));
    expect(t1!.y + t1!.height / 2).toBeCloseTo(t4!.y + t4!.height / 2, 0);
    expect(t4!.width).toBeGreaterThan(t2!.width);
    expect(await floor.page.locator('main').innerText()).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  test('another time shows who sits then, and Now comes back', async () => {
    await house.seated({ name: 'Rossi', at: house.clockIn(-10) }, 'T1');
    await house.seated({ name: 'Nakamura', at: '23:30' }, 'T1');
    const floor = await FloorPage.open(house);
    await floor.table('T1', 'occupied, Rossi').waitFor();
    await floor.clock.filter({ hasText: /now · 2 guests/ }).waitFor();
    await floor.slider.fill(String(((24 - 10) * 60) / 15));
    await floor.table('T1', 'occupied, Nakamura, party of 2, until 01:00').waitFor();
    expect(await floor.clock.innerText()).toMatch(/^00:00\s+chosen · 2 guests$/);
    await floor.zone('Floor at 00:00').waitFor();
    await floor.slider.fill('0');
    await floor.table('T1', 'available').waitFor();
    await floor.button('Now').click();
    await floor.table('T1', 'occupied, Rossi').waitFor();
    await floor.clock.filter({ hasText: 'now' }).waitFor();
  });

  test('states are told apart by mark, line and pattern, and in words', async () => {
    const soon = await inEveryState();
    const floor = await FloorPage.open(house);
    await floor.table('T1', 'occupied, Rossi').waitFor();
    await floor.table('T2', `upcoming, next Sato at ${soon}`).waitFor();
    await floor.table('T3', 'held, held by test-staff for Novak').waitFor();
    await floor.table('T4', 'blocked, Leg broken, until further notice').waitFor();
    await floor.table('G1', 'conflict, ').waitFor();
    await floor.table('G2', 'inactive').waitFor();
    await floor.table('G3', 'available').waitFor();
    expect({
      occupied: await floor.look('T1'),
      upcoming: await floor.look('T2'),
      held: await floor.look('T3'),
      blocked: await floor.look('T4'),
      conflict: await floor.look('G1'),
      inactive: await floor.look('G2'),
      available: await floor.look('G3'),
    }).toEqual({
      occupied: { mark: 'people', line: 'whole', pattern: null },
      upcoming: { mark: 'clock', line: 'broken', pattern: null },
      held: { mark: 'hourglass', line: 'whole', pattern: 'dots' },
      blocked: { mark: 'block', line: 'whole', pattern: 'hatch' },
      conflict: { mark: 'warning', line: 'whole', pattern: 'cross' },
      inactive: { mark: 'cross', line: 'broken', pattern: null },
      available: { mark: null, line: 'whole', pattern: null },
    });
    expect(await accessibilityFaults(floor.page)).toEqual([]);
    await floor.table('G1').click();
    const details = floor.details('G1');
    await details.getByText('Conflict', { exact: true }).waitFor();
    expect(await details.getByText(/^(Okafor|Weber), party of 2, confirmed$/).count()).toBe(2);
    await details.getByText('observed only: it keeps nobody away').waitFor();
    await floor.page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityFaults(floor.page)).toEqual([]);
  });

  test('a table picked says who has it, who is next, and who could be seated', async () => {
    const [came, leaves] = [house.clockIn(-10), house.clockIn(80)];
    await house.seated({ name: 'Rossi', at: came }, 'T1');
    await house.seated({ name: 'Nakamura', at: '24:15' }, 'T1');
    await house.booked({ name: 'Almeida', at: house.clockIn(0), party: 5 });
    const haddad = await house.booked({ name: 'Haddad', at: house.clockIn(85) });
    const floor = await FloorPage.open(house);
    await floor.table('T1').click();
    const details = floor.details('T1');
    await details.getByText('Rossi, party of 2, confirmed').waitFor();
    const underThePointer = await floor.ring('T1');
    await floor.page.mouse.move(0, 0);
    expect(await floor.ring('T1')).toBe(underThePointer);
    expect(await floor.ring('T2')).not.toBe(underThePointer);
    await details.getByText(`${came}–${leaves}`).waitFor();
    await details.getByText('00:15–01:45 Nakamura · 2').waitFor();
    const offers = details.getByRole('listitem').filter({ has: floor.page.getByRole('button') });
    expect(await offers.allInnerTexts()).toEqual([
      expect.stringMatching(/^Haddad.*fits$/s),
      expect.stringMatching(/^Almeida.*3 seats too few$/s),
    ]);
    await offers.first().getByRole('button').click();
    await floor.page
      .getByRole('region', { name: 'Your choice' })
      .getByText('T1: 2 seats')
      .waitFor();
    expect(new URL(floor.page.url()).pathname).toBe(`/console/assign/${haddad}`);
    expect(await floor.table('T1').getAttribute('aria-pressed')).toBe('true');
  });

  test('what another client does reaches the plan and the table picked by itself', async () => {
    const floor = await FloorPage.open(house);
    await floor.table('T2').click();
    await floor.details('T2').getByText('and for the rest of the day').waitFor();
    await house.seated({ name: 'Okafor', at: house.clockIn(-10) }, 'T2');
    await floor.table('T2', 'occupied, Okafor').waitFor();
    // A page that was loaded again would have forgotten what was picked.
    await floor.details('T2').getByText('Okafor, party of 2, confirmed').waitFor();
  });

  test('by keyboard alone: one stop, arrows within it, and back to the table', async () => {
    const haddad = await house.booked({ name: 'Haddad', at: house.clockIn(0) });
    const floor = await FloorPage.open(house);
    const { page } = floor;
    await tabTo(page, floor.slider);
    await page.keyboard.press('PageDown');
    await floor.clock.filter({ hasText: 'chosen' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await floor.clock.filter({ hasText: 'now' }).waitFor();

    await page.keyboard.press('Tab');
    const labelOfFocused = (): Promise<string | null> =>
      page.locator(':focus').getAttribute('data-table');
    const labels: (string | null)[] = [await labelOfFocused()];
    for (const key of ['ArrowRight', 'End', 'ArrowLeft', 'Home', 'ArrowRight', 'ArrowRight']) {
      await page.keyboard.press(key);
      labels.push(await labelOfFocused());
    }
    expect(labels).toEqual(['T1', 'T2', 'G3', 'G2', 'T1', 'T2', 'T3']);
    expect(await page.locator('[data-table][tabindex="0"]').count()).toBe(1);

    await page.keyboard.press('Space');
    await tabTo(page, floor.button('Close'));
    await page.keyboard.press('Enter');
    await floor.details('T3').waitFor({ state: 'detached' });
    expect(await labelOfFocused()).toBe('T3');
    await page.keyboard.press('Enter');
    await tabTo(page, floor.details('T3').getByRole('button', { name: /^Haddad/ }));
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Your choice' }).getByText('T3: 2 seats').waitFor();
    expect(page.url()).toContain(`/assign/${haddad}`);
  });

  test('on a phone only the plan is pushed sideways, and a table is read and closed', async () => {
    await inEveryState();
    const floor = await FloorPage.open(house, { screen: 'phone' });
    expect(await isWiderThanItsScreen(floor.page)).toBe(false);
    await floor.table('G1').tap();
    await floor.details('G1').getByText('Okafor, party of 2, confirmed').waitFor();
    const [table, details] = await Promise.all([
      floor.table('G1').boundingBox(),
      floor.details('G1').boundingBox(),
    ]);
    expect(table!.y + table!.height).toBeLessThan(details!.y);
    expect(await isWiderThanItsScreen(floor.page)).toBe(false);
    expect(await accessibilityFaults(floor.page)).toEqual([]);
    await floor.button('Close').tap();
    await floor.page.getByRole('complementary', { name: 'Waiting' }).waitFor();
  });
});

function labelsOf(elements: readonly unknown[]): string[] {
  return (elements as { dataset: { table: string } }[]).map(({ dataset }) => dataset.table);
}
