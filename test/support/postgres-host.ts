import { startEmbeddedPostgres } from '#platform';

/**
 * A process with an embedded PostgreSQL, for tests that end it the hard way:
 * `node postgres-host.js <dataDir> [<sharedRoot>]` prints `{pid, databaseUrl}` and stops on SIGTERM.
 */
const [dataDir = '', sharedRoot] = process.argv.slice(2);
const server = await startEmbeddedPostgres({
  dataDir,
  log: () => undefined,
  ...(sharedRoot === undefined ? {} : { sharedRoot }),
});
process.once('SIGTERM', () => void server.stop());
process.stdout.write(`${JSON.stringify({ pid: server.pid, databaseUrl: server.databaseUrl })}\n`);
