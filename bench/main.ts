import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '#platform';
import { benchReplay } from './replay.js';
import type { ReplayBenchSize } from './replay.js';
import { markdownOf } from './report.js';
import type { BenchReport } from './report.js';
import { benchWritePath } from './write-path.js';
import type { WritePathBenchSize } from './write-path.js';

interface Sizes {
  readonly 'write-path': WritePathBenchSize;
  readonly replay: ReplayBenchSize;
}

const FULL: Sizes = {
  'write-path': {
    rounds: 5,
    busCommands: 12_000,
    arrayCommands: 12_000,
    singleCommands: 3_000,
    peerSeconds: 2,
  },
  replay: { rounds: 3, events: 1_000_000 },
};
/** For CI: shows that everything still runs, not how fast. */
const QUICK: Sizes = {
  'write-path': {
    rounds: 2,
    busCommands: 3_000,
    arrayCommands: 3_000,
    singleCommands: 1_000,
    peerSeconds: 1,
  },
  replay: { rounds: 1, events: 30_000 },
};

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    /** One of them: `write-path` or `replay`. */
    only: { type: 'string' },
    /** An empty database to use instead of an embedded server; with --only. */
    'database-url': { type: 'string' },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const sizes = asked.quick ? QUICK : FULL;
const rounds = asked.rounds === undefined ? {} : { rounds: Number(asked.rounds) };

type Bench = (databaseUrl: string, withServer: boolean) => Promise<BenchReport>;
const BENCHES: { readonly [name in keyof Sizes]: Bench } = {
  'write-path': (url, withServer) =>
    benchWritePath(url, withServer, { ...sizes['write-path'], ...rounds }, say),
  replay: (url, withServer) => benchReplay(url, withServer, { ...sizes.replay, ...rounds }, say),
};

const url = asked['database-url'];
const wanted = Object.entries(BENCHES).filter(([name]) => (asked.only ?? name) === name);
if (wanted.length === 0 || (url !== undefined && wanted.length > 1)) {
  say(`usage: npm run bench -- [--quick] [--rounds N] [--only ${Object.keys(BENCHES).join('|')}]`);
  process.exit(2);
}
for (const [name, bench] of wanted) {
  // Each on a server of its own, because none may find what another has left.
  if (url === undefined)
    await withEmbeddedPostgres(async (own) => keep(name, await bench(own, true)));
  else await keep(name, await bench(url, false));
}

async function keep(name: string, report: BenchReport): Promise<void> {
  process.stdout.write(markdownOf(report));
  await mkdir('bench/results', { recursive: true });
  const date = report.date.replace(/[ :]/g, '-').replace('-UTC', '');
  const file = `bench/results/${date}-${name}.json`;
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
