import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Command, CommandOutcome } from '#contracts';
import { createReadModel, verifyLog } from '#postgres';
import type { WritePath } from '#postgres';
import { wantedRefusals } from '../../apps/allocator/src/http/requests/refused.query.js';
import * as to from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { VENUE_ID, idOf } from '../support/floor-plan.js';
import { call } from '../support/sql-caller.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { createLogDatabase, PARTITIONS, writePathOn } from '../support/test-write-path.js';

const AHEAD_MS = 3_600_000;

interface Dated {
  readonly type: string;
  readonly at: Date;
  /** Of the command's outcome. */
  readonly answered_at: Date;
  /** Ahead of the server's clock. */
  readonly is_ahead: boolean;
}

describe('when the clock went back by an hour', () => {
  let database: TestDatabase;
  let clock: SteppedClock;
  let writePath: WritePath;

  beforeEach(async () => {
    database = await createLogDatabase();
    clock = await SteppedClock.in(database.pool);
    writePath = writePathOn(database);
    await clock.stand('1 hour');
    await done(to.configure());
    for (const booking of ['B1', 'B2', 'B3']) await done(to.register(booking));
    await clock.stand('0');
  });
  afterEach(async () => {
    await writePath.drain();
    await database.drop();
  });

  async function done(command: Command): Promise<CommandOutcome> {
    const outcome = await writePath.submit({ ...command, commandId: randomUUID() });
    expect(outcome.rejection).toBeUndefined();
    return outcome;
  }

  async function log(): Promise<Dated[]> {
    const { rows } = await database.pool.query<Dated>(
      `select e.type, e.recorded_at as at, c.recorded_at as answered_at,
              e.recorded_at > pg_catalog.clock_timestamp() as is_ahead
         from events e join commands c using (command_id) order by e.partition, e.seq`,
    );
    return rows;
  }

  test('nothing is dated before what was recorded, whichever way it comes', async () => {
    const last = (await log()).at(-1)!;
    expect(last.is_ahead).toBe(true);
    await done(to.assign('B1', 'T1'));
    const bySql = await call(database.pool, 'assign_tables_atomic_v2($1, $2)', [
      idOf('B2'),
      [idOf('T2')],
    ]);
    expect(bySql.ok).toBe(true);
    const twice = to.assign('B3', 'T3');
    const answers = await Promise.all([writePath.submit(twice), writePath.submit(twice)]);
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, true]);

    const dated = await log();
    expect(dated.slice(-3)).toMatchObject(
      Array.from({ length: 3 }, () => ({ type: 'TablesAssigned', at: last.at })),
    );
    expect(dated.map(({ answered_at }) => answered_at)).toEqual(dated.map(({ at }) => at));
    const { differences } = await verifyLog({ pool: database.pool, partitions: PARTITIONS });
    expect(differences).toEqual([]);
  });

  test('what is refused now is listed, though it is dated ahead', async () => {
    await done(to.assign('B1', 'T1'));
    const refused = await writePath.submit(to.assign('B2', 'T1'));
    expect((await log()).at(-1)).toMatchObject({ type: 'CommandRejected', is_ahead: true });
    const readModel = createReadModel(database.pool, PARTITIONS);
    const told = await readModel.readRefusedDemand(wantedRefusals(VENUE_ID, {}, new Date()));
    expect(told.refused).toMatchObject([{ code: refused.rejection!.code }]);
    expect(told.totals.refusals).toBe(1);
  });

  test('decisions go by the clock as it is, and dates follow it again once it has caught up', async () => {
    await done(to.hold('H1', 'B1', 'T1'));
    const { rows } = await database.pool.query<{ is_near: boolean }>(
      `select expires_at < now() + interval '30 minutes' as is_near from table_holds`,
    );
    expect(rows).toEqual([{ is_near: true }]);
    const ahead = (await log()).at(-1)!;
    expect(ahead).toMatchObject({ type: 'HoldPlaced', is_ahead: true });

    await clock.stand('2 hours');
    const refused = await writePath.submit(to.confirm('H1', 'B1'));
    expect(refused.rejection?.code).toBe('HOLD_EXPIRED');
    const later = (await log()).at(-1)!;
    expect(later.at.getTime() - ahead.at.getTime()).toBeGreaterThan(AHEAD_MS / 2);
  });
});
