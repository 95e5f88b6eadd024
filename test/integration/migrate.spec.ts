import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#postgres';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

describe('migrate', () => {
  let database: TestDatabase;
  let directory: string;

  beforeEach(async () => {
    database = await createDatabase({ empty: true });
    directory = await mkdtemp(join(tmpdir(), 'migrations-'));
    await mkdir(join(directory, 'functions'));
    await write('0001_first.sql', 'create table first (id integer primary key);');
    await write(
      '0002_second.sql',
      `insert into first values (1); create table second (t text default '{"a":{b}}');`,
    );
    await write('functions/a_caller.sql', calls('a_caller', 'select z_called()'));
    await write('functions/z_called.sql', calls('z_called', 'select 1'));
  });

  afterEach(async () => {
    await database.drop();
    await rm(directory, { recursive: true });
  });

  const write = (name: string, sql: string): Promise<void> => writeFile(join(directory, name), sql);
  const calls = (name: string, body: string): string =>
    `create or replace function ${name}() returns integer language sql as $$ ${body} $$;`;
  const run = (dryRun = false): ReturnType<typeof migrate> =>
    migrate(database.databaseUrl, { directory, dryRun });
  const tables = async (): Promise<string[]> => {
    const found = await database.pool.query<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
    );
    return found.rows.map((row) => row.name);
  };

  test('applies numbered files once, in order, and functions every time', async () => {
    expect(await run()).toEqual({
      applied: ['0001_first', '0002_second'],
      functions: ['a_caller.sql', 'z_called.sql'],
    });
    await write('functions/z_called.sql', calls('z_called', 'select 2'));
    expect((await run()).applied).toEqual([]);
    expect((await database.pool.query('select a_caller() as answer')).rows).toEqual([
      { answer: 2 },
    ]);
  });

  test('lets eight starters run at once, of which one works', async () => {
    const reports = await Promise.all(Array.from({ length: 8 }, () => run()));
    expect(reports.filter((report) => report.applied.length === 2)).toHaveLength(1);
    expect(reports.filter((report) => report.applied.length === 0)).toHaveLength(7);
    expect((await database.pool.query('select id from first')).rows).toEqual([{ id: 1 }]);
  });

  test('says in a dry run what is pending and changes nothing', async () => {
    expect((await run(true)).applied).toEqual(['0001_first', '0002_second']);
    expect(await tables()).toEqual([]);
  });

  test('keeps nothing of a run in which one file fails, and says which code', async () => {
    await write('0003_wrong.sql', 'create table third (id integer); select no_such_column;');
    await expect(run()).rejects.toMatchObject({ code: '42703' });
    expect(await tables()).not.toContain('third');
  });

  test('refuses a file that slipped in before one that ran already', async () => {
    await run();
    await cp(join(directory, '0001_first.sql'), join(directory, '0000_late.sql'));
    await expect(run()).rejects.toThrow('0000_late');
  });
});

describe('the migrations of this package', () => {
  test('stand in the database that tests are given, and run again without effect', async () => {
    const database = await createDatabase();
    expect((await migrate(database.databaseUrl)).applied).toEqual([]);
    await database.drop();
  });
});
