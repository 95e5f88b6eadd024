import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fixedLogPartitions, verifyLog } from '#postgres';
import { BypassingWriter } from '../support/bypassing-writer.js';
import { Answers, CLIENTS, fight, open } from '../support/clients.js';
import { ContendedFloor } from '../support/contended-floor.js';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { Deployment } from '../support/deployment.js';
import { overlapsIn, readLog, wrongBlame, wrongEffects } from '../support/log-audit.js';
import { seededRandom } from '../support/seeded-random.js';
import { Traffic } from '../support/traffic.js';
import { until } from '../support/until.js';

const FIGHT_MS = 10_000;
const WRITERS = 4;
/** Nobody else wants that year. */
const STRAY = `insert into allocations (venue_id, resource_id, "window", created_by)
               values ($1, $2, '[2040-01-01,2040-01-02)', 'bypass')`;

describe('32 clients and 4 programs that bypass the service, for the same tables', () => {
  let database: TestDatabase;
  let deployment: Deployment;
  beforeEach(async () => {
    database = await createDatabase();
    deployment = await Deployment.prepare({ DATABASE_URL: database.databaseUrl });
    await deployment.start();
  });
  afterEach(async () => {
    await deployment.remove();
    await database.drop();
  });

  test('leave no overlap, meet no deadlock, and each refusal names who was in the way', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const floor = new ContendedFloor(seededRandom(seed));
    const answers = new Answers();
    const traffic = new Traffic();
    const client = deployment.client(traffic);
    await open(floor, client, answers);

    const stop = AbortSignal.timeout(FIGHT_MS);
    const writers = Array.from(
      { length: WRITERS },
      (_, i) => new BypassingWriter(database.databaseUrl, floor, seededRandom(seed + 1 + i)),
    );
    const doubleClicks = async (): Promise<void> => {
      while (!stop.aborted) {
        const command = floor.next();
        answers.commands.set(command.commandId, command);
        const twice = [client.settle(command), client.settle(command)];
        const outcomes = await Promise.all(twice);
        expect(outcomes.map(({ duplicate }) => duplicate).sort()).toEqual([false, true]);
        outcomes.forEach((outcome) => answers.keep(outcome));
        const changed = { ...command, data: { bookingId: randomUUID(), tableIds: [randomUUID()] } };
        const other = await client.settle({ ...changed, type: 'AssignTables' });
        expect(other.rejection?.code).toBe('IDEMPOTENCY_MISMATCH');
      }
    };
    const writing = writers.map((writer) => writer.writeUntil(stop));
    await Promise.race(writers.map((writer) => writer.hasWritten));
    await Promise.all([
      fight(floor, client, answers, stop, CLIENTS - 2),
      doubleClicks(),
      doubleClicks(),
      ...writing,
    ]);

    const { pool } = database;
    // Whether one of theirs is left at the end is a matter of luck; this one is.
    await pool.query(STRAY, [floor.venue.venueId, floor.tableIds()[0]]);
    const partitions = (await fixedLogPartitions(pool))!;
    const events = await readLog(pool, partitions);
    const foreign = writers.flatMap((writer) => writer.claims);
    const states = new Set(writers.flatMap((writer) => [...writer.refusals.keys()]));
    const written = `${foreign.length} rows written past it, ${refusals(writers)} refused`;
    process.stdout.write(`seed ${seed}: ${traffic.told()}; ${written}\n`);

    expect(await overlapsIn(pool)).toEqual([]);
    expect(traffic).toMatchObject({ wrong: [], broken: 0, unavailable: 0 });
    // exclusion_violation and nothing else, above all no deadlock_detected.
    expect([...states]).toEqual(['23P01']);
    expect(wrongBlame(events, foreign)).toEqual([]);
    // The foreign rows did stand in the way: a reader who does not know of them finds wrong blame.
    expect(wrongBlame(events)).not.toEqual([]);
    expect(wrongEffects(events, answers.outcomes)).toEqual([]);
    expect(await answers.changed(client)).toEqual([]);
    // The mirror finds rows that no event accounts for, and nothing else is wrong.
    await until(() => deployment.complaints.length > 0);
    for (const complaint of deployment.complaints) {
      const first = { venueId: floor.venue.venueId, change: 'extra' };
      expect(JSON.parse(complaint)).toMatchObject({ level: 50, parity: 'different', first });
    }
    await pool.query(`delete from allocations where created_by = 'bypass'`);
    expect((await verifyLog({ pool, partitions })).differences).toEqual([]);
  });
});

function refusals(writers: readonly BypassingWriter[]): number {
  const counts = writers.flatMap((writer) => [...writer.refusals.values()]);
  return counts.reduce((sum, count) => sum + count, 0);
}
