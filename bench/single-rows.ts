import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/**
 * The peers: what PostgreSQL alone takes when every claim is its own transaction, as the usual
 * booking system writes it. `claim` is one bare INSERT into a copy of `allocations`, with its
 * exclusion constraint, checks and indexes and without our trigger for direct writers; `direct` is
 * the same into `allocations` itself, trigger and all, as a writer past the service does it. `all four`
 * stores what one of our commands stores (event, outcome, claim, row of the assignment) in one
 * statement. Both know their rows beforehand: no read, no decision, no hash, no idempotency.
 */
export interface SingleRows {
  /** What drives the clients: `pgbench …`, or `pg …` where pgbench is not installed. */
  readonly driver: string;
  /** Transactions a second that `clients` connections commit during `seconds`. */
  measure(what: PeerWork, clients: number, seconds: number): Promise<number>;
  /** Takes away what `direct` left in `allocations`. */
  clear(): Promise<void>;
}

export type PeerWork = 'claim' | 'direct' | 'all four';

/** @param databaseUrl a migrated database, which gets tables of the peers' own */
export async function openSingleRows(databaseUrl: string): Promise<SingleRows> {
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  for (const table of ['allocations', 'events', 'commands', 'booking_table_assignments']) {
    await admin.query(`create table bench_${table} (like ${table} including all)`);
  }
  await admin.end();
  const clear = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('delete from allocations where created_by = $1', [BENCH]);
    await client.query('vacuum allocations');
    await client.end();
  };
  const version = await pgbenchVersion();
  let runs = 0;
  const measure = async (what: PeerWork, clients: number, seconds: number): Promise<number> => {
    const load = { databaseUrl, statement: STATEMENTS[what], run: ++runs, clients, seconds };
    return version === null ? measureWithPg(load) : measureWithPgbench(load);
  };
  return { driver: version ?? 'pg with prepared statements', measure, clear };
}

interface Load {
  readonly databaseUrl: string;
  readonly statement: Statement;
  readonly run: number;
  readonly clients: number;
  readonly seconds: number;
}

/** A statement about a client's n-th row, whose arguments are named in the driver's own way. */
type Statement = (run: string, client: string, n: string) => string;

/** Who made the rows that are taken away again, because no event accounts for them. */
const BENCH = 'past the service';

/** On one of the client's 8 venues, in the workload's order: venues, then tables, then evenings. */
const claimInto =
  (table: string): Statement =>
  (run, client, n) => `
  insert into ${table} (id, venue_id, booking_id, resource_id, "window", created_by)
  values (gen_random_uuid(),
          md5(${run} || ':' || ${client} || ':' || ${n} % 8)::uuid, gen_random_uuid(),
          md5(${run} || ':' || ${client} || ':' || ${n} % 8 || ':' || (${n} / 8) % 50)::uuid,
          tstzrange('2027-01-01Z'::timestamptz + ${n} / 400 * interval '120 minutes',
                    '2027-01-01Z'::timestamptz + ${n} / 400 * interval '120 minutes'
                      + interval '105 minutes'),
          '${BENCH}')`;

const CLAIM = claimInto('bench_allocations');

/** An event of the size that the workload's have; spaced, for pgbench takes `:false` for a variable. */
const EVENT = JSON.stringify({
  bookingId: '6782ef21-e060-8851-9436-6b91bb2deae4',
  partySize: 2,
  tables: [{ label: 'T1', tableId: '69385efd-901f-8081-b8b6-729f23836a1e' }],
  window: { end: '2027-01-01T05:45:00.000Z', start: '2027-01-01T04:00:00.000Z' },
  shadow: false,
  mergeGroupId: null,
  method: 'manual',
  previous: null,
  warnings: [],
  trace: null,
}).replaceAll('":', '": ');

const ALL_FOUR: Statement = (run, client, n) => `
  with event as (
    insert into bench_events (partition, seq, event_id, venue_id, type, schema_version, data,
                              metadata, recorded_at, command_id, prev_hash, hash)
    values (${run}::int * 1000 + ${client}::int, ${n}, gen_random_uuid(), gen_random_uuid(),
            'TablesAssigned', 1, '${EVENT}', '{"correlationId": null}', clock_timestamp(),
            gen_random_uuid(), sha256('a'), sha256('b'))
  ), outcome as (
    insert into bench_commands (command_id, venue_id, type, fingerprint, outcome, recorded_at)
    values (gen_random_uuid(), gen_random_uuid(), 'AssignTables', repeat('f', 64),
            '{"status": "accepted", "events": [], "warnings": []}', clock_timestamp())
  ), seat as (
    insert into bench_booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at)
    values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
            '2027-01-01T04:00Z', '2027-01-01T05:45Z')
  )
  ${CLAIM(run, client, n).trim()}`;

const STATEMENTS: Readonly<Record<PeerWork, Statement>> = {
  claim: CLAIM,
  direct: claimInto('allocations'),
  'all four': ALL_FOUR,
};

async function pgbenchVersion(): Promise<string | null> {
  const found = await run('pgbench', ['--version']).catch(() => null);
  return found === null ? null : found.stdout.trim();
}

async function measureWithPgbench(load: Load): Promise<number> {
  const { clients, seconds } = load;
  const directory = await mkdtemp(join(tmpdir(), 'pgbench-'));
  try {
    const script = join(directory, 'insert.sql');
    const insert = load.statement(':run::text', ':client_id::text', ':n').replaceAll('\n', ' ');
    await writeFile(script, `\\set n :n + 1\n${insert.trim()};\n`);
    const settings = ['-n', '-M', 'prepared', '-D', 'n=0', '-D', `run=${load.run}`];
    const clientsAndTime = [
      '-c',
      String(clients),
      '-j',
      String(Math.min(clients, 2)),
      '-T',
      String(seconds),
    ];
    const url = new URL(load.databaseUrl);
    const { stdout } = await run(
      'pgbench',
      [
        ...settings,
        ...clientsAndTime,
        ...['-f', script, '-h', url.hostname, '-p', url.port, '-U', url.username],
        url.pathname.slice(1),
      ],
      { env: { PATH: '/usr/bin:/bin', PGPASSWORD: url.password } },
    );
    const rate = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
    if (rate === undefined) throw new Error(`pgbench said no rate: ${stdout}`);
    return Number(rate);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function measureWithPg(load: Load): Promise<number> {
  const { databaseUrl, statement, run, clients, seconds } = load;
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      return client;
    }),
  );
  const text = statement('$1::text', '$2::text', '$3::int');
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const rows = await Promise.all(
    connections.map(async (client, index) => {
      let n = 0;
      while (performance.now() < endsAt) {
        n += 1;
        await client.query({
          name: `insert ${run}`,
          text,
          values: [String(run), String(index), n],
        });
      }
      return n;
    }),
  );
  const elapsedMs = performance.now() - startedAt;
  await Promise.all(connections.map((client) => client.end()));
  return (rows.reduce((sum, n) => sum + n, 0) / elapsedMs) * 1000;
}
