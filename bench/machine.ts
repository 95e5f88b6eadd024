import { cpus, release, totalmem } from 'node:os';
import pg from 'pg';

/** Where it was measured: figures mean nothing without it. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  readonly postgres: string;
  /** Settings that decide what a commit costs. */
  readonly settings: Readonly<Record<string, string>>;
}

const SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'wal_level'];

export async function describeMachine(databaseUrl: string): Promise<Machine> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string; setting: string }>(
    `select name, current_setting(name) as setting from pg_settings
      where name = any($1) or name = 'server_version'`,
    [SETTINGS],
  );
  await client.end();
  const { server_version: postgres, ...settings } = Object.fromEntries(
    rows.map(({ name, setting }) => [name, setting]),
  );
  const [first] = cpus();
  return {
    cores: cpus().length,
    cpu: first?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    postgres: postgres!,
    settings,
  };
}
