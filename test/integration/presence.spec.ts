import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { validateChoice, validationReads } from '#allocation';
import type { Command, CommandOutcome, Warning } from '#contracts';
import { createFloorReader } from '#postgres';
import type { WritePath } from '#postgres';
import * as to from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { ENFORCING, POLICY, TABLES, VENUE_ID, idOf } from '../support/floor-plan.js';
import {
  PARTITIONS,
  createLogDatabase,
  emptyDatabase,
  writePathOn,
} from '../support/test-write-path.js';

const HOUR_MS = 3_600_000;
const B1_LEFT_AT = hoursFromNow(-0.1);

let database: TestDatabase;
let writePath: WritePath;

beforeAll(async () => {
  database = await createLogDatabase();
});
beforeEach(async () => {
  await writePath?.drain();
  await emptyDatabase(database.pool);
  writePath = writePathOn(database);
  // Guests whose table was theirs until six minutes ago, and somebody who wants one from now on.
  await done(
    to.configure({ servicePeriods: [] }),
    to.register('B1', { startsAt: hoursFromNow(-2), endsAt: B1_LEFT_AT }),
    to.assign('B1', 'T3'),
    to.setStatus('B1', 'seated'),
    to.register('B2', { startsAt: hoursFromNow(0), endsAt: hoursFromNow(2) }),
  );
});
afterAll(async () => {
  await writePath.drain();
  await database.drop();
});

function hoursFromNow(hours: number): string {
  return new Date(Date.now() + hours * HOUR_MS).toISOString();
}

async function done(...commands: Command[]): Promise<CommandOutcome> {
  let last: CommandOutcome | undefined;
  for (const command of commands) {
    last = await writePath.submit(command);
    expect(last).toMatchObject({ status: 'accepted' });
  }
  return last!;
}

/** The warnings that the log keeps of the last time somebody was given tables. */
async function lastWarnings(): Promise<readonly Warning[]> {
  const { rows } = await database.pool.query<{ warnings: Warning[] }>(
    `select data -> 'warnings' as warnings from events
      where type in ('TablesAssigned', 'HoldPlaced') order by recorded_at desc, seq desc limit 1`,
  );
  return rows[0]!.warnings;
}

const occupied = {
  code: 'TABLE_MAY_BE_OCCUPIED',
  details: {
    guests: [{ tableId: idOf('T3'), label: 'T3', bookingId: idOf('B1'), until: B1_LEFT_AT }],
  },
};

describe('who is given a table whose guests have not left is warned', () => {
  test('by commands and by SQL alike, word for word', async () => {
    const outcome = await done(to.assign('B2', 'T3'));
    const byCommand = await lastWarnings();
    expect(byCommand).toMatchObject([occupied]);
    expect(outcome.warnings).toEqual(byCommand);
    await done(to.unassign('B2'));
    await database.pool.query('select * from assign_tables_atomic_v2($1, $2, $3)', [
      idOf('B2'),
      [idOf('T3')],
      'by-sql',
    ]);
    expect(await lastWarnings()).toEqual(byCommand);
    await done(to.unassign('B2'), to.hold('H1', 'B2', 'T3'));
    expect(await lastWarnings()).toEqual(byCommand);
    await database.pool.query('select * from confirm_table_hold($1, $2)', [idOf('H1'), idOf('B2')]);
    expect(await lastWarnings()).toEqual(byCommand);
  });

  test('and nobody once they have left, or where the next day is meant', async () => {
    const tomorrow = { startsAt: hoursFromNow(24), endsAt: hoursFromNow(26) };
    await done(to.register('B3', tomorrow));
    for (const left of [false, true]) {
      if (left) await done(to.setStatus('B1', 'completed'));
      const booking = left ? 'B2' : 'B3';
      await done(to.assign(booking, 'T3'));
      expect(await lastWarnings()).toEqual([]);
      await database.pool.query('select * from unassign_tables_atomic($1)', [idOf(booking)]);
      const key = `by-sql-${booking}`;
      const values = [idOf(booking), [idOf('T3')], key];
      await database.pool.query('select * from assign_tables_atomic_v2($1, $2, $3)', values);
      expect(await lastWarnings()).toEqual([]);
    }
  });

  test('when they only ask, too', async () => {
    const settings = { partitions: PARTITIONS, flagDefaults: ENFORCING };
    const choice = { bookingId: idOf('B2'), tableIds: [idOf('T3')] };
    const { floor, now } = await createFloorReader(database.pool, settings).read(
      VENUE_ID,
      (known, at) => validationReads(known, choice, at),
    );
    const { ok, checks } = validateChoice(floor, choice, now)!;
    expect(ok).toBe(true);
    expect(checks.filter(({ status }) => status === 'warn')).toMatchObject([occupied]);
  });
});

test('the selector takes such a table last', async () => {
  // Alike but for their labels: T3 would be the first.
  const tables = TABLES.filter(({ label }) => ['T3', 'T4'].includes(label));
  await done(
    to.configure({ ...POLICY, servicePeriods: [] }, { tables, adjacencies: [] }),
    to.assignBest('B2'),
  );
  expect(await tablesOf('B2')).toEqual([idOf('T4')]);
  await done(
    to.register('B3', { startsAt: hoursFromNow(0), endsAt: hoursFromNow(2) }),
    to.assignBest('B3'),
  );
  expect(await tablesOf('B3')).toEqual([idOf('T3')]);
  expect(await lastWarnings()).toMatchObject([occupied]);
});

async function tablesOf(booking: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    'select table_id as id from booking_table_assignments where booking_id = $1',
    [idOf(booking)],
  );
  return rows.map(({ id }) => id);
}
