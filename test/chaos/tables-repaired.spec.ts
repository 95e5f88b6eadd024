import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findReplay, fixedLogPartitions, verifyLog } from '#postgres';
import type { Difference } from '#postgres';
import { Answers, fight, open } from '../support/clients.js';
import type { CommandClient } from '../support/command-client.js';
import { ContendedFloor } from '../support/contended-floor.js';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { Deployment } from '../support/deployment.js';
import { Outsider } from '../support/outsider.js';
import { endOf, ndjson, runCli, startCli } from '../support/run-cli.js';
import { seededRandom } from '../support/seeded-random.js';
import { Traffic } from '../support/traffic.js';
import { until } from '../support/until.js';
import { expectOneTrueOutcome } from '../support/verdict.js';

const REPAIRS = 3;
const BLOWS = 60;
const CLIENTS = 8;

describe('the tables, damaged in a venue at rest while another works, are repaired', () => {
  let database: TestDatabase;
  let deployment: Deployment;
  let traffic: Traffic;
  let answers: Answers;
  let client: CommandClient;
  let atRest: ContendedFloor;
  let atWork: ContendedFloor;
  let load: Promise<void>;
  let over: AbortController;

  beforeEach(async () => {
    database = await createDatabase();
    deployment = await Deployment.prepare({
      DATABASE_URL: database.databaseUrl,
      ROLES: 'api,commands,sweeper',
      // So that the venue at rest shares its partition, and the lock on it, with the one at work.
      LOG_PARTITIONS: '1',
    });
    await deployment.start();
    const random = seededRandom(Math.floor(Math.random() * 2 ** 31));
    [traffic, answers] = [new Traffic(), new Answers()];
    client = deployment.client(traffic);
    [atRest, atWork] = [new ContendedFloor(random), new ContendedFloor(random)];
    for (const floor of [atRest, atWork]) await open(floor, client, answers);
    for (let n = 0; n < BLOWS; n++) await answers.settle(client, atRest.next());
    over = new AbortController();
    load = fight(atWork, client, answers, over.signal, CLIENTS);
  });
  afterEach(async () => {
    over.abort();
    await load;
    await deployment.remove();
    await database.drop();
  });

  const env = () => ({ DATABASE_URL: database.databaseUrl });
  async function differences(): Promise<readonly Difference[]> {
    const partitions = (await fixedLogPartitions(database.pool))!;
    return (await verifyLog({ pool: database.pool, partitions })).differences;
  }

  /** Rows gone, and others wrong, of which no hold lapses meanwhile; answers how many are wrong. */
  async function damage(): Promise<number> {
    const { rowCount } = await database.pool.query(
      `with gone as (delete from booking_table_assignments where venue_id = $1 returning 1)
       update allocations set created_by = 'nobody' where venue_id = $1 and hold_id is null`,
      [atRest.venue.venueId],
    );
    expect(rowCount).toBeGreaterThan(1);
    expect((await differences()).length).toBeGreaterThan(0);
    return rowCount!;
  }

  async function nobodyNoticed(): Promise<void> {
    over.abort();
    await load;
    expect(traffic.wrong).toEqual([]);
    expect(deployment.complaints).toEqual([]);
    expect(await differences()).toEqual([]);
    await expectOneTrueOutcome(database.databaseUrl, answers, client);
  }

  test('at once, again and again, while everybody is answered', async () => {
    for (let n = 0; n < REPAIRS; n++) {
      await damage();
      const applied = await runCli(['replay', '--to', 'allocations', '--apply', '--json'], {
        env: env(),
      });
      expect(applied).toMatchObject({ code: 0 });
      expect(ndjson(applied.stdout)).toMatchObject([{ state: 'applied' }]);
      expect(await differences()).toEqual([]);
      await answers.more(BLOWS);
    }
    await nobodyNoticed();
  });

  test('all or nothing, by a replay that is killed in the middle of repairing', async () => {
    const damaged = await damage();
    const holder = await Outsider.in(database);
    try {
      await holder.client.query('begin');
      await holder.client.query(
        `select from allocations where created_by = 'nobody' limit 1 for update`,
      );
      const killed = startCli(['replay', '--to', 'allocations', '--apply'], env());
      const ended = endOf(killed);
      await until(repairWaits);
      killed.kill('SIGKILL');
      await ended;
      await holder.rollback();
    } finally {
      await holder.end();
    }
    // Nobody waits for what died: its locks are gone with it.
    await answers.more(BLOWS);
    const { rows } = await database.pool.query<{ id: string }>('select id from replays');
    const [{ id }] = rows as [{ id: string }];
    expect((await findReplay(database.pool, id)).state).toBe('running');
    const still = await database.pool.query(`select from allocations where created_by = 'nobody'`);
    expect(still.rowCount).toBe(damaged);

    const resumed = await runCli(['replay', '--resume', id, '--apply', '--json'], { env: env() });
    expect(resumed).toMatchObject({ code: 0 });
    expect(ndjson(resumed.stdout)).toMatchObject([{ id, state: 'applied' }]);
    await nobodyNoticed();
  });

  async function repairWaits(): Promise<boolean> {
    const { rows } = await database.pool.query(
      `select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
          and application_name not like 'allocator lane %' and query like '%allocator_shadow%'`,
    );
    return rows.length > 0;
  }
});
