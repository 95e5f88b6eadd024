import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { alertSamples } from '#postgres';
import type { TestDatabase } from '../support/database.js';
import { Operations } from '../../apps/allocator/src/operations/operations.js';
import { EventLog } from '../support/event-log.js';
import { ndjson, runCli } from '../support/run-cli.js';
import { createLogDatabase, PARTITIONS } from '../support/test-write-path.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await createLogDatabase();
});
afterEach(() => database.drop());

const lag = (...args: string[]) =>
  runCli(['lag', ...args], { env: { DATABASE_URL: database.databaseUrl } });

test('lag says how far each reader of the log is behind it, and since when', async () => {
  const log = new EventLog(database.pool, PARTITIONS);
  await log.appendEverywhere(10);
  expect(ndjson((await lag('--json')).stdout)).toEqual([[]]);

  await database.pool.query(
    `insert into projection_checkpoints (projection, partition, seq)
     values ('telemetry', 0, 10), ('telemetry', 1, 7), ('mine', 0, 10), ('mine', 1, 10),
            ('mine', 2, 10), ('mine', 3, 10)`,
  );
  await database.pool.query(`insert into relay_leases (partition, cursor) values (0, 4)`);
  const recordedAt = (await log.reader.read(1, 7, 1))[0]!.event.recordedAt;
  const read = { waitingSeconds: 0, ahead: [] };
  const behind = { waitingSince: recordedAt, waitingSeconds: expect.any(Number), ahead: [] };
  expect(ndjson((await lag('--json')).stdout)).toEqual([
    [
      { ...read, reader: 'mine', events: 0, partitions: 0, waitingSince: null },
      { ...behind, reader: 'relay', events: 36, partitions: 4 },
      { ...behind, reader: 'telemetry', events: 23, partitions: 3 },
    ],
  ]);
  expect((await lag()).stdout).toContain('mine: has read everything\nrelay: 36 events behind in 4');
});

test('events that are dated ahead of a clock that went back are behind, and none of them hides that', async () => {
  const { pool } = database;
  const log = new EventLog(pool, PARTITIONS);
  await log.append(1, 5);
  await pool.query(`update events set recorded_at = now() + interval '1 hour'`);
  await pool.query(`insert into relay_leases (partition, cursor) values (1, 2)`);
  const [[relay]] = ndjson<[{ ahead: unknown }]>((await lag('--json')).stdout) as [[object]];
  expect(relay).toMatchObject({
    events: 3,
    waitingSeconds: 0,
    ahead: [{ reader: 'relay', partition: 1, cursor: 2, head: 5 }],
  });
  expect((await lag()).stdout).toContain('; the clock went back since they were recorded in 1\n');

  const sampled = { queryable: pool, partitions: PARTITIONS, telemetry: 'telemetry' };
  const relayLag = alertSamples(sampled).get('allocator.relay_lag')!;
  expect(await relayLag()).toBe(0);
  const operations = new Operations({
    pool,
    partitions: PARTITIONS,
    parkings: new Map(),
    sweepHolds: () => Promise.resolve(0),
  });
  expect((await operations.lag()).readers).toEqual([{ name: 'relay', events: 3, seconds: 0 }]);
  await log.append(1, 1);
  expect(await relayLag()).toBeGreaterThan(0);
  expect((await operations.lag()).readers[0]!.seconds).toBeGreaterThan(0);
});
