import { execFileSync, spawnSync } from 'node:child_process';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The OS user that runs the server, as `spawn` takes it. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Users that may exist already, in the order we would take them, and the one we create. */
const CANDIDATES = ['postgres', 'nobody'] as const;
const CREATED = 'allocator-postgres';

/** True where a server needs another user than ours: PostgreSQL refuses to run as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * An unprivileged user that can run the server; called as root only. A system user is created when
 * none can be used. `NO_SERVER_USER` when root may not become anybody else, as in some containers.
 */
export function chooseServerUser(): ServerUser {
  for (const name of [...CANDIDATES, CREATED]) {
    const user = lookUp(name);
    if (user !== null && canBecome(user)) return user;
  }
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', CREATED]);
  const created = lookUp(CREATED);
  if (created !== null && canBecome(created)) return created;
  throw new EmbeddedPostgresError(
    'NO_SERVER_USER',
    'PostgreSQL refuses to run as root, and no unprivileged user could be used or created. ' +
      'Run the service as a normal user, or set DATABASE_URL to a server of your own.',
  );
}

/** Whether `user` can enter `directory`: asked of the system, which knows about ACLs and mounts. */
export function canEnter(user: ServerUser | null, directory: string): boolean {
  if (user === null) return true;
  return (
    spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], { ...user, cwd: '/' }).status === 0
  );
}

function canBecome(user: ServerUser): boolean {
  return user.uid !== 0 && spawnSync('/bin/sh', ['-c', ':'], { ...user, cwd: '/' }).status === 0;
}

function lookUp(name: string): ServerUser | null {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}
