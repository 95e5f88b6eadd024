import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { identityOf } from '../../libs/platform/src/processes.js';
import { Answers, fight, open } from '../support/clients.js';
import type { CommandClient } from '../support/command-client.js';
import { ContendedFloor } from '../support/contended-floor.js';
import { Deployment } from '../support/deployment.js';
import { seededRandom } from '../support/seeded-random.js';
import { Traffic } from '../support/traffic.js';
import { until } from '../support/until.js';
import { expectOneTrueOutcome } from '../support/verdict.js';

const ROUND = 150;

describe('the service with its own PostgreSQL, under load', () => {
  let deployment: Deployment;
  let floor: ContendedFloor;
  let answers: Answers;
  let traffic: Traffic;
  let client: CommandClient;
  beforeEach(async () => {
    deployment = await Deployment.prepare({});
    await deployment.start();
    floor = new ContendedFloor(seededRandom(Math.floor(Math.random() * 2 ** 31)));
    answers = new Answers();
    traffic = new Traffic();
    client = deployment.client(traffic);
    await open(floor, client, answers);
  });
  afterEach(() => deployment.remove());

  /** Clients send, and repeat what was not answered, until this is over. */
  async function underLoad(disaster: () => Promise<void>): Promise<void> {
    const over = new AbortController();
    const load = fight(floor, client, answers, over.signal);
    await answers.more(ROUND);
    await disaster();
    await answers.more(ROUND);
    over.abort();
    await load;
    process.stdout.write(`${traffic.told()}\n`);
    expect(traffic.wrong).toEqual([]);
    expect(deployment.complaints).toEqual([]);
    await expectOneTrueOutcome((await deployment.runtime()).databaseUrl, answers, client);
  }

  test(
    'told to stop answers what it accepted, leaves nothing behind, and goes on where it was',
    () =>
      underLoad(async () => {
        const postgres = await deployment.postgresPid();
        expect(await deployment.end('SIGTERM')).toBe(0);
        expect(identityOf(postgres)).toBeNull();
        expect(existsSync(join(deployment.dataDir, 'runtime.json'))).toBe(false);
        await deployment.start();
      }).then(() => expect(traffic.unheard).toBe(0)),
    120_000,
  );

  test(
    'killed leaves a PostgreSQL that the next start takes over, with every answer that was given',
    () =>
      underLoad(async () => {
        const postgres = await deployment.postgresPid();
        expect(await deployment.end('SIGKILL')).toBeNull();
        expect(identityOf(postgres)).not.toBeNull();
        await deployment.start();
        expect(identityOf(postgres)).toBeNull();
      }),
    120_000,
  );
});

describe('the service with its own PostgreSQL leaves nothing behind', () => {
  let deployment: Deployment;
  beforeEach(async () => {
    deployment = await Deployment.prepare({});
    await deployment.start();
  });
  afterEach(() => deployment.remove());

  test('when its terminal is closed, and it stops in good order', async () => {
    const postgres = await deployment.postgresPid();
    expect(await deployment.end('SIGHUP')).toBe(0);
    expect(identityOf(postgres)).toBeNull();
    expect(existsSync(join(deployment.dataDir, 'runtime.json'))).toBe(false);
  });

  test('when it is told to stop twice, and does not wait', async () => {
    const postgres = await deployment.postgresPid();
    deployment.service.child.kill('SIGTERM');
    await deployment.end('SIGINT');
    await until(() => identityOf(postgres) === null);
    expect(existsSync(join(deployment.dataDir, 'runtime.json'))).toBe(false);
  });
});
