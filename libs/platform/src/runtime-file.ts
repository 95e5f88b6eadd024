import { rmSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TokenIssuer } from './auth/tokens.js';
import type { TokenRole } from './auth/principal.js';
import { identityOf } from './processes.js';

/** `DATA_DIR/runtime.json`: how programs on this machine find a running service. */
export interface Runtime {
  readonly url: string;
  readonly pid: number;
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[] | null;
  /** For all venues; null where an identity provider issues the tokens. */
  readonly tokens: RuntimeTokens | null;
}

export interface RuntimeTokens {
  readonly admin: string;
  readonly operator: string;
  readonly staff: string;
  readonly analyst: string;
  readonly bookingSystem: string;
}

/** Outlives any run of a development machine; the file goes away with the service. */
const RUNTIME_TOKEN_HOURS = 30 * 24;

/** One token of each role, for all venues. */
export async function issueRuntimeTokens(issuer: TokenIssuer): Promise<RuntimeTokens> {
  const issue = (role: TokenRole): Promise<string> =>
    issuer.issue({ subject: `local-${role}`, roles: [role], venues: '*' }, RUNTIME_TOKEN_HOURS);
  const [admin, operator, staff, analyst, bookingSystem] = await Promise.all([
    issue('admin'),
    issue('operator'),
    issue('staff'),
    issue('analyst'),
    issue('booking-system'),
  ]);
  return { admin, operator, staff, analyst, bookingSystem };
}

/**
 * Writes the file, readable by us alone. The answer removes it, as the end of the process does,
 * however that comes. Null, and nothing written, where another service that runs has one there: a
 * data directory is found by one name.
 */
export async function writeRuntimeFile(
  dataDir: string,
  runtime: Runtime,
): Promise<(() => void) | null> {
  const file = join(dataDir, 'runtime.json');
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 });
  try {
    // Unlike a rename, a link never takes the place of a file that is there.
    const isFree = await link(aside, file).then(() => true, isThere);
    if (!isFree && (await readRuntimeFile(dataDir)) !== null) return null;
    if (!isFree) await rename(aside, file);
  } finally {
    await rm(aside, { force: true });
  }
  const remove = (): void => rmSync(file, { force: true });
  process.once('exit', remove);
  return () => {
    process.off('exit', remove);
    remove();
  };
}

function isThere(error: NodeJS.ErrnoException): false {
  if (error.code === 'EEXIST') return false;
  throw error;
}

/**
 * The service that runs on this data directory; null when none does, whatever a crash left there.
 */
export async function readRuntimeFile(dataDir: string): Promise<Runtime | null> {
  const text = await readFile(join(dataDir, 'runtime.json'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  if (text === null) return null;
  const runtime = JSON.parse(text) as Runtime;
  return identityOf(runtime.pid) === null ? null : runtime;
}
