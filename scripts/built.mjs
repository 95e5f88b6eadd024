/**
 * Builds when a source is newer than the last build here, so that a verb of the command line does
 * not wait for a build that changes nothing. Looking takes some tens of milliseconds.
 *
 *   node scripts/built.mjs
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['apps', 'libs', 'test', 'bench', 'scripts', 'package-lock.json', 'tsconfig.json'];
const stamp = join(root, 'dist', '.built');

const startedAt = new Date();
if (newest() >= builtAt()) build();

function builtAt() {
  return existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
}

/** When a source, or the list of a folder's files, was last changed. */
function newest() {
  const entries = readdirSync(root).filter((name) => SOURCES.includes(name));
  return Math.max(...entries.map((name) => changedAt(join(root, name))));
}

function changedAt(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

/** Dated by its beginning: what is changed while it runs is built the next time. */
function build() {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    // A verb's stdout is its result alone.
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, '');
  utimesSync(stamp, startedAt, startedAt);
}
