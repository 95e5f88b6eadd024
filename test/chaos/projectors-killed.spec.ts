import { setTimeout as delay } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fixedLogPartitions, PostgresLogReader, readParity, verifyLog } from '#postgres';
import { observabilityOf } from '#telemetry';
import { Answers, fight, open, releaseHolds } from '../support/clients.js';
import { ContendedFloor } from '../support/contended-floor.js';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { Deployment } from '../support/deployment.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { seededRandom } from '../support/seeded-random.js';
import { Traffic } from '../support/traffic.js';
import { everythingArrived } from '../support/travel.js';
import { until } from '../support/until.js';

/** How long the killing goes on; CHAOS_SECONDS=60 for a full minute. */
const SECONDS = Number(process.env['CHAOS_SECONDS'] ?? 15);
const KILL_EVERY_MS = 3_000;
const VENUES = 3;
const CLIENTS_PER_VENUE = 8;

describe('two processes that project, one killed every few seconds', () => {
  let database: TestDatabase;
  let deployments: Deployment[];

  beforeEach(async () => {
    database = await createDatabase();
    deployments = [];
  });
  afterEach(async () => {
    await Promise.all(deployments.map((deployment) => deployment.remove()));
    await database.drop();
  });

  async function deploy(variables: Record<string, string>): Promise<Deployment> {
    const deployment = await Deployment.prepare({
      DATABASE_URL: database.databaseUrl,
      KAFKA_BROKERS: sharedBrokers().join(','),
      ...variables,
    });
    deployments.push(deployment);
    await deployment.start();
    return deployment;
  }

  /** The rows that the log means to telemetry, by id. */
  async function expectedRows(): Promise<{ events: number; ids: string[] }> {
    const log = new PostgresLogReader(database.pool, (await fixedLogPartitions(database.pool))!);
    const ids: string[] = [];
    let events = 0;
    for (const partition of (await log.heads()).keys()) {
      for (let seq = 0; ;) {
        const page = await log.read(partition, seq, 2_000);
        if (page.length === 0) break;
        events += page.length;
        ids.push(...page.flatMap(observabilityOf).map(({ id }) => id));
        seq = page.at(-1)!.event.seq;
      }
    }
    return { events, ids: ids.sort() };
  }

  test(
    'count every event once, and mirror the tables to the row',
    async () => {
      const KAFKA_TOPIC_PREFIX = `${randomUUID()}.`;
      const front = await deploy({ KAFKA_TOPIC_PREFIX, ROLES: 'api,commands,relay,sweeper' });
      const projectors = await Promise.all(
        [1, 2].map(() => deploy({ KAFKA_TOPIC_PREFIX, ROLES: 'projector', LOG_PARTITIONS: '8' })),
      );
      // Rows that came twice would be dropped by their ids: with a count, they show.
      await database.pool.query(`
        create table projected_twice (id uuid, n integer);
        create function count_rows() returns trigger language plpgsql as
          $$ begin insert into projected_twice values (new.id, 1); return null; end $$;
        create trigger count_rows after insert on observability_events
          for each row execute function count_rows();`);
      const traffic = new Traffic();
      const answers = new Answers();
      const client = front.client(traffic);
      const random = seededRandom(Math.floor(Math.random() * 2 ** 31));
      const floors = Array.from({ length: VENUES }, () => new ContendedFloor(random));
      await Promise.all(floors.map((floor) => open(floor, client, answers)));
      const over = new AbortController();
      const load = Promise.all(
        floors.map((floor) => fight(floor, client, answers, over.signal, CLIENTS_PER_VENUE)),
      );

      const endMs = performance.now() + SECONDS * 1_000;
      const ready = [Promise.resolve(), Promise.resolve()];
      let kills = 0;
      for (; performance.now() < endMs; kills++) {
        // The disaster has its own time: nothing is waited for here.
        await delay(KILL_EVERY_MS * (0.5 + random.int(1_000) / 1_000));
        const victim = kills % 2;
        await ready[victim];
        await projectors[victim]!.end('SIGKILL');
        // While this one starts, the other may be the next to go.
        ready[victim] = projectors[victim]!.start();
      }
      await Promise.all(ready);
      over.abort();
      await load;
      expect(traffic).toMatchObject({ wrong: [], broken: 0 });

      await releaseHolds(database.pool, client, answers);
      await everythingArrived(database.pool);
      const expected = await expectedRows();
      const projected = await database.pool.query<{ id: string }>(
        'select id from observability_events order by id',
      );
      expect(projected.rows.map(({ id }) => id).sort()).toEqual(expected.ids);
      const twice = await database.pool.query(
        'select id from projected_twice group by id having count(*) > 1',
      );
      expect(twice.rows).toEqual([]);

      // A pass that began when everything had arrived.
      const arrived = new Date().toISOString();
      await until(async () => {
        const { comparedSince } = await readParity(database.pool);
        return comparedSince !== null && comparedSince > arrived;
      });
      expect(await readParity(database.pool)).toMatchObject({ state: 'equal', differences: 0 });
      const differing = await database.pool.query(
        `(select * from allocations except select * from mirror.allocations)
         union all (select * from mirror.allocations except select * from allocations)`,
      );
      expect(differing.rows).toEqual([]);
      const partitions = (await fixedLogPartitions(database.pool))!;
      const { differences } = await verifyLog({ pool: database.pool, partitions });
      expect(differences).toEqual([]);
      expect(deployments.flatMap(({ complaints }) => complaints)).toEqual([]);
      process.stdout.write(
        `${SECONDS} s, ${kills} kills; ${traffic.told()}; ${expected.events} events, ` +
          `${expected.ids.length} rows of telemetry, all once\n`,
      );
    },
    (SECONDS + 300) * 1_000,
  );
});
