import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { TestDatabase } from '../support/database.js';
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
  const waitingSeconds = expect.any(Number);
  expect(ndjson((await lag('--json')).stdout)).toEqual([
    [
      { reader: 'mine', events: 0, partitions: 0, waitingSince: null, waitingSeconds: 0 },
      { reader: 'relay', events: 36, partitions: 4, waitingSince: recordedAt, waitingSeconds },
      { reader: 'telemetry', events: 23, partitions: 3, waitingSince: recordedAt, waitingSeconds },
    ],
  ]);
  expect((await lag()).stdout).toContain('mine: has read everything\nrelay: 36 events behind in 4');
});
