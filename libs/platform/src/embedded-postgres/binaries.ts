import { access, chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { canEnter } from './server-user.js';
import type { ServerUser } from './server-user.js';

/** Where the programs of one PostgreSQL version lie. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs of the installed `embedded-postgres` package, at a place `user` can run them from.
 * Below a checkout that only root can read they are copied once to `sharedRoot`, in a directory
 * named after their version, and found there the next time.
 */
export async function binariesFor(user: ServerUser | null, sharedRoot: string): Promise<Binaries> {
  const installed = await installedPackage();
  await restoreLinks(installed.native);
  if (canEnter(user, join(installed.native, 'bin'))) return programs(installed.native);
  return programs(await copyOnce(installed, sharedRoot));
}

interface InstalledPackage {
  readonly native: string;
  readonly version: string;
}

async function installedPackage(): Promise<InstalledPackage> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    // The platform's package is a dependency of embedded-postgres, not of ours.
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    const root = resolve(dirname(entry), '..');
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { native: join(root, 'native'), version: manifest.version };
  } catch (error) {
    throw new EmbeddedPostgresError(
      'BINARIES_MISSING',
      `No PostgreSQL for ${process.platform}-${process.arch}: the package ${name} is not installed. ` +
        'Run npm ci again, or set DATABASE_URL to a server of your own.',
      { cause: error },
    );
  }
}

async function copyOnce(installed: InstalledPackage, sharedRoot: string): Promise<string> {
  const target = join(sharedRoot, `postgresql-${installed.version}`);
  if (await exists(target)) return target;
  const copying = `${target}.${process.pid}`;
  await mkdir(sharedRoot, { recursive: true, mode: 0o755 });
  await rm(copying, { recursive: true, force: true });
  await cp(installed.native, copying, { recursive: true, verbatimSymlinks: true });
  await chmod(copying, 0o755);
  try {
    // In one step, so that nobody starts half a copy.
    await rename(copying, target);
  } catch (error) {
    await rm(copying, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  }
  return target;
}

/**
 * npm packages hold no symbolic links, so the package makes its own in a script after the install,
 * which some machines do not let run.
 */
async function restoreLinks(native: string): Promise<void> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(listed) as { source: string; target: string }[]) {
    const path = join(native, '..', link.target);
    if (!(await exists(path))) await symlink(basename(link.source), path);
  }
}

function programs(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
