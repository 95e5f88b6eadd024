import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '#platform';
import { markdownOf } from './report.js';
import { benchWritePath } from './write-path.js';
import type { WritePathBenchSize } from './write-path.js';

const FULL: WritePathBenchSize = {
  rounds: 5,
  busCommands: 12_000,
  arrayCommands: 12_000,
  singleCommands: 3_000,
  peerSeconds: 2,
};
/** For CI: shows that everything still runs, not how fast. */
const QUICK: WritePathBenchSize = {
  rounds: 2,
  busCommands: 3_000,
  arrayCommands: 3_000,
  singleCommands: 1_000,
  peerSeconds: 1,
};

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    /** An empty database to use instead of an embedded server. */
    'database-url': { type: 'string' },
  },
});
const size = { ...(asked.quick ? QUICK : FULL) };
const rounds = Number(asked.rounds ?? size.rounds);

const say = (line: string): void => void process.stderr.write(`${line}\n`);
if (asked['database-url'] === undefined) await withEmbeddedPostgres((url) => bench(url, true));
else await bench(asked['database-url'], false);

async function bench(databaseUrl: string, withServer: boolean): Promise<void> {
  const report = await benchWritePath(databaseUrl, withServer, { ...size, rounds }, say);
  process.stdout.write(markdownOf(report));
  await mkdir('bench/results', { recursive: true });
  const file = `bench/results/${report.date.replace(/[ :]/g, '-').replace('-UTC', '')}.json`;
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  say(`written to ${file}`);
}

/** A server with the settings of a real one (fsync on), gone afterwards. */
async function withEmbeddedPostgres(use: (databaseUrl: string) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'allocator-bench-'));
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    await use(server.databaseUrl);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
