import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { logPartitionOf } from '#contracts';
import type { WritePath } from '#postgres';
import { assign, configure, register, unassign } from '../support/commands.js';
import { VENUE_ID, idOf } from '../support/floor-plan.js';
import type { TestDatabase } from '../support/database.js';
import { Outsider, lanesWaiting } from '../support/outsider.js';
import { PARTITIONS, createLogDatabase, writePathOn } from '../support/test-write-path.js';
import { until } from '../support/until.js';

let database: TestDatabase;
let writePath: WritePath;
let locker: Outsider;
let remover: Outsider;
beforeEach(async () => {
  database = await createLogDatabase();
  writePath = writePathOn(database);
  [locker, remover] = [await Outsider.in(database), await Outsider.in(database)];
});
afterEach(async () => {
  await Promise.all([locker.end(), remover.end()]);
  await writePath.drain();
  await database.drop();
});

async function removerWaits(): Promise<boolean> {
  const { rows } = await database.pool.query(
    `select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'
        and query like 'delete from allocations%'`,
  );
  return rows.length > 0;
}

test('who deletes a row that a batch deletes too meets no deadlock, nor does the batch', async () => {
  for (const command of [configure(), register('B1'), assign('B1', 'T1')]) {
    await writePath.submit(command);
  }
  // The batch is first in the queue for the partition; behind it somebody has its row already.
  await locker.lockPartition(logPartitionOf(VENUE_ID, PARTITIONS));
  const answered = writePath.submit(unassign('B1'));
  await until(async () => (await lanesWaiting(database.pool)).length > 0);
  const removed = remover.client.query('delete from allocations where resource_id = $1', [
    idOf('T1'),
  ]);
  await until(removerWaits);
  await locker.commit();
  expect((await removed).rowCount).toBe(1);
  expect(await answered).toMatchObject({ status: 'accepted', duplicate: false });
});
