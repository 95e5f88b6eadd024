import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readTopic } from '#kafka';
import { fixedLogPartitions } from '#postgres';
import { Answers, fight, open, releaseHolds } from '../support/clients.js';
import { CommandClient } from '../support/command-client.js';
import { ContendedFloor } from '../support/contended-floor.js';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { Deployment } from '../support/deployment.js';
import { freePort, startBroker } from '../support/kafka-broker.js';
import type { Broker } from '../support/kafka-broker.js';
import { readLog } from '../support/log-audit.js';
import { runCli } from '../support/run-cli.js';
import { seededRandom } from '../support/seeded-random.js';
import { Traffic } from '../support/traffic.js';
import { everythingArrived, somethingArrived } from '../support/travel.js';
import { expectOneTrueOutcome } from '../support/verdict.js';

const ROUND = 150;
const CLIENTS_PER_VENUE = 8;

describe('the service and Kafka, under load', () => {
  let port: number;
  let broker: Broker | null = null;
  let database: TestDatabase;
  let deployments: Deployment[];
  let answers: Answers;
  let traffic: Traffic;
  let variables: Record<string, string>;

  beforeAll(async () => {
    port = await freePort();
  });
  afterAll(() => broker?.stop(), 60_000);
  beforeEach(async () => {
    database = await createDatabase();
    answers = new Answers();
    traffic = new Traffic();
    deployments = [];
    variables = {
      DATABASE_URL: database.databaseUrl,
      KAFKA_BROKERS: `127.0.0.1:${port}`,
      KAFKA_TOPIC_PREFIX: `${randomUUID()}.`,
    };
  });
  afterEach(async () => {
    await Promise.all(deployments.map((deployment) => deployment.remove()));
    await database.drop();
  });

  async function deploy(): Promise<Deployment> {
    const deployment = await Deployment.prepare(variables);
    deployments.push(deployment);
    await deployment.start();
    return deployment;
  }

  /** Clients of three venues, who send from then on until the answer is called. */
  async function load(clients: readonly CommandClient[]): Promise<() => Promise<void>> {
    const over = new AbortController();
    const random = seededRandom(Math.floor(Math.random() * 2 ** 31));
    const floors = Array.from({ length: 3 }, () => new ContendedFloor(random));
    await Promise.all(floors.map((floor) => open(floor, clients[0]!, answers)));
    const fights = floors.flatMap((floor) =>
      clients.map((client) => fight(floor, client, answers, over.signal, CLIENTS_PER_VENUE)),
    );
    return async () => {
      over.abort();
      await Promise.all(fights);
    };
  }

  /** The log, the tables, the telemetry and the topic tell one story, also to an operator. */
  async function expectOneStory(client: CommandClient): Promise<void> {
    const { pool, databaseUrl } = database;
    await releaseHolds(pool, client, answers);
    await everythingArrived(pool);
    const events = await readLog(pool, (await fixedLogPartitions(pool))!);
    const logged = new Map<number, number[]>();
    for (const { partition, seq } of events) {
      logged.set(partition, [...(logged.get(partition) ?? []), seq]);
    }
    const published = new Map<number, number[]>();
    const brokers = [variables['KAFKA_BROKERS']!];
    const topicPrefix = variables['KAFKA_TOPIC_PREFIX']!;
    for await (const { partition, logged: record } of readTopic({ brokers, topicPrefix })) {
      published.set(partition, [...(published.get(partition) ?? []), record!.event.seq]);
    }
    expect(Object.fromEntries(published)).toEqual(Object.fromEntries(logged));
    const doubled =
      'select event_id, id from observability_events group by 1, 2 having count(*) > 1';
    expect((await pool.query<object>(doubled)).rows).toEqual([]);
    await expectOneTrueOutcome(databaseUrl, answers, client);
    const verified = await runCli(['verify', '--json'], { env: variables });
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, topic: { repeats: 0 } });
    expect(verified.code).toBe(0);
    process.stdout.write(`${traffic.told()}; ${events.length} events\n`);
  }

  test('absent at the start, killed in the middle: nobody waits for it, and it gets everything once', async () => {
    const deployment = await deploy();
    const client = deployment.client(traffic);
    const end = await load([client]);
    await answers.more(ROUND);
    broker = await startBroker({ port });
    await answers.more(ROUND);
    await somethingArrived(database.pool);
    await broker.kill();
    await answers.more(ROUND);
    await broker.restart();
    await answers.more(ROUND);
    await end();
    expect(traffic).toMatchObject({ wrong: [], broken: 0, unavailable: 0 });
    await expectOneStory(client);
    expect(deployment.complaints).toEqual([]);
  });

  test('two processes for the same venues: one is killed, the other takes over, and nothing is lost', async () => {
    broker ??= await startBroker({ port });
    const [doomed, survivor] = [await deploy(), await deploy()];
    let alive = doomed;
    const moving = new CommandClient(
      () => alive.service.url,
      () => doomed.token,
      traffic,
    );
    const client = survivor.client(traffic);
    const end = await load([moving, client]);
    await answers.more(2 * ROUND);
    await somethingArrived(database.pool);
    await doomed.end('SIGKILL');
    alive = survivor;
    await answers.more(2 * ROUND);
    await end();
    expect(traffic.wrong).toEqual([]);
    await expectOneStory(client);
    expect(survivor.complaints).toEqual([]);
  });
});
