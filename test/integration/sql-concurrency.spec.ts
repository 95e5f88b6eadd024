import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { logPartitionOf } from '#contracts';
import type { CommandOutcome } from '#contracts';
import * as to from '../support/commands.js';
import { VENUE_ID, idOf, instant } from '../support/floor-plan.js';
import { call } from '../support/sql-caller.js';
import type { SqlAnswer } from '../support/sql-caller.js';
import { openSqlVenue } from '../support/sql-venue.js';
import type { SqlVenue } from '../support/sql-venue.js';

const BOOKINGS = Array.from({ length: 24 }, (_, i) => `B${i}`);
const TABLES = ['T1', 'T2', 'T3', 'T4'];

/** Bookings fight for four tables at six times, half of them by SQL, half by command. */
describe('SQL callers beside the service', () => {
  let venue: SqlVenue;
  beforeAll(async () => {
    venue = await openSqlVenue();
    await Promise.all(BOOKINGS.map((name) => venue.done(to.register(name))));
  });
  afterAll(() => venue.close());

  test('take turns: one winner for each table and time, no dead-lock, one unbroken log', async () => {
    const { pool } = venue.database;
    const bySql: Promise<SqlAnswer<object>>[] = [];
    const byCommand: Promise<CommandOutcome>[] = [];
    for (const [i, name] of BOOKINGS.entries()) {
      const tables = i % 3 === 0 ? ['T2', 'T1'] : [TABLES[i % 4]!];
      const [start, end] = [instant(`${18 + (i % 4)}:00`), instant(`${20 + (i % 4)}:00`)];
      for (let round = 0; round < 4; round++) {
        const asked = round % 2 === 0 ? tables : ['T3', 'T4'];
        bySql.push(
          call(pool, 'assign_tables_atomic_v2($1, $2, $3, $4, $5, $6, $7)', [
            idOf(name),
            to.ids(asked),
            null,
            null,
            null,
            start,
            end,
          ]),
        );
        const command = to.assign(BOOKINGS.at(-1 - i)!, asked, { start, end });
        byCommand.push(venue.writePath.submit({ ...command, commandId: randomUUID() }));
        if (round === 3) bySql.push(call(pool, 'unassign_tables_atomic($1)', [idOf(name)]));
      }
    }
    const answers = await Promise.all(bySql);
    const outcomes = await Promise.all(byCommand);
    const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal]));
    expect(new Set(refusals.map((refusal) => refusal.state))).toEqual(new Set(['23P01']));
    expect(answers.some((answer) => answer.ok)).toBe(true);
    expect(outcomes.some((outcome) => outcome.status === 'accepted')).toBe(true);
    expect(await venue.differences()).toEqual([]);
  });

  test('one key from many connections at once takes effect once', async () => {
    const { pool } = venue.database;
    await venue.done(to.register('Once'));
    const args = [
      idOf('Once'),
      to.ids('P1'),
      `[${instant('19:00')},${instant('21:00')})`,
      null,
      'once',
    ];
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call(pool, 'assign_tables_atomic($1, $2, $3, $4, $5)', args)),
    );
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::integer as count from events where type = 'TablesAssigned' and data ->> 'bookingId' = $1`,
      [idOf('Once')],
    );
    expect(rows[0]!.count).toBe(1);
    expect(await venue.differences()).toEqual([]);
  });

  test('what a caller writes past the functions in the same transaction takes the lock, too', async () => {
    const client = await venue.database.pool.connect();
    const locked = async (): Promise<number> =>
      (
        await client.query(
          `select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`,
        )
      ).rowCount!;
    // A venue of another log partition.
    const elsewhere = Array.from({ length: 50 }, () => randomUUID()).find(
      (id) => logPartitionOf(id, venue.partitions) !== logPartitionOf(VENUE_ID, venue.partitions),
    );
    try {
      await client.query('begin');
      await client.query('select assign_tables_atomic_v2($1, $2)', [idOf('B0'), to.ids('P2')]);
      expect(await locked()).toBe(1);
      await client.query(
        `insert into allocations (venue_id, resource_id, "window") values ($1, $1, '[2030-01-01,2030-01-02)')`,
        [elsewhere],
      );
      expect(await locked()).toBe(2);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
