import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AlertView, FlagView, ManualContext } from '#contracts';
import { noteSetAside, tellProcessReadings } from '#postgres';
import pg from 'pg';
import { BistroOnCall } from '../support/runbook/bistro-on-call.js';
import { OnCall } from '../support/runbook/on-call.js';
import { Runbook } from '../support/runbook/runbook.js';
import { until } from '../support/until.js';

const book = Runbook.open('runbook-incidents');
let onCall: OnCall;
let bistro: BistroOnCall;

/** Nobody sweeps; and a backlog of holds fires as soon as it is seen. */
beforeAll(async () => {
  onCall = await OnCall.begin({
    variables: {
      ROLES: 'api,commands,relay,projector,alerts',
      ALERT_LIMITS: 'allocator.hold_expiry_backlog=25:0',
    },
  });
  bistro = await new BistroOnCall(onCall).open();
});
afterAll(() => onCall.end());

/** A session of somebody else's. */
async function session(name: string): Promise<pg.Client> {
  const connectionString = onCall.database.databaseUrl;
  const client = new pg.Client({ connectionString, application_name: name });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

describe('where to stand', () => {
  test('the first answer names each dependency, the second each alert', async () => {
    const { code, stdout, stderr } = await onCall.bash(book.take('Where to stand', 'export'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /"database":\{"status":"up".*\}\[\{.*"name":"allocator.lock_contention"/s,
    );
  });
});

test('instead of a status page, readiness names what there is', async () => {
  const { body } = await onCall.http(book.take('Names in older runbooks', '/health/ready'), {}, '');
  const { dependencies } = body as { dependencies: object };
  expect(Object.keys(dependencies)).toEqual(
    expect.arrayContaining(['database', 'relay', 'telemetry', 'mirror', 'parity']),
  );
});

describe('lock contention', () => {
  const chapter = 'Lock contention';

  test('shows who waits for whom, ends the one in front, and the others go on', async () => {
    const blocker = await session('a till');
    await blocker.query('begin; lock table booking_table_assignments in access exclusive mode');
    const { rows } = await blocker.query<{ pid: number }>('select pg_backend_pid() as pid');
    const pid = String(rows[0]!.pid);
    const guests = await Promise.all(['a', 'b'].map((name) => session(name)));
    const waiting = guests.map((guest) => guest.query('select from booking_table_assignments'));
    const query = book.take(chapter, 'select waiting.pid');
    await until(async () => (await onCall.rows(query)).length === 2);
    for (const row of await onCall.rows(query)) {
      expect(row).toMatchObject({
        wait_event: 'relation',
        blocker: pid,
        application_name: 'a till',
        state: 'idle in transaction',
      });
    }
    const locks = await onCall.rows(book.take(chapter, 'select pid, mode'));
    expect(locks.map(({ granted }) => granted)).toEqual(['f', 'f', 't']);
    expect(locks.at(-1)).toEqual({ pid, mode: 'AccessExclusiveLock', granted: 't' });

    const end = book.take(chapter, 'select pg_terminate_backend');
    expect(await onCall.rows(end, { PID: pid })).toEqual([{ pg_terminate_backend: 't' }]);
    await Promise.all(waiting);
    expect(await onCall.rows(query)).toEqual([]);
    for (const guest of guests) await guest.end();
  });

  test('merges go off for the venue alone', async () => {
    const flip = book.take(chapter, 'allocator flags set FEATURE_ALLOCATOR_MERGES_ENABLED off');
    const { code, stdout } = await onCall.bash(flip, { VENUE: bistro.venueId });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^FEATURE_ALLOCATOR_MERGES_ENABLED +off .*: lock contention\n$/,
      ),
    });
    const merges = async (query: string): Promise<boolean> => {
      const path = `/api/flags/FEATURE_ALLOCATOR_MERGES_ENABLED${query}`;
      return ((await onCall.request('GET', path, onCall.tokens.operator)).body as FlagView).value;
    };
    expect(await merges(`?venueId=${bistro.venueId}`)).toBe(false);
    expect(await merges('')).toBe(true);
  });
});

describe('a backlog of holds', () => {
  const chapter = 'Hold expiry backlog';

  test('is shown, the longest lapsed first; it fires; and is over when swept by hand', async () => {
    await bistro.lapsed(26);
    const kept = await bistro.held('T2');
    const lapsed = await onCall.rows(book.take(chapter, 'select id, venue_id'));
    expect(lapsed).toHaveLength(26);
    expect(lapsed.map(({ id }) => id)).not.toContain(kept.holdId);
    const times = lapsed.map(({ expires_at: at }) => at);
    expect(times).toEqual(times.toSorted());
    expect(lapsed[0]!['since']).toMatch(/^00:01:/);

    await until(async () => {
      const { body } = await onCall.request('GET', '/api/alerts', onCall.tokens.operator);
      const alert = (body as AlertView[]).find(({ name }) => name.endsWith('hold_expiry_backlog'));
      return alert?.state === 'firing';
    });
    const alerts = await onCall.bash(book.take('Incidents', 'allocator alerts'));
    expect(alerts.code).toBe(3);
    expect(alerts.stdout).toMatch(/^firing +allocator.hold_expiry_backlog: 26 holds; .*since 20/m);
    expect(alerts.stdout).toContain('docs/runbooks/incidents.md#hold-expiry-backlog');

    const swept = await onCall.bash(book.take(chapter, 'allocator holds sweep'));
    expect(swept).toEqual({ code: 0, stdout: '26 holds ended\n', stderr: '' });
    expect(await onCall.rows(book.take(chapter, 'select id, venue_id'))).toEqual([]);
  });

  test('the alerts come in the order of the chapters', async () => {
    const { stdout } = await onCall.bash(book.take('Runbooks', 'allocator alerts'));
    const names = [...stdout.matchAll(/^\w+ +allocator\.(\w+):/gm)].map(([, name]) => name);
    expect(names).toEqual([
      'lock_contention',
      'hold_expiry_backlog',
      'rpc_conflict_rate',
      'telemetry_insert_failures',
      'relay_lag',
      'projection_lag',
      'projection_stopped',
      'parked_venues',
      'oldest_transaction',
      'mirror_differences',
      'relay_halted',
      'commands_waiting',
      'commands_unanswered',
      'commands_set_aside',
      'calendar_differences',
      'overstay',
    ]);
  });
});

describe('conflicts', () => {
  const chapter = 'Conflict spikes';

  test('are told by venue, code and sender, with who was in the way', async () => {
    const { winner, loser } = await bistro.conflict(3);
    await bistro.told(`context -> 'error' ->> 'code' = 'TABLE_CONFLICT'`, 3);
    expect(await onCall.rows(book.take(chapter, 'select venue_id'))).toEqual([
      {
        venue_id: bistro.venueId,
        code: 'TABLE_CONFLICT',
        sender: 'local-admin',
        conflicts: '3',
        observed: '0',
      },
    ]);

    const refused = await onCall.bash(book.take(chapter, 'curl'), { VENUE: bistro.venueId });
    expect(refused.code).toBe(0);
    expect(refused.stdout).toContain('TABLE_CONFLICT');
    expect(refused.stdout).toContain(winner);

    const step = book.take(chapter, 'GET /api/staff/manual/context');
    const { status, body } = await onCall.http(step, { BOOKING: loser }, onCall.tokens.staff);
    expect(status).toBe(200);
    const { conflicts, assignments } = body as ManualContext;
    expect(assignments).toEqual([]);
    expect(JSON.stringify(conflicts)).toContain(winner);
  });
});

test('whether PostgreSQL logs what the SQL functions refuse is told by its settings', async () => {
  const settings = await onCall.rows(book.take('Conflict spikes', 'select name, setting'));
  expect(settings).toHaveLength(6);
  expect(settings).toContainEqual({ name: 'log_error_verbosity', setting: 'default' });
  expect(settings).toContainEqual({ name: 'log_min_error_statement', setting: 'error' });
});

describe('the oldest transaction', () => {
  const chapter = 'Oldest transaction';

  test('is shown first, with whose it is; a verification lasts as long as it must', async () => {
    const forgotten = await session('an afternoon of psql');
    await forgotten.query('begin; select 1');
    const open = await onCall.rows(book.take(chapter, 'select pid'));
    expect(open[0]).toMatchObject({
      application_name: 'an afternoon of psql',
      state: 'idle in transaction',
      query: 'begin; select 1',
    });
    await forgotten.query('rollback');
    await forgotten.end();
    const verified = await onCall.bash(book.take(chapter, 'allocator verify'));
    expect(verified).toMatchObject({ code: 0, stdout: 'verified: no differences\n' });
  });
});

describe('a law that was changed', () => {
  const chapter = 'Calendar differences';
  const ZONE = 'Europe/Paris';

  test('is found, the bookings that it concerns are listed, and one command has all decide by it', async () => {
    // As if what decides were of a time before summer time.
    await onCall.database.pool.query(
      `select write_time_zone($1, '{0}', '{3600}', null, 'postgresql', 'old', 'sam', 'long ago')`,
      [ZONE],
    );
    const compared = await onCall.bash(book.take(chapter, 'allocator calendar compare'));
    expect(compared.code).toBe(3);
    expect(compared.stdout).toMatch(
      /^Europe\/Paris {2}from postgresql old {2}PostgreSQL differs from 1976-03-28T00:00:00.000Z on, Node \w+ differs/m,
    );
    await until(async () => {
      const { body } = await onCall.request('GET', '/api/alerts', onCall.tokens.operator);
      const alert = (body as AlertView[]).find(({ name }) => name.endsWith('calendar_differences'));
      return alert?.value === 1;
    });

    const query = book.take(chapter, 'select b.booking_id');
    const rows = await onCall.rows(query, { ZONE });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows[0]).toMatchObject({ sent: expect.any(String), shown_now: expect.any(String) });

    const updated = await onCall.bash(book.take(chapter, 'allocator calendar update'), { ZONE });
    expect(updated.code).toBe(0);
    expect(updated.stdout).toContain(`${ZONE}: everybody decides by it from the next command on\n`);
    expect(updated.stdout).toMatch(/Europe\/Paris {2}by \w+ from postgresql .*: the law of 2026\n/);
    await until(async () => {
      const { body } = await onCall.request('GET', '/api/alerts', onCall.tokens.operator);
      const alert = (body as AlertView[]).find(({ name }) => name.endsWith('calendar_differences'));
      return alert?.state === 'ok';
    });
  });
});

describe('commands', () => {
  test('that have no answer are told by each process, and of those set aside what failed', async () => {
    const { pool } = onCall.database;
    await tellProcessReadings(pool, 'host:1', { commands_unanswered: 12.5 });
    const unanswered = book.take('Commands unanswered', 'select process');
    expect(await onCall.rows(unanswered)).toMatchObject([{ process: 'host:1', seconds: '12.5' }]);
    const { body } = await onCall.http(book.take('Commands unanswered', '/health/ready'), {}, '');
    expect(body).toMatchObject({ dependencies: { commands: { status: 'up' } } });
    const commandId = randomUUID();
    await noteSetAside(pool, { commandId, error: 'TypeError: a bug' });
    const setAside = book.take('Commands set aside', 'select created_at');
    expect(await onCall.rows(setAside)).toMatchObject([
      { command_id: commandId, error: 'TypeError: a bug' },
    ]);
  });
});

describe('guests who stay too long', () => {
  test('are listed with who is next, and are no trouble once they left', async () => {
    const alert = async (): Promise<AlertView> => {
      const { body } = await onCall.request('GET', '/api/alerts', onCall.tokens.operator);
      return (body as AlertView[]).find(({ name }) => name === 'allocator.overstay')!;
    };
    const always = new BistroOnCall(onCall, { servicePeriods: [] });
    await always.open();
    const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const sits = async (label: string, startsAt: string, endsAt: string) => {
      const bookingId = await always.party(startsAt, endsAt);
      await always.done('AssignTables', { bookingId, tableIds: [always.table(label)] });
      return bookingId;
    };
    const late = await sits('T1', hoursFromNow(-2), hoursFromNow(-0.1));
    const alone = await sits('T2', hoursFromNow(-2), hoursFromNow(-0.1));
    for (const bookingId of [late, alone]) {
      await always.done('SetBookingStatus', { bookingId, status: 'seated' });
    }
    const next = await sits('T1', hoursFromNow(-0.1), hoursFromNow(2));
    await until(async () => (await alert()).value === 1);
    const query = book.take('Overstay', 'select v.name');
    const [row, ...others] = await onCall.rows(query);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ table: 'T1', stays: late, next });
    await always.done('SetBookingStatus', { bookingId: late, status: 'completed' });
    expect(await onCall.rows(query)).toEqual([]);
    await until(async () => (await alert()).state === 'ok');
  });
});

test('nothing in these chapters was left out', () => expect(book.left).toEqual([]));
