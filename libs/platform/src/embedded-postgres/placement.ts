import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { freePort, isFree } from './free-port.js';
import { canEnter, chooseServerUser, isRoot } from './server-user.js';
import type { ServerUser } from './server-user.js';

/** What `DATA_DIR/postgres/server.json` remembers between starts (mode 0600). */
export interface ServerRecord {
  readonly password: string;
  readonly port: number;
  /** Relative to that directory, so that `DATA_DIR` can be moved; absolute when it is elsewhere. */
  readonly clusterDir: string;
  /** False until `initdb` has finished: a cluster that is missing later has been taken away. */
  readonly initialised: boolean;
}

export interface Placement {
  /** `DATA_DIR/postgres`: ours, not the server's. */
  readonly home: string;
  readonly clusterDir: string;
  readonly serverUser: ServerUser | null;
  readonly record: ServerRecord;
}

/** Makes `DATA_DIR/postgres`, `DATA_DIR_FORBIDDEN` when it belongs to somebody else. */
export async function openHome(dataDir: string): Promise<string> {
  const home = join(resolve(dataDir), 'postgres');
  try {
    await mkdir(home, { recursive: true });
    // Under root the server's user passes through on its way to the cluster; what lies here is
    // 0600.
    await chmod(home, isRoot() ? 0o711 : 0o700);
  } catch (error) {
    throw new EmbeddedPostgresError(
      'DATA_DIR_FORBIDDEN',
      `Cannot work in ${home}: it belongs to another user. Run as that user, or set DATA_DIR.`,
      { cause: error },
    );
  }
  return realpath(home);
}

/**
 * Decides where the cluster is and who runs it. Once made a cluster stays where it is and runs as
 * its owner, whoever starts it. A new one goes to `DATA_DIR/postgres/cluster`, or below
 * `sharedRoot` when we are root and the server's user cannot reach `DATA_DIR`.
 */
export async function placeCluster(
  home: string,
  sharedRoot: string,
  log: (line: string) => void,
): Promise<Placement> {
  const known = await readRecord(home);
  if (known !== null) return reopen(home, known);
  const serverUser = isRoot() ? chooseServerUser() : null;
  const reachable = canEnter(serverUser, home);
  const parent = reachable ? home : join(sharedRoot, `cluster-${hashOf(home)}`);
  if (!reachable) {
    await mkdir(parent, { recursive: true, mode: 0o711 });
    log(`only root can read ${home}, so the database cluster is in ${parent}`);
  }
  const record: ServerRecord = {
    password: randomBytes(24).toString('base64url'),
    port: await freePort(),
    clusterDir: reachable ? 'cluster' : join(parent, 'cluster'),
    initialised: false,
  };
  await writeRecord(home, record);
  return { home, clusterDir: resolve(home, record.clusterDir), serverUser, record };
}

async function reopen(home: string, record: ServerRecord): Promise<Placement> {
  const clusterDir = resolve(home, record.clusterDir);
  const owner = await stat(clusterDir).catch(() => null);
  if (owner === null) {
    if (!record.initialised) {
      return { home, clusterDir, serverUser: isRoot() ? chooseServerUser() : null, record };
    }
    throw new EmbeddedPostgresError(
      'CLUSTER_MISSING',
      `The database cluster ${clusterDir} has gone. Restore it, or remove ${home} to begin anew.`,
    );
  }
  const user = { uid: owner.uid, gid: owner.gid };
  if (isRoot()) return { home, clusterDir, serverUser: user, record };
  if (user.uid === process.getuid?.()) return { home, clusterDir, serverUser: null, record };
  throw new EmbeddedPostgresError(
    'DATA_DIR_FORBIDDEN',
    `The cluster ${clusterDir} belongs to uid ${user.uid}: run as that user or as root, or set DATA_DIR.`,
  );
}

/** Gives an empty directory to the server's user: `initdb` insists on owning it alone. */
export async function makeServerDirectory(path: string, user: ServerUser | null): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  if (user !== null) await chown(path, user.uid, user.gid);
}

/** Remembers that the cluster is complete. */
export async function recordInitialised(placement: Placement): Promise<Placement> {
  if (placement.record.initialised) return placement;
  const record = { ...placement.record, initialised: true };
  await writeRecord(placement.home, record);
  return { ...placement, record };
}

/** The recorded port when nobody listens there, else a free one, which is then recorded. */
export async function settlePort(placement: Placement): Promise<Placement> {
  if (await isFree(placement.record.port)) return placement;
  const record = { ...placement.record, port: await freePort() };
  await writeRecord(placement.home, record);
  return { ...placement, record };
}

async function readRecord(home: string): Promise<ServerRecord | null> {
  const text = await readFile(join(home, 'server.json'), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as ServerRecord);
}

async function writeRecord(home: string, record: ServerRecord): Promise<void> {
  const aside = join(home, 'server.json.new');
  await writeFile(aside, JSON.stringify(record, null, 2), { mode: 0o600 });
  if (isRoot()) {
    // Root may be a guest in somebody's directory, who wants to read it next time.
    const owner = await stat(home);
    await chown(aside, owner.uid, owner.gid);
  }
  await rename(aside, join(home, 'server.json'));
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}
