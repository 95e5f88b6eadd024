import { spawn } from 'node:child_process';
import { chown, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { makeServerDirectory } from './placement.js';
import type { Placement } from './placement.js';
import type { ServerUser } from './server-user.js';

/** The superuser and the database of every cluster that we make. */
export const CLUSTER_USER = 'allocator';
export const CLUSTER_DATABASE = 'allocator';

/**
 * Nothing of our environment: PG* variables and locales of the caller must not reach the server.
 */
export const SERVER_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as const;

/**
 * Makes the cluster unless it exists. It is built aside and renamed, so that an interrupted first
 * start leaves nothing that looks finished. Passwords are scram, text is UTF-8 and sorts by code
 * point on every machine alike.
 */
export async function ensureCluster(binaries: Binaries, placement: Placement): Promise<void> {
  const { clusterDir, serverUser, record } = placement;
  if (await isDirectory(clusterDir)) return;
  const building = `${clusterDir}.new`;
  await rm(building, { recursive: true, force: true });
  await makeServerDirectory(building, serverUser);
  const passwordFile = `${building}.password`;
  await writeFile(passwordFile, record.password, { mode: 0o600 });
  if (serverUser !== null) await chown(passwordFile, serverUser.uid, serverUser.gid);
  try {
    const locale = [
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ];
    const access = [
      '--auth=scram-sha-256',
      `--username=${CLUSTER_USER}`,
      `--pwfile=${passwordFile}`,
    ];
    await run(binaries.initdb, ['-D', building, ...locale, ...access], serverUser);
    const single = ['--single', '-D', building, 'postgres'];
    await run(binaries.postgres, single, serverUser, `create database ${CLUSTER_DATABASE}\n`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(building, clusterDir);
}

function run(
  program: string,
  args: readonly string[],
  user: ServerUser | null,
  input = '',
): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { ...user, cwd: '/', env: SERVER_ENVIRONMENT });
    let said = '';
    const keep = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (cause) => failed(initFailed(program, cause.message, cause)));
    child.once('close', (code) => (code === 0 ? done() : failed(initFailed(program, said))));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function initFailed(program: string, said: string, cause?: Error): EmbeddedPostgresError {
  return new EmbeddedPostgresError('INIT_FAILED', `${program} failed: ${said.trim()}`, { cause });
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(join(path, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}
