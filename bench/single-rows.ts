import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/**
 * The peer: what PostgreSQL alone takes when every claim is its own INSERT in its own transaction,
 * as the usual booking system writes it. The table is a copy of `allocations` with its exclusion
 * constraint, checks and indexes, without our trigger for direct writers, and the rows have the
 * workload's shape. No decision, no event, no idempotency: the least that such a system does.
 */
export interface SingleRows {
  /** What drives the clients: `pgbench …`, or `pg …` where pgbench is not installed. */
  readonly driver: string;
  /** Rows a second that `clients` connections commit during `seconds`. */
  measure(clients: number, seconds: number): Promise<number>;
}

/** @param databaseUrl a migrated database, which gets one more table */
export async function openSingleRows(databaseUrl: string): Promise<SingleRows> {
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  await admin.query('create table bench_single_rows (like allocations including all)');
  await admin.end();
  const version = await pgbenchVersion();
  let rounds = 0;
  const measure = async (clients: number, seconds: number): Promise<number> => {
    rounds += 1;
    return version === null
      ? measureWithPg(databaseUrl, rounds, clients, seconds)
      : measureWithPgbench(databaseUrl, rounds, clients, seconds);
  };
  return { driver: version ?? `pg ${pg.Client.name} with prepared statements`, measure };
}

async function pgbenchVersion(): Promise<string | null> {
  const found = await run('pgbench', ['--version']).catch(() => null);
  return found === null ? null : found.stdout.trim();
}

/** A client's n-th row, on one of its 8 venues, in the workload's order: venues, tables, evenings. */
const INSERT = (round: string, client: string, n: string): string => `
  insert into bench_single_rows (id, venue_id, booking_id, resource_id, "window", created_by)
  values (gen_random_uuid(),
          md5(${round} || ':' || ${client} || ':' || ${n} % 8)::uuid, gen_random_uuid(),
          md5(${round} || ':' || ${client} || ':' || ${n} % 8 || ':' || (${n} / 8) % 50)::uuid,
          tstzrange('2027-01-01Z'::timestamptz + ${n} / 400 * interval '120 minutes',
                    '2027-01-01Z'::timestamptz + ${n} / 400 * interval '120 minutes' + interval '105 minutes'),
          'bench')`;

async function measureWithPgbench(
  databaseUrl: string,
  round: number,
  clients: number,
  seconds: number,
): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'pgbench-'));
  try {
    const script = join(directory, 'insert.sql');
    const insert = INSERT(':round::text', ':client_id::text', ':n').replaceAll('\n', ' ');
    await writeFile(script, `\\set n :n + 1\n${insert.trim()};\n`);
    const settings = ['-n', '-M', 'prepared', '-D', 'n=0', '-D', `round=${round}`];
    const load = ['-c', String(clients), '-j', String(Math.min(clients, 2)), '-T', String(seconds)];
    const url = new URL(databaseUrl);
    const { stdout } = await run(
      'pgbench',
      [
        ...settings,
        ...load,
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

async function measureWithPg(
  databaseUrl: string,
  round: number,
  clients: number,
  seconds: number,
): Promise<number> {
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      return client;
    }),
  );
  const text = INSERT('$1::text', '$2::text', '$3::int');
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const rows = await Promise.all(
    connections.map(async (client, index) => {
      let n = 0;
      while (performance.now() < endsAt) {
        n += 1;
        await client.query({ name: 'insert', text, values: [String(round), String(index), n] });
      }
      return n;
    }),
  );
  const elapsedMs = performance.now() - startedAt;
  await Promise.all(connections.map((client) => client.end()));
  return (rows.reduce((sum, n) => sum + n, 0) / elapsedMs) * 1000;
}
