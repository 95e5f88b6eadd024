import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '#platform';
import { benchConsole } from './console.js';
import type { ConsoleBenchSize } from './console.js';
import { broken, ratiosAsMarkdown } from './ratios.js';
import { benchReplay } from './replay.js';
import type { ReplayBenchSize } from './replay.js';
import { markdownOf } from './report.js';
import { benchWritePath } from './write-path.js';
import type { WritePathBenchSize } from './write-path.js';

interface Sizes {
  readonly 'write-path': WritePathBenchSize;
  readonly replay: ReplayBenchSize;
  readonly console: ConsoleBenchSize;
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
  console: { openings: 7, moves: 30 },
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
  console: { openings: 2, moves: 4 },
};

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    /** One of them: `write-path`, `replay` or `console`. */
    only: { type: 'string' },
    /** An empty database to use instead of an embedded server; with --only. */
    'database-url': { type: 'string' },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const sizes = asked.quick ? QUICK : FULL;
const rounds = asked.rounds === undefined ? {} : { rounds: Number(asked.rounds) };

/** What one bench found. */
interface Found {
  readonly report: { readonly date: string };
  readonly text: string;
  /** What was promised and is not so, a line each. */
  readonly broken: readonly string[];
}
type Bench = (databaseUrl: string, withServer: boolean) => Promise<Found>;
const BENCHES: { readonly [name in keyof Sizes]: Bench } = {
  'write-path': async (url, withServer) => {
    const size = { ...sizes['write-path'], ...rounds };
    const report = await benchWritePath(url, withServer, size, say);
    return { report, text: markdownOf(report), broken: [] };
  },
  replay: async (url, withServer) => {
    const report = await benchReplay(url, withServer, { ...sizes.replay, ...rounds }, say);
    return { report, text: markdownOf(report), broken: [] };
  },
  console: async (url) => {
    const report = await benchConsole(url, sizes.console, say);
    const names = broken(report).map(({ name }) => `more than promised: ${name}`);
    return { report, text: ratiosAsMarkdown(report), broken: names };
  },
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

async function keep(name: string, { report, text, broken }: Found): Promise<void> {
  process.stdout.write(text);
  await mkdir('bench/results', { recursive: true });
  const date = report.date.replace(/[ :]/g, '-').replace('-UTC', '');
  const file = `bench/results/${date}-${name}.json`;
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  say(`written to ${file}`);
  broken.forEach(say);
  // The quick run shows that everything works, not how fast.
  if (broken.length > 0 && !asked.quick) process.exitCode = 1;
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
