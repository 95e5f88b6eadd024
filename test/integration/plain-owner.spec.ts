import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPool, migrate } from '#postgres';
import type pg from 'pg';
import type { SentCommand } from '../support/command-client.js';
import * as to from '../support/commands.js';
import { Deployment } from '../support/deployment.js';
import { VENUE_ID, idOf, instant } from '../support/floor-plan.js';
import { createOwnedDatabase } from '../support/plain-owner.js';
import type { OwnedDatabase } from '../support/plain-owner.js';
import { runCli } from '../support/run-cli.js';
import type { CliResult } from '../support/run-cli.js';
import { runScript } from '../support/run-script.js';
import { rowsOf } from '../support/sql-caller.js';

/** What managed databases give: the owner of one, and no superuser. */
describe.each(['createrole', 'nocreaterole'])('a database of a plain owner, %s', (rights) => {
  let database: OwnedDatabase;
  let deployment: Deployment;
  let pool: pg.Pool;
  beforeAll(async () => {
    database = await createOwnedDatabase(rights);
    deployment = await Deployment.prepare({ DATABASE_URL: database.databaseUrl });
    pool = createPool(database.databaseUrl);
  });
  afterAll(async () => {
    await pool.end();
    await deployment.remove();
    await database.remove();
  });

  const cli = (...args: string[]): Promise<CliResult> =>
    runCli(args, { env: { DATABASE_URL: database.databaseUrl } });
  const verified = async (): Promise<void> => {
    expect(await cli('verify', '--deep')).toMatchObject({
      code: 0,
      stdout: 'verified: no differences\n',
    });
  };
  const done = async (command: unknown): Promise<void> => {
    const sent = { ...(command as SentCommand), commandId: randomUUID() };
    expect(await deployment.client().settle(sent)).toMatchObject({ status: 'accepted' });
  };

  test('is migrated', async () => {
    expect(await cli('migrate')).toMatchObject({ code: 0 });
    expect(await cli('migrate')).toMatchObject({ code: 0 });
  });

  test('carries the whole service, which complains of nothing', async () => {
    await deployment.start();
    await done(to.configure());
    for (const name of ['B1', 'B2', 'B3', 'B4']) await done(to.register(name));
    await done(to.assign('B1', 'T1'));
    await done(to.hold('H2', 'B2', 'T2'));
    await done(to.hold('H3', 'B3', 'T3'));
    await done(to.assign('B4', 'T4'));
    expect(deployment.complaints).toEqual([]);
  });

  test('has the functions for SQL callers', async () => {
    const window = `[${instant('21:00')},${instant('22:00')})`;
    const moved = [idOf('B1'), to.ids('T1'), window];
    expect(await rowsOf(pool, 'assign_tables_atomic($1, $2, $3)', moved)).toHaveLength(1);
    const again = [idOf('B4'), to.ids('P1')];
    expect(await rowsOf(pool, 'assign_tables_atomic_v2($1, $2)', again)).toHaveLength(1);
    expect(await rowsOf(pool, 'unassign_tables_atomic($1)', [idOf('B4')])).toHaveLength(1);
    const held = [idOf('H2'), idOf('B2')];
    expect(await rowsOf(pool, 'confirm_table_hold($1, $2)', held)).toHaveLength(1);
    expect(await rowsOf(pool, 'release_table_hold($1)', [idOf('H3')])).toHaveLength(1);
    await verified();
  });

  test('grants the functions to allocator_rpc once there is such a role', async () => {
    if (rights === 'nocreaterole') {
      await database.asAdministrator('create role allocator_rpc; create role allocator_reader');
      await migrate(database.databaseUrl);
    }
    const { rows } = await pool.query(
      `select has_function_privilege('allocator_rpc', 'release_table_hold(uuid)', 'execute') as calls,
              has_table_privilege('allocator_reader', 'events', 'select') as reads`,
    );
    expect(rows).toEqual([{ calls: true, reads: true }]);
  });

  test('takes assignments from an older system, by psql and by the command line', async () => {
    const older = (table: string) =>
      pool.query(
        `insert into booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at)
         values (gen_random_uuid(), $1, $2, $3, $4)`,
        [idOf(table), VENUE_ID, instant('19:00'), instant('21:00')],
      );
    await older('T4');
    const told = await runScript(database.databaseUrl, 'utilities/backfill_allocations.sql');
    expect(told).toContain('1 1 1 0 0');
    await older('P2');
    expect(await cli('backfill', '--apply')).toMatchObject({ code: 0 });
    expect(await cli('backfill', 'promote')).toMatchObject({ code: 0 });
    await verified();
  });

  test('is repaired from the log', async () => {
    await pool.query(`update allocations set created_by = 'nobody'`);
    expect(await cli('verify')).toMatchObject({ code: 3 });
    expect(await cli('replay', '--to', 'allocations', '--apply')).toMatchObject({ code: 0 });
    await verified();
  });

  test('passes the check, and everything can be taken back and applied again', async () => {
    expect(await deployment.end('SIGTERM')).toBe(0);
    const check = () => runScript(database.databaseUrl, 'checks/allocations_atomic.sql');
    expect(await check()).toContain('OK nothing stays');
    const names = (await readdir('migrations')).filter((name) => /^\d{4}_.*\.sql$/.test(name));
    for (const name of ['atomic_rpcs.sql', ...names.sort().reverse()]) {
      await runScript(database.databaseUrl, `rollback/${name}`);
    }
    expect((await migrate(database.databaseUrl)).applied).toHaveLength(names.length);
    expect(await check()).toContain('OK nothing stays');
  });
});
