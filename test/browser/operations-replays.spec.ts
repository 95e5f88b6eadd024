import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../support/axe.js';
import { ManualDesk } from '../support/manual-desk.js';
import { RowWatch } from '../support/row-watch.js';
import { setStage } from '../support/stage.js';

describe('replays in the console', () => {
  const stage = setStage();
  let desk: ManualDesk;
  const days = Array.from({ length: 20 }, (_, day) =>
    `2038-03-${day + 1}`.replace(/-(\d)$/, '-0$1'),
  );

  /** Twenty bookings seated, and telemetry that knows of them. */
  beforeAll(async () => {
    const watch = await RowWatch.on(stage.service.database, 'observability_events');
    desk = await ManualDesk.open(stage.service);
    for (const day of days) {
      const bookingId = await desk.booked(2, `${day}T19:30`);
      await desk.send('AssignTables', { bookingId, tableIds: [desk.tableId('T1')] });
    }
    await watch.rows('select id from observability_events', days.length);
    await watch.stop();
  });

  const open = (): Promise<Page> => stage.visit({ path: '/replays', role: 'operator' });

  /** The newest replay of the page in a state. */
  const newest = (page: Page, state: string) =>
    page.getByRole('listitem', { name: new RegExp(`, ${state}$`) }).first();

  async function forget(): Promise<void> {
    const { rowCount } = await stage.service.database.pool.query(
      'delete from allocations where id in (select id from allocations order by id limit 2)',
    );
    expect(rowCount).toBe(2);
  }
  const missing = async (): Promise<number> => {
    const { rows } = await stage.service.database.pool.query<{ n: number }>(
      'select count(*)::integer as n from allocations',
    );
    return days.length - rows[0]!.n;
  };

  async function compare(page: Page): Promise<void> {
    await page.getByRole('radio', { name: 'Database tables' }).check();
    await page.getByRole('button', { name: 'Dry run: compare' }).click();
    await newest(page, 'differs').waitFor();
  }

  test('telemetry: a dry run counts, the replay is watched, and brings the rows back', async () => {
    const { pool } = stage.service.database;
    await pool.query(
      `update observability_events set severity = 'error'
        where id in (select id from observability_events limit 1)`,
    );
    const { rowCount } = await pool.query(
      `delete from observability_events where severity <> 'error'`,
    );
    const page = await open();
    const telemetry = page.getByRole('radio', { name: 'Telemetry' });
    await telemetry.check();
    expect(await telemetry.locator('..').innerText()).toContain(
      'Add the rows that are missing of what operators and analysts query; rows that are there stay',
    );
    await page.getByText('All types of event').click();
    await page.getByRole('checkbox', { name: 'Tables assigned' }).check();
    await page.getByRole('button', { name: 'Dry run: count' }).click();
    const counted = page.getByRole('status').filter({ hasText: 'It would deliver' });
    expect(await counted.innerText()).toMatch(
      /20 events\. Nothing was done yet\.\s+Tables assigned 20/,
    );
    expect((await pool.query('select from observability_events')).rowCount).toBe(1);

    await page.getByLabel('Events a second at most').fill('4');
    await page.getByRole('button', { name: 'Start…' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toContain(
      'only tables assigned, out of the log, 4 events a second at most',
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Start' }).click();

    const running = newest(page, 'running');
    await running.getByText(/\d a second, about \d+ s left/).waitFor();
    expect(await running.getByRole('progressbar').isVisible()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await newest(page, 'done').getByText(`20 events read, ${rowCount} rows filled in.`).waitFor();
    const { rows } = await pool.query<{ severity: string }>(
      'select severity from observability_events',
    );
    expect(rows).toHaveLength(rowCount! + 1);
    expect(rows.filter(({ severity }) => severity === 'error')).toHaveLength(1);
  });

  test('one is stopped, and says so', async () => {
    const page = await open();
    await page.getByRole('radio', { name: 'Telemetry' }).check();
    await page.getByLabel('Events a second at most').fill('1');
    await page.getByRole('button', { name: 'Start…' }).click();
    await page.getByRole('dialog').getByText('No dry run was made').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
    await newest(page, 'running').getByRole('button', { name: 'Stop' }).click();
    await newest(page, 'stopped').waitFor();
    expect(await newest(page, 'running').count()).toBe(0);
  });

  test('tables: rows that vanished are shown, and are back when that is applied', async () => {
    await forget();
    const page = await open();
    await compare(page);
    const found = newest(page, 'differs');
    expect(await found.getByRole('row', { name: /allocations/ }).innerText()).toMatch(/2\s+0\s+0/);
    await found.getByText('Which rows').click();
    expect(await found.getByText(/^allocations: added /).count()).toBe(2);
    await found.getByRole('button', { name: 'Apply…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Repair the database tables?' });
    expect(await dialog.innerText()).toContain('adds 2 rows, all at once');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await missing()).toBe(2);
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Applied: 2 rows repaired.').waitFor();
    expect(await missing()).toBe(0);

    await page.getByRole('button', { name: 'Dry run: compare' }).click();
    await newest(page, 'done').getByText('the tables are what the log says').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('tables: what was recorded since is told, and comparing again leads on', async () => {
    await forget();
    const page = await open();
    await compare(page);
    await desk.booked();
    const found = newest(page, 'differs');
    await found.getByRole('button', { name: 'Apply…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
    const why = found.getByRole('alert');
    expect(await why.innerText()).toMatch(
      /Nothing was applied: something was recorded since .* Start it again/s,
    );
    expect(await missing()).toBe(2);
    const apply = found.getByRole('button', { name: 'Apply…' });
    expect(await apply.getAttribute('aria-disabled')).toBe('true');
    expect(await apply.getAttribute('title')).toContain('compare again');

    await found.getByRole('button', { name: 'Compare again' }).click();
    await why.waitFor({ state: 'detached' });
    await newest(page, 'differs').getByRole('button', { name: 'Apply…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Applied: 2 rows repaired.').waitFor();
    expect(await missing()).toBe(0);
  });

  test('a topic where there is no Kafka is refused, with what to do', async () => {
    const page = await open();
    await page.getByRole('radio', { name: 'A topic' }).check();
    const start = page.getByRole('button', { name: 'Start…' });
    expect(await start.getAttribute('title')).toBe('Name the topic first');
    await page.getByLabel('Name of the topic').fill('rebuild.bookings');
    await start.click();
    const dialog = page.getByRole('dialog', { name: 'Replay to topic rebuild.bookings?' });
    await dialog.getByRole('button', { name: 'Start' }).click();
    expect(await dialog.getByRole('alert').innerText()).toContain('Set KAFKA_BROKERS.');
  });

  test('what would be read from Kafka is said, and refused where there is none', async () => {
    const page = await open();
    await page.getByLabel('Read from').selectOption({ label: 'Kafka' });
    await page.getByRole('button', { name: 'Dry run: compare' }).click();
    const refusal = page.getByRole('region', { name: 'A new replay' }).getByRole('alert');
    expect(await refusal.innerText()).toContain('Set KAFKA_BROKERS.');
    await page.getByRole('radio', { name: 'Telemetry' }).check();
    await page.getByRole('button', { name: 'Start…' }).click();
    expect(await page.getByRole('dialog').innerText()).toContain('out of Kafka');
  });
});
