import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ParkedVenueView } from '#contracts';
import pg from 'pg';
import { BistroOnCall } from '../support/runbook/bistro-on-call.js';
import { OnCall } from '../support/runbook/on-call.js';
import { Runbook } from '../support/runbook/runbook.js';
import { ndjson } from '../support/run-cli.js';
import { until } from '../support/until.js';

const book = Runbook.open('runbook-projections');
let onCall: OnCall;
let bistro: BistroOnCall;
let VENUE: string;

beforeAll(async () => {
  onCall = await OnCall.begin();
  bistro = await new BistroOnCall(onCall).open();
  VENUE = bistro.venueId;
});
afterAll(() => onCall.end());

async function count(table: string): Promise<number> {
  const { rows } = await onCall.database.pool.query<{ n: number }>(
    `select count(*)::integer as n from ${table}`,
  );
  return rows[0]!.n;
}

const parked = (): Promise<boolean> =>
  count('parked_events where dropped_at is null').then((n) => n > 0);

describe('telemetry that cannot be written', () => {
  const failures = book.take('Telemetry insert failures', 'select failed_at');
  const list = book.take('Parked venues', 'allocator parked list');
  const resume = book.take('Parked venues', 'allocator parked resume');

  test('says what went wrong, parks the venue, and loses nothing once it is mended', async () => {
    const { pool } = onCall.database;
    await pool.query(`alter table observability_events
                        add constraint severity_known check (severity = '') not valid`);
    const bookingId = await bistro.seated('T1');
    await until(parked);
    await bistro.seated('T1');
    await until(async () => (await onCall.rows(failures)).length > 0);
    expect((await onCall.rows(failures))[0]!['error']).toContain('"severity_known"');

    const listed = await onCall.bash(list);
    expect(listed.stdout).toMatch(
      new RegExp(`^${VENUE}  telemetry .*TablesAssigned .*"severity_known"`),
    );
    const http = book.take('Parked venues', 'GET /api/operator/parked');
    const { body } = await onCall.http(http, {}, onCall.tokens.operator);
    expect(body as ParkedVenueView[]).toMatchObject([{ venueId: VENUE, projection: 'telemetry' }]);

    const inVain = await onCall.bash(resume, { VENUE });
    expect(inVain).toMatchObject({ code: 1, stderr: expect.stringMatching(/^still parked at/) });
    await pool.query('alter table observability_events drop constraint severity_known');
    const resumed = await onCall.bash(resume, { VENUE });
    expect(resumed.stderr).toBe('');
    expect(resumed.stdout).toMatch(new RegExp(`^[1-9]\\d* events of ${VENUE} projected\n$`));
    await bistro.told(`event_type = 'capacity.rpc.assignment'`, 2);
    await bistro.told(`booking_id = '${bookingId}'`, 1);
    expect((await onCall.bash(list)).stderr).toBe('no venue is parked\n');
  });

  test('an event that cannot be helped is given up, with the reason, and no other', async () => {
    const { pool } = onCall.database;
    const poison = await bistro.party();
    await pool.query(`alter table observability_events
                        add constraint poison check (booking_id <> '${poison}') not valid`);
    await bistro.done('AssignTables', { bookingId: poison, tableIds: [bistro.table('T2')] });
    await until(parked);
    const behind = await bistro.seated('T3');
    expect((await onCall.bash(resume, { VENUE })).stderr).toContain('still parked');

    const drop = book.take('Parked venues', 'allocator parked drop');
    const { code, stdout } = await onCall.bash(drop, { VENUE });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dropped TablesAssigned .*\n\d+ events of .* projected\n$/);
    await bistro.told(`booking_id = '${behind}'`, 1);
    expect(await count(`observability_events where booking_id = '${poison}'`)).toBe(0);
    expect(
      await count(`events where type = 'TablesAssigned' and data ->> 'bookingId' = '${poison}'`),
    ).toBe(1);
    expect(await parked()).toBe(false);
    await pool.query('alter table observability_events drop constraint poison');
  });
});

describe('a projection that is behind', () => {
  const lag = book.take('Projection lag', 'allocator lag --json');

  interface ReaderLag {
    readonly reader: string;
    readonly events: number;
  }
  const behind = async (): Promise<ReadonlyMap<string, number>> => {
    const [lags] = ndjson<ReaderLag[]>((await onCall.bash(lag)).stdout);
    return new Map(lags!.map(({ reader, events }) => [reader, events]));
  };

  test('is named, with where it stands, while the tables are up to date', async () => {
    const client = new pg.Client({ connectionString: onCall.database.databaseUrl });
    await client.connect();
    await client.query('begin; lock table projection_checkpoints in share mode');
    const bookingId = await bistro.seated('T1');
    const lags = await behind();
    expect([...lags.keys()].toSorted()).toEqual(['mirror', 'relay', 'telemetry']);
    expect(lags.get('telemetry')).toBeGreaterThan(0);
    expect(lags.get('mirror')).toBeGreaterThan(0);
    expect(await count(`allocations where booking_id = '${bookingId}'`)).toBe(1);
    const where = await onCall.rows(book.take('Projection lag', 'select projection'));
    expect(where.map(({ projection }) => projection)).toContain('telemetry');
    expect(where.every(({ seq }) => Number(seq) >= 0)).toBe(true);
    const stopped = book.take('Projection stopped', 'select c.projection');
    await until(async () => (await onCall.rows(stopped)).length > 0);
    const why = await onCall.http(book.take('Projection stopped', '/health/ready'), {}, '');
    expect(why.body).toMatchObject({ dependencies: { telemetry: {}, mirror: {} } });
    expect((await onCall.rows(stopped))[0]).toMatchObject({ updated_at: expect.any(String) });

    const { body } = await onCall.http(book.take('Projection lag', '/health/ready'), {}, '');
    expect(body).toMatchObject({ dependencies: { telemetry: {}, mirror: {}, relay: {} } });
    await client.query('rollback');
    await client.end();
    await until(async () => [...(await behind()).values()].every((events) => events === 0));
  });
});

describe('rows that somebody changed', () => {
  test('are counted by the mirror and named by verify, which changes nothing', async () => {
    const ready = book.take('Mirror differences', 'GET /health/ready');
    const parity = async (): Promise<string> => {
      const { body } = await onCall.http(ready, {}, '');
      const { dependencies } = body as { dependencies: { parity: { detail: string } } };
      return dependencies.parity.detail;
    };
    await until(async () => (await parity()).startsWith('equal'));
    const bookingId = await bistro.seated('T4');
    await bistro.told(`booking_id = '${bookingId}'`, 1);
    const { rows } = await onCall.database.pool.query<{ id: string }>(
      `delete from allocations where booking_id = $1 returning id`,
      [bookingId],
    );
    await until(async () => (await parity()).startsWith('different'));
    expect(await parity()).toBe(`different: 1 rows, first missing ${rows[0]!.id}`);

    const verify = book.take('Mirror differences', 'allocator verify');
    const found = await onCall.bash(verify);
    expect(found.code).toBe(3);
    expect(found.stdout).toMatch(/^DIFFERENT fold: allocations/m);
    expect(found.stdout).toContain(rows[0]!.id);
    expect((await onCall.bash(verify)).stdout).toBe(found.stdout);
  });
});

test('nothing in these chapters was left out', () => expect(book.left).toEqual([]));
