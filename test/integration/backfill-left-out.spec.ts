import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as to from '../support/commands.js';
import { idOf, instant } from '../support/floor-plan.js';
import { olderHouse, openOlderHouse } from '../support/older-house.js';
import type { Report } from '../support/older-house.js';
import { runScript } from '../support/run-script.js';
import type { SqlVenue } from '../support/sql-venue.js';

describe('backfill of what cannot be imported', () => {
  let venue: SqlVenue;
  beforeEach(async () => (venue = await openOlderHouse()));
  afterEach(() => venue.close());
  const { row, cli, report, count, verified } = olderHouse(() => venue);

  test('leaves out whole what cannot be one assignment, and loses none of its rows', async () => {
    await row('Old1', 'T1', '19:00', '21:00');
    await row('Old1', 'T2', '19:30', '21:00');
    await row('Live', 'T4', '19:00', '21:00');
    const { leftOut, rowsImported } = await report('--apply');
    expect(rowsImported).toBe(0);
    expect(leftOut.map(({ code, details }) => [code, details.bookingId])).toEqual(
      expect.arrayContaining([
        ['WINDOW_INVALID', idOf('Old1')],
        ['WINDOW_INVALID', idOf('Old1')],
        ['ID_TAKEN', idOf('Live')],
      ]),
    );
    expect(await count('booking_table_assignments')).toBe(4);
    const told = await runScript(venue.database.databaseUrl, 'utilities/backfill_allocations.sql');
    expect(told).toContain('0 3 0 3 0');
  });

  test('foretells what it will leave out, and no conflict of that', async () => {
    await venue.database.pool.query(
      `create table older as select booking_id, table_id, venue_id, start_at, end_at
         from booking_table_assignments with no data`,
    );
    const rows: [string, string, string, string][] = [
      ['Fine', 'T1', '19:00', '21:00'],
      ['Fine', 'T1', '19:00', '21:00'],
      ['Meets', 'T1', '20:00', '22:00'],
      ['Several', 'T1', '19:00', '21:00'],
      ['Several', 'T2', '19:30', '21:00'],
      ['Twice', 'T3', '19:00', '21:00'],
      ['Twice', 'T3', '19:30', '21:00'],
      ['Live', 'T4', '19:00', '21:00'],
      ['Half', 'T2', '19:00', '21:00'],
      ['Empty', 'T2', '19:00', '19:00'],
    ];
    const { venueId } = to.configure();
    for (const [booking, table, start, end] of rows) {
      const values = [idOf(booking), idOf(table), venueId, instant(start), instant(end)];
      await venue.database.pool.query('insert into older values ($1, $2, $3, $4, $5)', values);
    }
    await row('Half', 'T3', '19:00', '21:00');
    const told = await cli('--source', 'older');
    expect(told).toContain('2 rows of older would be imported');
    expect(told.match(/^CONFLICT /gm)).toHaveLength(1);
    const foretold = await report('--source', 'older');
    const done = await report('--source', 'older', '--apply');
    expect(done).toMatchObject({ rowsFound: 10, rowsImported: 2, rowsLeftOut: 7 });
    expect(done.conflictsObserved).toBe(1);
    const known = ({ rowsFound, rowsLeftOut, leftOut }: Report) => ({
      rowsFound,
      rowsLeftOut,
      leftOut: leftOut.map((one) => JSON.stringify(one)).sort(),
    });
    expect(known(foretold)).toEqual(known(done));
    expect(await cli('--source', 'older')).toContain('0 rows of older would be imported');
  });

  /** A table of the predecessor's without our constraints, holding rows that no model can. */
  async function unruly(): Promise<void> {
    await venue.database.pool.query(
      `create table predecessor (booking_id uuid, table_id uuid, venue_id uuid, start_at timestamptz,
                                 end_at timestamptz)`,
    );
    const rows: [string | null, string | null, string | null, string | null, string | null][] = [
      ['Fine', 'T1', 'here', '2030-06-07T19:00Z', '2030-06-07T21:00Z'],
      ['NoStart', 'T2', 'here', null, '2030-06-07T21:00Z'],
      ['NoEnd', 'T2', 'here', '2030-06-07T19:00Z', null],
      ['Empty', 'T2', 'here', '2030-06-07T19:00Z', '2030-06-07T19:00Z'],
      ['Reversed', 'T2', 'here', '2030-06-07T21:00Z', '2030-06-07T19:00Z'],
      ['Endless', 'T2', 'here', '2030-06-07T19:00Z', 'infinity'],
      ['Beginless', 'T2', 'here', '-infinity', '2030-06-07T19:00Z'],
      ['TooShort', 'T2', 'here', '2030-06-07T19:00:00.0001Z', '2030-06-07T19:00:00.0002Z'],
      ['TooLong', 'T2', 'here', '2030-06-07T19:00Z', '2031-06-09T19:00Z'],
      ['Ancient', 'T2', 'here', '0044-03-15T19:00Z BC', '0044-03-15T21:00Z BC'],
      ['Before', 'T2', 'here', '1950-06-07T19:00Z', '1950-06-07T21:00Z'],
      ['Just', 'T2', 'here', '1969-12-31T23:59:59.999Z', '1970-01-01T02:00Z'],
      ['After', 'T2', 'here', '2199-12-31T22:00Z', '2200-01-01T00:00Z'],
      ['LongAfter', 'T2', 'here', '12000-01-01T10:00Z', '12000-01-01T12:00Z'],
      ['Elsewhere', 'Demolished', 'here', '2030-06-07T19:00Z', '2030-06-07T21:00Z'],
      ['Stranger', 'T2', 'nowhere', '2030-06-07T19:00Z', '2030-06-07T21:00Z'],
      ['NoTable', null, 'here', '2030-06-07T19:00Z', '2030-06-07T21:00Z'],
      [null, 'T3', 'here', '2030-06-07T19:00Z', '2030-06-07T21:00Z'],
      ['NoVenue', 'T3', null, '2030-06-07T19:00Z', '2030-06-07T21:00Z'],
    ];
    for (const [booking, table, at, start, end] of rows) {
      const venueId = at === 'here' ? to.configure().venueId : at && idOf(at);
      const ids = [booking && idOf(booking), table && idOf(table), venueId];
      await venue.database.pool.query('insert into predecessor values ($1, $2, $3, $4, $5)', [
        ...ids,
        start,
        end,
      ]);
    }
  }

  const WRONG = [
    ...['NoStart', 'NoEnd', 'Empty', 'Reversed', 'Endless', 'Beginless', 'TooShort', 'TooLong']
      .concat(['Ancient', 'Before', 'Just', 'After', 'LongAfter'])
      .map((name) => ['WINDOW_INVALID', idOf(name)] as const),
    ...[idOf('NoTable'), idOf('NoVenue'), null].map((id) => ['PAYLOAD_INVALID', id] as const),
  ];
  const SOUND = ['Fine', 'Elsewhere', 'Stranger'];
  const reasons = (leftOut: Report['leftOut']) =>
    leftOut.map(({ code, details }) => `${code} ${details.bookingId}`).sort();
  const wrong = WRONG.map(([code, id]) => `${code} ${id}`).sort();

  test('leaves out what can be no claim, each with the reason, and imports the rest', async () => {
    await unruly();
    const told = await cli('--source', 'predecessor');
    expect(told).toContain('3 rows of predecessor would be imported');
    expect(told.match(/^LEFT OUT .* is left out: the (row|window) .*$/gm)).toHaveLength(16);
    expect(told.match(/^CONFLICT /gm)).toBeNull();
    const first = await report('--source', 'predecessor', '--apply');
    expect(first).toMatchObject({ rowsFound: 19, rowsImported: 3, rowsLeftOut: 16 });
    expect(reasons(first.leftOut)).toEqual(wrong);
    const ids = SOUND.map((name) => `'${idOf(name)}'`).join();
    expect(await count(`allocations where shadow and booking_id in (${ids})`)).toBe(3);
    expect(await verified()).toBe(true);
    const again = await report('--source', 'predecessor', '--apply');
    expect(again).toMatchObject({ rowsFound: 16, rowsImported: 0, rowsLeftOut: 16 });
  });

  test('from psql leaves out the same', async () => {
    await unruly();
    const { rows } = await venue.database.pool.query<{
      rows_imported: number;
      left_out: Report['leftOut'];
    }>(`select rows_imported, left_out from import_allocations('predecessor')`);
    expect(rows.reduce((sum, answer) => sum + answer.rows_imported, 0)).toBe(3);
    expect(reasons(rows.flatMap((answer) => answer.left_out))).toEqual(wrong);
    expect(await verified()).toBe(true);
  });

  /** Rows made at times that there are not, and one whose time can be kept. */
  async function misdated(): Promise<void> {
    await venue.database.pool.query(
      `create table misdated as
       select booking_id, $1::uuid as table_id, $2::uuid as venue_id, at as start_at,
              at + interval '2 hours' as end_at, made::timestamptz as assigned_at
         from unnest($3::uuid[], $4::text[]) with ordinality n(booking_id, made, i),
              lateral (select '2030-06-07T19:00Z'::timestamptz + i * interval '1 day') w(at)`,
      [
        idOf('T1'),
        to.configure().venueId,
        MADE.map(([name]) => idOf(name)),
        MADE.map(([, at]) => at),
      ],
    );
  }
  const MADE = [
    ['Old1', '2020-06-07T19:00:00.000Z'],
    ['Old2', '1950-06-07T19:00:00Z'],
    ['Old3', '12000-01-01T10:00:00Z'],
    ['Old4', '0044-03-15T19:00:00Z BC'],
    ['Old5', 'infinity'],
    ['Old6', null],
  ] as const;

  test.each([
    ['the command line', () => cli('--source', 'misdated', '--apply')],
    ['psql', () => venue.database.pool.query(`select from import_allocations('misdated')`)],
  ])('by %s, what was made at a time that there is not was made now', async (_way, doImport) => {
    await misdated();
    await doImport();
    const { rows } = await venue.database.pool.query<{ id: string; made: string; now: boolean }>(
      `select data ->> 'bookingId' as id, data ->> 'assignedAt' as made,
              data ->> 'assignedAt' = iso(recorded_at) as now
         from events where type = 'AllocationImported'`,
    );
    const made = new Map(rows.map((one) => [one.id, one.now ? 'now' : one.made]));
    expect(MADE.map(([name]) => made.get(idOf(name)))).toEqual([
      MADE[0][1],
      ...Array<string>(5).fill('now'),
    ]);
    expect(await verified()).toBe(true);
  });

  test.each([
    ['the command line', () => report('--source', 'twice', '--apply')],
    ['psql', () => venue.database.pool.query(`select from import_allocations('twice')`)],
  ])('by %s, one table for two windows is left out whole', async (_way, doImport) => {
    await venue.database.pool.query(
      `create table twice as
       select $1::uuid as booking_id, $2::uuid as table_id, $3::uuid as venue_id, at as start_at,
              at + interval '2 hours' as end_at
         from generate_series('2030-06-07T19:00Z'::timestamptz, '2030-06-07T20:00Z', '1 hour') at`,
      [idOf('Old1'), idOf('T1'), to.configure().venueId],
    );
    await doImport();
    expect(await count(`events where type = 'AllocationImported'`)).toBe(0);
    expect(await count("unaccounted_rows('twice')")).toBe(2);
  });
});
