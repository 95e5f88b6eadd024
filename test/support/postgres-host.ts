import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '#platform';

/**
 * A process with an embedded PostgreSQL: `node postgres-host.js [--with-parent] [<dataDir>
 * [<sharedRoot>]]` prints `{pid, databaseUrl}` and stops on SIGTERM; `--with-parent` also when its
 * stdin closes, so that whoever started it may die in any way. Without a directory it makes one and
 * removes it in the end.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'with-parent': { type: 'boolean', default: false } },
});
const [given, sharedRoot] = positionals;
const dataDir = given ?? (await temporaryDirectory());
const server = await startEmbeddedPostgres({
  dataDir,
  log: () => undefined,
  ...(sharedRoot === undefined ? {} : { sharedRoot }),
});
let stopping: Promise<void> | null = null;

process.once('SIGTERM', () => void stop());
if (values['with-parent']) {
  // Ctrl-C reaches the whole group; the parent says when it needs us no more.
  process.on('SIGINT', () => undefined);
  process.stdin.once('close', () => void stop()).resume();
}
// A parent that is gone already reads nothing; its going stops us.
process.stdout.on('error', () => undefined);
process.stdout.write(`${JSON.stringify({ pid: server.pid, databaseUrl: server.databaseUrl })}\n`);

function stop(): Promise<void> {
  stopping ??= server.stop().then(async () => {
    if (given === undefined) await rm(dataDir, { recursive: true, force: true });
    process.stdin.destroy();
  });
  return stopping;
}

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'allocator-test-'));
  // Under root the server is another user, and the cluster shall go away with this directory.
  await chmod(directory, 0o711);
  return directory;
}
