import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { identityOf } from '../processes.js';

interface Owner {
  readonly pid: number;
  readonly identity: string | null;
}

/** How often a lock that a dead process left is taken over before we call it busy. */
const TAKEOVERS_MAX = 5;

/**
 * Makes this process the only one of ours that works on a data directory; the answer gives it back.
 * `DATA_DIR_IN_USE` while the owner lives; the lock of a dead owner is taken over.
 *
 * The last judge of who may write is PostgreSQL's own lock on the cluster: this one exists so that
 * a second starter never takes a running server for an orphan.
 */
export async function lockDataDir(file: string): Promise<() => Promise<void>> {
  const mine: Owner = { pid: process.pid, identity: identityOf(process.pid) };
  for (let attempt = 0; attempt < TAKEOVERS_MAX; attempt += 1) {
    if (await createExclusively(file, mine)) return () => rm(file, { force: true });
    const owner = await readOwner(file);
    if (owner !== null && isAlive(owner)) throw inUse(file, owner.pid);
    await removeIfStill(file, owner);
  }
  throw inUse(file, 'another starter');
}

/** Written aside and linked, because a lock must never be seen half written. */
async function createExclusively(file: string, owner: Owner): Promise<boolean> {
  const aside = `${file}.${randomUUID()}`;
  await writeFile(aside, JSON.stringify(owner), { mode: 0o600 });
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Removes the dead owner's lock, not the one that a faster starter has put there since. */
async function removeIfStill(file: string, owner: Owner | null): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const removed = await readOwner(aside);
  if (removed !== null && removed.pid !== owner?.pid && isAlive(removed)) await rename(aside, file);
  await rm(aside, { force: true });
}

async function readOwner(file: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return null;
  }
}

function isAlive(owner: Owner): boolean {
  const identity = identityOf(owner.pid);
  return identity !== null && identity === owner.identity;
}

function inUse(file: string, owner: number | string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DATA_DIR_IN_USE',
    `The data directory is in use by process ${owner} (${file}). ` +
      'Stop that process, or set DATA_DIR to another directory.',
  );
}
