import { createPool } from '#postgres';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

describe('a pool', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase({ empty: true });
  });
  afterAll(() => database.drop());

  test('reads int8 as a number where that is exact, and as text beyond', async () => {
    const { rows } = await database.pool.query(
      'select 42::int8 as small, 9007199254740991::int8 as last, 9007199254740993::int8 as beyond',
    );
    expect(rows).toEqual([{ small: 42, last: 9007199254740991, beyond: '9007199254740993' }]);
  });

  test('speaks UTC', async () => {
    const { rows } = await database.pool.query(
      `select to_json('2026-11-27T18:30:00Z'::timestamptz) as t`,
    );
    expect(rows).toEqual([{ t: '2026-11-27T18:30:00+00:00' }]);
  });

  test('ends a statement that takes too long', async () => {
    const hasty = createPool(database.databaseUrl, { statementTimeoutMs: 50 });
    await expect(hasty.query('select pg_sleep(30)')).rejects.toMatchObject({ code: '57014' });
    await hasty.end();
  });

  test('tells of an idle connection that breaks, and goes on', async () => {
    let broke: (error: Error) => void;
    const told = new Promise<Error>((resolve) => (broke = resolve));
    const pool = createPool(database.databaseUrl, { max: 1, onIdleError: (error) => broke(error) });
    const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    await database.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    expect(await told).toMatchObject({ code: '57P01' });
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  test('outlives a connection that breaks between two statements of whoever has it', async () => {
    const pool = createPool(database.databaseUrl, { max: 1 });
    const client = await pool.connect();
    // Not events.once(), which would listen for errors as well.
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await database.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await ended;
    await expect(client.query('select 1')).rejects.toThrow();
    client.release(true);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});
