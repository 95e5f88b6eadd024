import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LOG_CHANNEL, LogListener } from '#postgres';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

describe('the log listener', () => {
  let database: TestDatabase;
  let listener: LogListener;
  let calls: number;
  let waiting: (() => void) | null;

  beforeEach(async () => {
    database = await createDatabase();
    calls = 0;
    waiting = null;
    listener = new LogListener(database.databaseUrl, () => {
      calls++;
      waiting?.();
    });
    listener.start();
  });
  afterEach(async () => {
    await listener.stop();
    await database.drop();
  });

  const called = (times: number) =>
    new Promise<void>((resolve) => {
      waiting = () => {
        if (calls >= times) resolve();
      };
      waiting();
    });

  test('hears of every growth, and looks once when it starts', async () => {
    await called(1);
    await database.pool.query(`notify ${LOG_CHANNEL}`);
    await called(2);
    expect(calls).toBe(2);
  });

  test('comes back when its connection was ended, and looks again', async () => {
    await called(1);
    const { rowCount } = await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'allocator log listener'`,
    );
    expect(rowCount).toBe(1);
    await called(2);
    await database.pool.query(`notify ${LOG_CHANNEL}`);
    await called(3);
  });
});
