import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startTestAllocator } from '../support/allocator.js';
import { accessibilityFaults } from '../support/axe.js';
import { ManualDesk } from '../support/manual-desk.js';
import { setStage } from '../support/stage.js';
import { until } from '../support/until.js';

describe('parked venues in the console', () => {
  const stage = setStage(() =>
    startTestAllocator({ ALERT_LIMITS: 'allocator.parked_venues=0:0' }, { alertsEveryMs: 100 }),
  );
  let desk: ManualDesk;
  beforeAll(async () => {
    desk = await ManualDesk.open(stage.service);
  });

  /** Telemetry cannot store what holds tell, until somebody mends it. */
  const spoil = (): Promise<unknown> =>
    stage.service.database.pool.query(
      `alter table observability_events add constraint no_holds
        check (source <> 'capacity.hold') not valid`,
    );
  const mend = (): Promise<unknown> =>
    stage.service.database.pool.query('alter table observability_events drop constraint no_holds');

  let days = 0;
  /** Holds a table as often, each at another time; answers when telemetry has parked the first. */
  async function holdAndPark(times: number): Promise<void> {
    for (let n = 0; n < times; n++) {
      const bookingId = await desk.booked(2, `2038-04-${10 + days++}T19:30`);
      await desk.held(bookingId, ['T1']);
      if (n === 0) await until(async () => (await parkedEvents()) > 0);
    }
    await until(async () => (await parkedEvents()) >= times);
  }
  const parkedEvents = async (): Promise<number> => {
    const { body } = await stage.service.request('GET', '/api/operator/parked');
    return (body as { events: number }[])[0]?.events ?? 0;
  };
  const told = async (type: string): Promise<unknown[]> => {
    const { rows } = await stage.service.database.pool.query<{ context: unknown }>(
      'select context from observability_events where event_type = $1',
      [type],
    );
    return rows.map(({ context }) => context);
  };

  const card = (page: Page) => page.getByRole('listitem', { name: 'Bistro, parked by telemetry' });

  test('the first is dropped for good with a reason, the rest resumed when it is mended', async () => {
    await spoil();
    await holdAndPark(3);
    const page = await stage.visit({ path: '/health', role: 'operator' });
    const alert = page.getByRole('listitem', { name: 'Parked venues' });
    await alert.getByText('Firing', { exact: true }).waitFor();
    await alert.getByRole('link', { name: 'See what is parked' }).click();
    await card(page).getByText('violates check constraint "no_holds"').waitFor();
    expect(await card(page).innerText()).toMatch(/The first\s+Hold placed, number \d+ of log/);
    expect(await accessibilityFaults(page)).toEqual([]);
    const waiting = await parkedEvents();

    await card(page).getByRole('button', { name: 'Resume…' }).click();
    await page.getByLabel('Why?').fill('Perhaps it works now');
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Bistro is still parked.').waitFor();

    await card(page).getByRole('button', { name: 'Drop the first…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Drop “Hold placed” of Bistro?' });
    const drop = dialog.getByRole('button', { name: 'Drop for good' });
    expect(await drop.getAttribute('title')).toContain('Say why first');
    await dialog.getByLabel('Why?').fill('Nobody needs this one');
    expect(await drop.getAttribute('title')).toBe('Type Bistro first');
    await drop.click({ force: true });
    expect(await parkedEvents()).toBe(waiting);
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByLabel('Type Bistro to go on').fill('Bistro');
    await drop.click();
    await page.getByText('Dropped.').waitFor();
    const { rows } = await stage.service.database.pool.query(
      'select dropped_by, drop_reason from parked_events where dropped_at is not null',
    );
    expect(rows).toEqual([{ dropped_by: 'test-operator', drop_reason: 'Nobody needs this one' }]);

    await mend();
    await card(page).getByRole('button', { name: 'Resume…' }).click();
    await page.getByLabel('Why?').fill('The constraint is gone');
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Bistro is live again.').waitFor();
    await page.getByText('Nothing is parked').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await told('allocator.operator.parked.resumed')).toContainEqual(
      expect.objectContaining({ by: 'test-operator', reason: 'The constraint is gone' }),
    );
    expect(await told('capacity.hold.created')).toHaveLength(2);
  });

  test('what somebody else has resumed meanwhile is told in words', async () => {
    await spoil();
    await holdAndPark(1);
    const page = await stage.visit({ path: '/parked', role: 'operator' });
    await card(page).getByRole('button', { name: 'Resume…' }).click();
    await mend();
    const path = `/api/operator/parked/${desk.venue.venueId}/resume`;
    const body = { projection: 'telemetry', reason: 'faster' };
    expect((await stage.service.request('POST', path, { body })).status).toBe(200);
    await page.getByLabel('Why?').fill('Slower');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Resume' }).click();
    expect(await dialog.getByRole('alert').innerText()).toContain('somebody was faster');
    expect(await dialog.getByLabel('Why?').inputValue()).toBe('Slower');
  });
});
