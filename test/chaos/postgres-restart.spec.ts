import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmbeddedPostgres } from '#platform';
import type { EmbeddedPostgres } from '#platform';
import { Answers, CLIENTS, fight, look, open } from '../support/clients.js';

import { ContendedFloor } from '../support/contended-floor.js';
import { Deployment } from '../support/deployment.js';
import { seededRandom } from '../support/seeded-random.js';
import { Traffic } from '../support/traffic.js';
import { expectOneTrueOutcome } from '../support/verdict.js';

const ROUND = 150;

describe('when PostgreSQL goes away under load', () => {
  let deployment: Deployment;
  afterEach(() => deployment.remove());

  /** Clients fight, PostgreSQL goes and returns; each command has one true outcome, and just one. */
  async function survives(goesAway: readonly ((traffic: Traffic) => unknown)[]): Promise<void> {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const floor = new ContendedFloor(seededRandom(seed));
    const answers = new Answers();
    const traffic = new Traffic();
    const client = deployment.client(traffic);
    await open(floor, client, answers);

    const over = new AbortController();
    const load = Promise.all([
      fight(floor, client, answers, over.signal),
      look(client, answers, over.signal),
    ]);
    for (const away of goesAway) {
      await answers.more(ROUND);
      await away(traffic);
    }
    await answers.more(ROUND);
    over.abort();
    await load;
    process.stdout.write(`seed ${seed}: ${traffic.told()}\n`);

    expect(traffic).toMatchObject({ wrong: [], broken: 0 });
    expect(deployment.complaints).toEqual([]);
    await expectOneTrueOutcome((await deployment.runtime()).databaseUrl, answers, client);
  }

  describe('and it is the one of the service itself', () => {
    beforeEach(async () => {
      deployment = await Deployment.prepare({});
      await deployment.start();
    });

    test('killed, or told to end at once, it returns and every command gets its one outcome', async () => {
      const end = (signal: NodeJS.Signals) => async () =>
        process.kill(await deployment.postgresPid(), signal);
      await survives([end('SIGKILL'), end('SIGQUIT')]);
    });
  });

  describe('and it is one of somebody else', () => {
    let dataDir: string;
    let server: EmbeddedPostgres;
    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'allocator-chaos-'));
      await chmod(dataDir, 0o711);
      server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
      deployment = await Deployment.prepare({ DATABASE_URL: server.databaseUrl });
      await deployment.start();
    });
    afterEach(async () => {
      await deployment.remove();
      await server.stop();
      await rm(dataDir, { recursive: true });
    });

    test('restarted, or away until clients are told to wait, every command gets its one outcome', async () => {
      const restarted = () => server.restart();
      const awayForLong = async (traffic: Traffic) => {
        await server.stop();
        await traffic.more(CLIENTS);
        server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
        expect(server.databaseUrl).toBe((await deployment.runtime()).databaseUrl);
      };
      await survives([restarted, awayForLong]);
    });
  });
});
