import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import * as to from '../support/commands.js';
import { idOf } from '../support/floor-plan.js';
import { call, refusalOf, rowsOf } from '../support/sql-caller.js';
import { openSqlVenue } from '../support/sql-venue.js';
import type { SqlVenue } from '../support/sql-venue.js';

describe('holds of SQL callers', () => {
  let venue: SqlVenue;
  let pool: pg.Pool;

  beforeEach(async () => {
    venue = await openSqlVenue();
    pool = venue.database.pool;
    for (const name of ['B1', 'B2']) await venue.done(to.register(name));
  });
  afterEach(async () => {
    expect(await venue.differences()).toEqual([]);
    await venue.close();
  });

  const events = async () =>
    (
      await pool.query<{ type: string; data: Record<string, unknown> }>(
        'select type, data from events order by recorded_at, partition, seq',
      )
    ).rows;

  const confirm = (hold: string, booking: string) =>
    [pool, 'confirm_table_hold($1, $2)', [idOf(hold), idOf(booking)]] as const;

  test('are confirmed once, whoever asks again', async () => {
    await venue.done(to.hold('H1', 'B1', 'T1'));
    const rows = await rowsOf(...confirm('H1', 'B1'));
    expect(rows.map((row) => row.table_id)).toEqual([idOf('T1')]);
    expect((await events()).slice(-2).map((event) => event.type)).toEqual([
      'HoldConfirmed',
      'TablesAssigned',
    ]);
    expect(await rowsOf(...confirm('H1', 'B1'))).toEqual(rows);
    await venue.done(to.confirm('H1', 'B1'));
    const other = await refusalOf(...confirm('H1', 'B2'));
    expect(other).toMatchObject({ state: '23514', code: 'HOLD_BOOKING_MISMATCH' });
  });

  test('are confirmed for a booking, whatever has become of them', async () => {
    await venue.done(to.hold('H1', 'B1', 'T1'));
    const forNobody = () => refusalOf(pool, 'confirm_table_hold($1, null)', [idOf('H1')]);
    expect(await forNobody()).toMatchObject({ state: 'P0002', code: 'BOOKING_NOT_FOUND' });
    await rowsOf(...confirm('H1', 'B1'));
    const commands = () => pool.query('select command_id from commands order by 1');
    const before = (await commands()).rows;
    expect(await forNobody()).toMatchObject({ state: 'P0002', code: 'BOOKING_NOT_FOUND' });
    expect((await commands()).rows).toEqual(before);
  });

  test('are released once', async () => {
    await venue.done(to.hold('H1', 'B1', 'T1'));
    const release = () => rowsOf<{ r: boolean }>(pool, 'release_table_hold($1) r', [idOf('H1')]);
    expect(await release()).toEqual([{ r: true }]);
    expect(await release()).toEqual([{ r: false }]);
    expect((await events()).at(-1)).toMatchObject({
      type: 'HoldReleased',
      data: { reason: 'released' },
    });
    expect(await refusalOf(...confirm('H1', 'B1'))).toMatchObject({
      state: 'P0002',
      code: 'HOLD_NOT_FOUND',
    });
  });

  test('that never were are not found', async () => {
    expect(await refusalOf(...confirm('H9', 'B1'))).toMatchObject({
      state: 'P0002',
      code: 'HOLD_NOT_FOUND',
    });
    expect(await refusalOf(pool, 'release_table_hold($1)', [idOf('H9')])).toMatchObject({
      state: 'P0002',
    });
  });

  test('that lapsed block nobody, and end before the table is taken', async () => {
    await venue.done(to.hold('H1', 'B1', 'T1'));
    await lapse(pool, 'H1');
    expect(await refusalOf(...confirm('H1', 'B1'))).toMatchObject({
      state: '23514',
      code: 'HOLD_EXPIRED',
    });
    await rowsOf(pool, 'assign_tables_atomic_v2($1, $2)', [idOf('B2'), to.ids('T1')]);
    expect((await events()).slice(-2).map((event) => event.type)).toEqual([
      'HoldExpired',
      'TablesAssigned',
    ]);
  });

  test('that lapse while the confirm waits for the lock are refused', async () => {
    await venue.done(to.hold('H1', 'B1', 'T1'));
    const blocker = await pool.connect();
    try {
      await blocker.query('begin');
      await blocker.query('select lock_partition(log_partition_of(venue_id)) from venues');
      const confirming = call(...confirm('H1', 'B1'));
      await waitingForLock(pool);
      await lapse(blocker, 'H1');
      await blocker.query('commit');
      expect(await confirming).toMatchObject({ ok: false, refusal: { code: 'HOLD_EXPIRED' } });
    } finally {
      blocker.release();
    }
    await rowsOf(pool, 'release_table_hold($1)', [idOf('H1')]);
  });
});

async function lapse(db: Pick<pg.Pool, 'query'>, hold: string): Promise<void> {
  await db.query(`update table_holds set expires_at = clock_timestamp() where id = $1`, [
    idOf(hold),
  ]);
}

/** Until somebody waits for an advisory lock: asked of the server, bounded by the test's time. */
async function waitingForLock(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      `select from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`,
    );
    if (rowCount! > 0) return;
  }
}
