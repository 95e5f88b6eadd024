import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FLAG_DEFAULTS, FLAG_NAMES } from '#contracts';
import { migrate } from '#postgres';
import type pg from 'pg';
import * as to from '../support/commands.js';
import { OBSERVING, idOf, instant } from '../support/floor-plan.js';
import { runScript, runText } from '../support/run-script.js';
import { rowsOf } from '../support/sql-caller.js';
import { openSqlVenue } from '../support/sql-venue.js';
import type { SqlVenue } from '../support/sql-venue.js';

describe('flag_in_force', () => {
  test('without defaults in the table is that of a production start', async () => {
    const venue = await openSqlVenue(OBSERVING);
    const { pool } = venue.database;
    await pool.query('delete from flag_defaults');
    for (const flag of FLAG_NAMES) {
      const rows = await rowsOf<{ v: boolean }>(pool, 'flag_in_force($1, $2) v', [
        flag,
        randomUUID(),
      ]);
      expect([flag, rows[0]!.v]).toEqual([flag, FLAG_DEFAULTS[flag]]);
    }
    await venue.close();
  });
});

describe('who may call what', () => {
  let venue: SqlVenue;
  beforeAll(async () => {
    venue = await openSqlVenue();
    await venue.done(to.register('B1'));
  });
  afterAll(() => venue.close());

  const as = async (role: string, text: string, values: unknown[] = []): Promise<unknown> => {
    const client = await venue.database.pool.connect();
    try {
      await client.query(`set role ${role}`);
      return (await client.query(text, values)).rows;
    } catch (error) {
      return (error as pg.DatabaseError).code;
    } finally {
      await client.query('reset role');
      client.release();
    }
  };

  test('allocator_rpc calls the functions and touches no table', async () => {
    const seated = await as('allocator_rpc', 'select * from assign_tables_atomic($1, $2, $3)', [
      idOf('B1'),
      to.ids('T1'),
      `[${instant('19:00')},${instant('21:00')})`,
    ]);
    expect(seated).toHaveLength(1);
    expect(
      await as('allocator_rpc', 'select * from unassign_tables_atomic($1)', [idOf('B1')]),
    ).toHaveLength(1);
    for (const text of [
      'select * from allocations',
      'delete from allocations',
      'select import_allocations()',
      `select append_event(gen_random_uuid(), 'x', '{}', gen_random_uuid(), 0, '{}', null, now())`,
    ]) {
      expect([text, await as('allocator_rpc', text)]).toEqual([text, '42501']);
    }
  });

  test('allocator_reader reads every table, writes none, and calls nothing', async () => {
    for (const table of [
      'events',
      'allocations',
      'bookings',
      'observability_events',
      'flag_defaults',
    ]) {
      expect(await as('allocator_reader', `select count(*) from ${table}`)).toHaveLength(1);
    }
    expect(await as('allocator_reader', 'delete from allocations')).toBe('42501');
    const calling = `select unassign_tables_atomic('${idOf('B1')}')`;
    expect(await as('allocator_reader', calling)).toBe('42501');
  });

  test("every function that runs with its owner's rights is closed to the public and has a fixed path", async () => {
    const { rows } = await venue.database.pool.query<{
      name: string;
      open: boolean;
      path: boolean;
    }>(
      `select p.proname as name, has_function_privilege('allocator_reader', p.oid, 'execute') as open,
              'search_path=pg_catalog, public, pg_temp' = any (p.proconfig) as path
         from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace order by 1`,
    );
    expect(rows.map((row) => row.name)).toEqual([
      'assign_tables_atomic',
      'assign_tables_atomic_v2',
      'confirm_table_hold',
      'guard_direct_writes',
      'release_table_hold',
      'unassign_tables_atomic',
    ]);
    for (const row of rows) expect(row).toMatchObject({ open: false, path: true });
  });
});

describe('who else may call what', () => {
  let venue: SqlVenue;
  beforeAll(async () => {
    venue = await openSqlVenue();
    await venue.database.pool.query(
      `create role plain_writer nologin; grant select, insert on allocations to plain_writer`,
    );
  });
  afterAll(async () => {
    await venue.database.pool.query('drop owned by plain_writer; drop role plain_writer');
    await venue.close();
  });

  const callableBy = async (role: string): Promise<string[]> => {
    const { rows } = await venue.database.pool.query<{ name: string }>(
      `select p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and has_function_privilege($1, p.oid, 'execute')
          and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
        order by 1`,
      [role],
    );
    return rows.map((row) => row.name);
  };

  test('everybody has the operator for regclass, and no function of ours besides', async () => {
    expect(await callableBy('public')).toEqual(['is_relation']);
    expect(await callableBy('allocator_reader')).toEqual(['is_relation']);
    expect(await callableBy('allocator_rpc')).toEqual([
      'assign_tables_atomic',
      'assign_tables_atomic_v2',
      'confirm_table_hold',
      'is_relation',
      'release_table_hold',
      'unassign_tables_atomic',
    ]);
  });

  test('a function that somebody opened is closed by the next migration, others are left alone', async () => {
    const { pool, databaseUrl } = venue.database;
    await pool.query(
      `grant execute on function append_event to public;
       create function somebody_elses() returns integer language sql as 'select 1'`,
    );
    await migrate(databaseUrl);
    expect(await callableBy('public')).toEqual(['is_relation', 'somebody_elses']);
    await pool.query('drop function somebody_elses()');
  });

  test('who may write allocations and call nothing writes them, one after the other', async () => {
    const client = await venue.database.pool.connect();
    try {
      await client.query('begin');
      await client.query('set local role plain_writer');
      await client.query(
        `insert into allocations (venue_id, resource_id, "window")
         values (gen_random_uuid(), gen_random_uuid(), '[2031-01-01,2031-01-02)')`,
      );
      const locks = await client.query(
        `select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`,
      );
      expect(locks.rowCount).toBe(1);
      await client.query('savepoint before_calling');
      await expect(client.query('select lock_partition(0)')).rejects.toMatchObject({
        code: '42501',
      });
      await client.query('rollback to before_calling');
      await client.query(`select from pg_locks where relation::regclass = 'allocations'`);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});

describe('the scripts of the runbook', () => {
  let venue: SqlVenue;
  beforeAll(async () => {
    venue = await openSqlVenue();
  });
  afterAll(() => venue.close());

  const run = (file: string): Promise<string> => runScript(venue.database.databaseUrl, file);
  const routines = async () =>
    (
      await venue.database.pool.query(
        `SELECT routine_name FROM information_schema.routines WHERE routine_schema = 'public'
           AND routine_name IN ('assign_tables_atomic', 'unassign_tables_atomic');`,
      )
    ).rowCount;

  test('the check says OK to every promise and leaves nothing behind', async () => {
    const counts = async (): Promise<object[]> =>
      (
        await venue.database.pool.query<object>(
          `select (select count(*) from events), (select count(*) from bookings), (select count(*) from tables),
                  (select count(*) from feature_flags), (select count(*) from commands)`,
        )
      ).rows;
    const before = await counts();
    const told = await run('checks/allocations_atomic.sql');
    expect(told.match(/^OK /gm)!.length).toBeGreaterThan(35);
    expect(told).toContain('OK nothing stays');
    expect(await counts()).toEqual(before);
    expect(await venue.differences()).toEqual([]);
  });

  test('the check needs no psql', async () => {
    const text = await readFile('migrations/checks/allocations_atomic.sql', 'utf8');
    expect(await runText(venue.database.databaseUrl, text)).toContain('OK nothing stays');
  });

  test('the check fails when the guard is gone', async () => {
    const { pool } = venue.database;
    await pool.query('alter table allocations drop constraint allocations_resource_window_excl');
    await expect(run('checks/allocations_atomic.sql')).rejects.toThrow(/BROKEN: .*written past/);
    await pool.query(
      `alter table allocations add constraint allocations_resource_window_excl
         exclude using gist (venue_id with =, resource_id with =, "window" with &&) where (not shadow)`,
    );
  });

  test('the rollback takes the functions away, migrating brings them back', async () => {
    expect(await routines()).toBe(2);
    await run('rollback/atomic_rpcs.sql');
    await run('rollback/atomic_rpcs.sql');
    expect(await routines()).toBe(0);
    await migrate(venue.database.databaseUrl);
    expect(await routines()).toBe(2);
    expect(await run('checks/allocations_atomic.sql')).toContain('OK nothing stays');
  });

  test('every numbered migration can be taken back, last first, and applied again', async () => {
    const names = (await readdir('migrations')).filter((name) => /^\d{4}_.*\.sql$/.test(name));
    await run('rollback/atomic_rpcs.sql');
    for (const name of names.sort().reverse()) await run(`rollback/${name}`);
    const { rows } = await venue.database.pool.query(
      `select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'`,
    );
    expect(rows).toEqual([]);
    const { applied } = await migrate(venue.database.databaseUrl);
    expect(applied.map((name) => `${name}.sql`)).toEqual(names.sort());
    expect(await run('checks/allocations_atomic.sql')).toContain('OK nothing stays');
  });
});
