import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { noteSetAside } from '#postgres';
import { alertRules } from '#telemetry';
import { logPartitionOf } from '#contracts';
import type { AlertView, CommandOutcome, Uuid } from '#contracts';
import pg from 'pg';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';
import { Outsider } from '../support/outsider.js';
import { ndjson, runCli } from '../support/run-cli.js';
import { until } from '../support/until.js';

const LOG_PARTITIONS = 32;
const venue = bistro();
const { venueId } = venue;
const tableIds = [venue.tables[0]!.id];
let service: TestAllocator;
let operator: string;

/** As deployed, but that a second of trouble is enough; and nobody sweeps. */
beforeAll(async () => {
  const limits = alertRules().map(({ name, threshold }) => `${name}=${threshold}:1`);
  const variables = {
    ROLES: 'api,commands,relay,projector,alerts',
    ALERT_LIMITS: limits.join(','),
  };
  service = await startTestAllocator(variables, { alertsEveryMs: 100 });
  operator = await service.token('operator');
  await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
});
afterAll(() => service.stop());

async function alert(name: string): Promise<AlertView> {
  const { status, body } = await service.request('GET', '/api/alerts', { token: operator });
  expect(status).toBe(200);
  return (body as AlertView[]).find((view) => view.name === `allocator.${name}`)!;
}

/** Waits until it is so, however often it is looked at. */
async function becomes(name: string, state: AlertView['state']): Promise<AlertView> {
  await until(async () => (await alert(name)).state === state);
  return alert(name);
}

/** Waits until it was measured anew, twice, so that what was done before is seen in it. */
async function measured(name: string): Promise<AlertView> {
  for (let times = 0; times < 2; times++) {
    const { checkedAt } = await alert(name);
    await until(async () => (await alert(name)).checkedAt !== checkedAt);
  }
  return alert(name);
}

/** What `observability_events` tells of an alert. */
async function told(name: string): Promise<string[]> {
  const { rows } = await service.database.pool.query<{ event_type: string }>(
    `select event_type from observability_events
      where source = 'allocator.alerts' and context ->> 'alert' = $1
      order by created_at`,
    [`allocator.${name}`],
  );
  return rows.map((row) => row.event_type);
}

/** How many refusals for a reason the runbook's query finds. */
async function conflictsOf(code: string): Promise<number> {
  const { rows } = await service.database.pool.query(
    `select from observability_events
      where source = 'capacity.selector' and event_type = 'capacity.selector.assignment'
        and context -> 'error' ->> 'code' = $1`,
    [code],
  );
  return rows.length;
}

async function gauge(name: string, labels: string): Promise<number | null> {
  const { body } = await service.request('GET', '/metrics', { token: null });
  const line = (body as string).split('\n').find((each) => each.startsWith(`${name}${labels} `));
  return line === undefined ? null : Number(line.split(' ').at(-1));
}

async function send(...commands: object[]): Promise<CommandOutcome[]> {
  const { body } = await service.request('POST', '/api/commands', { body: commands });
  return body as CommandOutcome[];
}

let days = 0;
/** A party at a time of its own. */
async function party(): Promise<Uuid> {
  const bookingId = randomUUID();
  const startsAt = new Date(Date.UTC(2027, 0, 1 + days++, 19)).toISOString();
  await send(envelope('RegisterBooking', venueId, wish(bookingId, startsAt)));
  return bookingId;
}

/** Holds that ran out a minute ago. */
async function lapsedHolds(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const [bookingId, holdId] = [await party(), randomUUID()];
    const hold = { holdId, bookingId, tableIds, ttlSeconds: 300 };
    const [outcome] = await send(envelope('HoldTables', venueId, hold));
    expect(outcome!.status).toBe('accepted');
  }
  await service.database.pool.query(
    `update table_holds set expires_at = now() - interval '1 minute'`,
  );
}

const firing = (name: string) => gauge('allocator_alert_firing', `{alert="allocator.${name}"}`);

describe('allocator.hold_expiry_backlog', () => {
  const name = 'hold_expiry_backlog';

  test('fires at the 26th hold that nobody sweeps, tells so everywhere, and is over when swept', async () => {
    await lapsedHolds(25);
    expect(await measured(name)).toMatchObject({ state: 'ok', value: 25, since: null });
    await lapsedHolds(1);
    const view = await becomes(name, 'firing');
    expect(view).toMatchObject({ value: 26, threshold: 25, forSeconds: 1, unit: 'holds' });
    expect(Date.parse(view.checkedAt!) - Date.parse(view.since!)).toBeGreaterThanOrEqual(1_000);
    await until(async () => (await firing(name)) === 1);
    await until(async () => (await told(name)).length > 0);

    const env = { DATABASE_URL: service.database.databaseUrl };
    const { code, stdout } = await runCli(['alerts', '--json'], { env });
    expect(code).toBe(3);
    expect(ndjson<AlertView[]>(stdout)[0]).toContainEqual(
      expect.objectContaining({ name: `allocator.${name}`, state: 'firing' }),
    );
    const people = await runCli(['alerts'], { env });
    expect(people.stdout).toMatch(
      /^firing +allocator.hold_expiry_backlog: 26 holds; fires above 25/m,
    );
    expect(people.stdout).toContain(view.hint);

    await service.request('POST', '/api/operator/holds/sweep', { token: operator });
    expect(await becomes(name, 'ok')).toMatchObject({ value: 0, since: null });
    await until(async () => (await told(name)).length > 1);
    expect(await told(name)).toEqual(['allocator.alerts.firing', 'allocator.alerts.resolved']);
    await until(async () => (await firing(name)) === 0);
    expect((await runCli(['alerts', '--json'], { env })).code).toBe(0);
  });
});

describe('allocator.lock_contention', () => {
  test('fires while more than 50 transactions wait for one that does not end', async () => {
    const connect = async (): Promise<pg.Client> => {
      const client = new pg.Client({ connectionString: service.database.databaseUrl });
      await client.connect();
      return client;
    };
    const blocker = await connect();
    await blocker.query('begin; lock table table_adjacencies in access exclusive mode');
    const waiting: { client: pg.Client; ended: Promise<unknown> }[] = [];
    for (let n = 0; n < 51; n++) {
      const client = await connect();
      waiting.push({ client, ended: client.query('select from table_adjacencies') });
    }
    expect(await becomes('lock_contention', 'firing')).toMatchObject({ value: 51 });
    await blocker.query('rollback');
    await Promise.all(waiting.map(({ ended }) => ended));
    expect(await becomes('lock_contention', 'ok')).toMatchObject({ value: 0 });
    for (const { client } of waiting) await client.end();
    await blocker.end();
  });
});

describe('allocator.oldest_transaction', () => {
  test('measures how long one has been open', async () => {
    const client = new pg.Client({ connectionString: service.database.databaseUrl });
    await client.connect();
    await client.query('begin');
    await until(async () => (await measured('oldest_transaction')).value! > 0.5);
    await client.query('rollback');
    await client.end();
    expect(await becomes('oldest_transaction', 'ok')).toMatchObject({ unit: 'seconds' });
  });
});

describe('allocator.rpc_conflict_rate', () => {
  test('counts what was refused, here or by SQL, and what was only observed, no full house; fires at the eleventh of a minute', async () => {
    const [winner, loser] = [await party(), await party()];
    const startsAt = '2038-06-01T19:30';
    await send(
      envelope('RegisterBooking', venueId, wish(winner, startsAt)),
      envelope('RegisterBooking', venueId, wish(loser, startsAt)),
      envelope('AssignTables', venueId, { bookingId: winner, tableIds }),
    );
    const crowd = randomUUID();
    await send(
      envelope('RegisterBooking', venueId, { ...wish(crowd, startsAt), partySize: 40 }),
      ...Array.from({ length: 12 }, () => envelope('AssignBest', venueId, { bookingId: crowd })),
    );
    await until(async () => (await conflictsOf('NO_TABLES_FIT')) === 12);
    expect(await measured('rpc_conflict_rate')).toMatchObject({ state: 'ok', value: 0 });

    const enforce = async (value: boolean | null): Promise<void> => {
      const body = { value, venueId, reason: 'to see what would be refused' };
      await service.request('PUT', '/api/flags/FEATURE_RPC_ASSIGN_ATOMIC', { body });
    };
    const observe = async (times: number): Promise<void> => {
      await enforce(false);
      const guests = Array.from({ length: times }, () => randomUUID());
      const outcomes = await send(
        ...guests.map((id) => envelope('RegisterBooking', venueId, wish(id, startsAt))),
        ...guests.map((bookingId) => envelope('AssignTables', venueId, { bookingId, tableIds })),
      );
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['accepted']));
      await enforce(null);
    };
    const lose = async (times: number): Promise<void> => {
      const wanted = () => envelope('AssignTables', venueId, { bookingId: loser, tableIds });
      const outcomes = await send(...Array.from({ length: times }, wanted));
      expect(new Set(outcomes.map(({ rejection }) => rejection?.code))).toEqual(
        new Set(['TABLE_CONFLICT']),
      );
    };
    /** Nothing is left of it, but that it is counted. */
    const loseBySql = () =>
      expect(
        service.database.pool.query('select * from assign_tables_atomic_v2($1, $2)', [
          loser,
          tableIds,
        ]),
      ).rejects.toMatchObject({ code: '23P01' });
    await observe(3);
    await lose(7);
    await until(async () => (await measured('rpc_conflict_rate')).value === 10);
    expect((await alert('rpc_conflict_rate')).state).toBe('ok');
    await loseBySql();
    expect(await becomes('rpc_conflict_rate', 'firing')).toMatchObject({ value: 11 });
  });
});

describe('allocator.telemetry_insert_failures', () => {
  test('fires when the table cannot be written, which costs no venue anything', async () => {
    const { pool } = service.database;
    expect((await measured('telemetry_insert_failures')).value).toBe(0);
    await pool.query('alter table observability_events rename column severity to severeness');
    const bookingId = await party();
    await send(envelope('AssignTables', venueId, { bookingId, tableIds }));
    const failures = await becomes('telemetry_insert_failures', 'firing');
    expect(failures.value).toBeGreaterThan(5);
    expect(await gauge('allocator_telemetry_insert_failures_total', '')).toBeGreaterThan(0);
    const { rows } = await pool.query<{ error: string }>(
      'select error from telemetry_insert_failures',
    );
    expect(rows[0]!.error).toContain('severity');
    expect((await alert('rpc_conflict_rate')).value).not.toBeNull();
    expect((await measured('parked_venues')).value).toBe(0);
    const { body } = await service.request('GET', '/health/ready', { token: null });
    expect(body).toMatchObject({
      status: 'degraded',
      dependencies: { telemetry: { detail: expect.stringMatching(/^retrying: .*severity/) } },
    });

    await pool.query('alter table observability_events rename column severeness to severity');
    await until(async () => (await told('telemetry_insert_failures')).length > 0);
    expect((await told('telemetry_insert_failures'))[0]).toBe('allocator.alerts.firing');
    await until(async () => {
      const ofBooking = 'select from observability_events where context::text like $1';
      return (await pool.query(ofBooking, [`%${bookingId}%`])).rows.length > 0;
    });
  });
});

describe('allocator.parked_venues', () => {
  test('fires when the rows of one venue cannot be stored, and tells it', async () => {
    const { pool } = service.database;
    await pool.query(`alter table observability_events add constraint not_this_venue
      check (venue_id <> '${venueId}') not valid`);
    await send(envelope('AssignTables', venueId, { bookingId: await party(), tableIds }));
    expect(await becomes('parked_venues', 'firing')).toMatchObject({ value: 1 });

    await pool.query('alter table observability_events drop constraint not_this_venue');
    const body = { reason: 'the constraint is gone' };
    const path = `/api/operator/parked/${venueId}/resume`;
    expect(await service.request('POST', path, { token: operator, body })).toMatchObject({
      status: 200,
      body: { stuck: null },
    });
    expect(await becomes('parked_venues', 'ok')).toMatchObject({ value: 0 });
    await until(async () => (await told('parked_venues')).length > 0);
    expect((await told('parked_venues'))[0]).toBe('allocator.alerts.firing');
  });
});

describe('allocator.commands_unanswered', () => {
  test('fires while commands of a log partition have no answer', async () => {
    const outsider = await Outsider.in(service.database);
    await outsider.lockPartition(logPartitionOf(venueId, LOG_PARTITIONS));
    const bookingId = randomUUID();
    const command = envelope('RegisterBooking', venueId, wish(bookingId));
    const sending = (async () => {
      await until(async () => {
        const { status } = await service.request('POST', '/api/commands', { body: command });
        return status === 200;
      });
    })();
    expect((await becomes('commands_unanswered', 'firing')).value).toBeGreaterThan(10);
    await outsider.rollback();
    await sending;
    await outsider.end();
    await becomes('commands_unanswered', 'ok');
  });
});

describe('allocator.commands_set_aside', () => {
  test('fires when one was set aside for a fault of the service', async () => {
    expect((await measured('commands_set_aside')).value).toBe(0);
    await noteSetAside(service.database.pool, { commandId: randomUUID(), error: 'a bug' });
    expect(await becomes('commands_set_aside', 'firing')).toMatchObject({ value: 1 });
  });
});

describe('allocator.projection_stopped', () => {
  test('fires where a checkpoint does not move although there is what to read', async () => {
    const { pool } = service.database;
    expect((await measured('projection_stopped')).value).toBe(0);
    await pool.query(`set session_replication_role = replica;
      update events set recorded_at = recorded_at - interval '2 minutes';
      update projection_checkpoints
         set seq = seq - 1, updated_at = updated_at - interval '2 minutes'
       where projection = 'telemetry';
      reset session_replication_role`);
    expect((await becomes('projection_stopped', 'firing')).value).toBeGreaterThan(0);
    // The next event finds it where it is, and it goes on from there.
    await party();
    await becomes('projection_stopped', 'ok');
  });
});

describe('what cannot be measured', () => {
  test('is unknown, and everything else goes on being watched', async () => {
    const { pool } = service.database;
    await pool.query('alter table table_holds rename to table_holds_away');
    try {
      expect(await becomes('hold_expiry_backlog', 'unknown')).toMatchObject({ value: null });
      await until(async () => (await firing('hold_expiry_backlog')) === null);
      expect((await measured('lock_contention')).state).toBe('ok');
    } finally {
      await pool.query('alter table table_holds_away rename to table_holds');
    }
    await becomes('hold_expiry_backlog', 'ok');
  });
});

describe('when the clock goes back', () => {
  test('what was found before is looked at again, and not when the clock has caught up', async () => {
    const { pool } = service.database;
    await pool.query(`update alerts set checked_at = now() + interval '1 hour'`);
    expect(await measured('hold_expiry_backlog')).toMatchObject({ state: 'ok', value: 0 });
    const { rows } = await pool.query('select from alerts where checked_at > clock_timestamp()');
    expect(rows).toEqual([]);
  });
});

test('they are for operators', async () => {
  for (const role of ['staff', 'analyst', 'booking-system'] as const) {
    const token = await service.token(role);
    expect((await service.request('GET', '/api/alerts', { token })).status).toBe(403);
  }
});

test('a service that is told of an alert there is none of does not start', async () => {
  const start = startTestAllocator({ ALERT_LIMITS: 'allocator.coffee=1:1' });
  await expect(start).rejects.toThrow('ALERT_LIMITS names allocator.coffee');
});
