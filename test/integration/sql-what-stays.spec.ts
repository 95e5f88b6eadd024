import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import * as to from '../support/commands.js';
import { POLICY, TABLES, idOf, instant } from '../support/floor-plan.js';
import { refusalOf, rowsOf } from '../support/sql-caller.js';
import { openSqlVenue } from '../support/sql-venue.js';
import type { SqlVenue } from '../support/sql-venue.js';

const ASSIGN = 'assign_tables_atomic($1, $2, $3)';
const range = (start: string, end: string): string => `[${instant(start)},${instant(end)})`;

describe('a caller of SQL is bound by what the change touches', () => {
  let venue: SqlVenue;
  let pool: pg.Pool;

  beforeEach(async () => {
    venue = await openSqlVenue();
    pool = venue.database.pool;
    await venue.done(to.register('B1', { partySize: 6 }));
    await venue.done(to.assign('B1', ['T3', 'T4']));
  });
  afterEach(async () => {
    expect(await venue.differences()).toEqual([]);
    await venue.close();
  });

  const assign = (tables: string[], start: string, end: string) =>
    [ASSIGN, [idOf('B1'), to.ids(tables), range(start, end)]] as const;
  const warnings = async (): Promise<string[]> => {
    const { rows } = await pool.query<{ code: string }>(
      `select w ->> 'code' as code
         from (select data from events where type = 'TablesAssigned' order by recorded_at desc limit 1) e
        cross join lateral jsonb_array_elements(e.data -> 'warnings') w`,
    );
    return rows.map(({ code }) => code);
  };

  test('hours that were cut only warn one that keeps its start', async () => {
    await venue.done(to.configure({ servicePeriods: POLICY.servicePeriods.slice(0, 1) }));
    await rowsOf(pool, ...assign(['T2', 'T3'], '19:00', '21:30'));
    expect(await warnings()).toEqual(['OUTSIDE_SERVICE']);
    const refusal = await refusalOf(pool, ...assign(['T2', 'T3'], '19:15', '21:30'));
    expect(refusal.code).toBe('OUTSIDE_SERVICE');
  });

  test('what became of its tables only warns one that keeps them', async () => {
    const out = TABLES.map((table) => (table.label === 'T3' ? { ...table, active: false } : table));
    await venue.done(to.configure({}, { tables: out, adjacencies: [] }));
    await rowsOf(pool, ...assign(['T4', 'T3'], '18:30', '20:30'));
    expect(await warnings()).toEqual(['TABLE_INACTIVE', 'NOT_ADJACENT']);
    const refusal = await refusalOf(pool, ...assign(['T2', 'T3'], '18:30', '20:30'));
    expect(refusal.code).toBe('TABLE_INACTIVE');
  });

  test('a window without the booked start warns, until the guests are here', async () => {
    await rowsOf(pool, ...assign(['T3', 'T4'], '20:00', '22:00'));
    expect(await warnings()).toEqual(['OUTSIDE_BOOKED_TIME']);
    await venue.done(to.setStatus('B1', 'checked_in'));
    await rowsOf(pool, ...assign(['T3', 'T4'], '20:00', '23:00'));
    expect(await warnings()).toEqual([]);
  });
});
