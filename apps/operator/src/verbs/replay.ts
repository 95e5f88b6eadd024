import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import {
  createPool,
  findReplay,
  replaySpan,
  ReplaySource,
  resumeReplay,
  runReplay,
  startReplay,
} from '#postgres';
import type { Replay } from '#postgres';
import { TELEMETRY_PROJECTION } from '#telemetry';
import { EXIT, VerbError } from '../exit.js';
import { findLogPartitions } from '../find-log.js';
import { findDatabase } from '../find-service.js';
import { openCounter } from '../progress.js';
import { openSink } from '../replay/open-sink.js';
import { rebuild } from '../replay/rebuild.js';
import { filterOf, withReplayOptions } from '../replay/replay-options.js';
import type { ReplayOptions } from '../replay/replay-options.js';
import { note, print, printJson } from '../terminal.js';
import type { AddVerb } from '../verb.js';

type Pool = ReturnType<typeof createPool>;

export const addReplay: AddVerb = (program, done) =>
  withReplayOptions(
    program
      .command('replay')
      .summary('read the log again, into telemetry, a topic, stdout or the tables')
      .description(
        'Reads the log up to its present end, whole or as the filters say. Nothing else happens: no\n' +
          'projector and nobody outside sees the events again.\n\n' +
          'To telemetry: brings back the rows of observability_events that are missing, marked with\n' +
          'replay_id; those that are there stay as they are. To stdout: NDJSON. To topic:<name>: the\n' +
          'records of the events topic. Interrupted, also by kill -9, it goes on with --resume where\n' +
          'it was; stdout and topics may then see the last page twice.\n\n' +
          'To allocations: builds every table that the log folds into in a shadow schema and shows\n' +
          'where the live ones differ (exit code 3); --apply repairs those rows. It takes the whole\n' +
          'log, so no filter. Rows that no event accounts for are taken away: backfill them before.',
      ),
  ).action(async (options: ReplayOptions) => {
    const pool = createPool(await findDatabase(), { statementTimeoutMs: 0, max: 2 });
    try {
      const partitions = await findLogPartitions(pool);
      if (options.to === 'allocations') {
        const clean = await rebuild(pool, partitions, options);
        if (!clean) done(EXIT.differences);
        return;
      }
      if (options.apply) throw new VerbError('USAGE', '--apply goes with --to allocations.');
      if (options.dryRun) return await count(pool, partitions, options);
      const replay = await run(pool, partitions, options);
      await tell(replay, options);
      if (replay.state !== 'done') done(EXIT.failed);
    } finally {
      await pool.end();
    }
  });

async function count(pool: Pool, partitions: number, options: ReplayOptions): Promise<void> {
  const resumed = options.resume === undefined ? null : await findReplay(pool, options.resume);
  const target = resumed?.target ?? options.to;
  const filter = resumed?.filter ?? filterOf(options);
  const span = resumed
    ? { starts: resumed.positions, ends: resumed.ends }
    : await replaySpan(pool, partitions, filter);
  const projection = target === 'telemetry' ? TELEMETRY_PROJECTION : null;
  const types = await new ReplaySource(pool, filter, projection).count(span);
  const events = [...types.values()].reduce((sum, n) => sum + n, 0);
  if (options.json)
    return printJson({ dryRun: true, target, events, types: Object.fromEntries(types) });
  for (const [type, n] of types) await print(`${type} ${n}`);
  await print(`${events} events would be replayed`);
}

async function run(pool: Pool, partitions: number, options: ReplayOptions): Promise<Replay> {
  const { id, target } = await wantedReplay(pool, options);
  // First, so that nothing is begun that has nowhere to go.
  const { sink, close } = await openSink(id, target, partitions);
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  const counter = openCounter('events');
  try {
    const filter = filterOf(options);
    const startedBy = userInfo().username;
    const replay = await (options.resume === undefined
      ? startReplay(pool, partitions, { id, target, filter, startedBy })
      : resumeReplay(pool, id));
    note(`replay ${id} to ${target}`);
    const rate = options.rate ?? null;
    const { signal } = interrupt;
    return await runReplay(replay, { pool, sink, rate, signal, onProgress: counter.update });
  } finally {
    counter.end();
    await close();
  }
}

async function wantedReplay(
  pool: Pool,
  { resume, to: target }: ReplayOptions,
): Promise<Pick<Replay, 'id' | 'target'>> {
  if (resume !== undefined) return findReplay(pool, resume);
  if (target !== undefined && target !== 'allocations') return { id: randomUUID(), target };
  throw new VerbError(
    'USAGE',
    'Say where to: --to telemetry, stdout, topic:<name> or allocations.',
  );
}

const WRITTEN: { readonly [kind: string]: string } = {
  telemetry: 'rows were missing',
  stdout: 'printed',
  topic: 'published',
};

/** On stderr where the events themselves are on stdout. */
async function tell(replay: Replay, { json }: ReplayOptions): Promise<void> {
  const { id, state, target, events, written } = replay;
  const told = json
    ? JSON.stringify({ id, state, target, events, written })
    : `${state}: ${events} events, ${written} ${WRITTEN[target.split(':')[0]!]}`;
  if (target === 'stdout') note(told);
  else await print(told);
  if (state !== 'done') note(`go on with: allocator replay --resume ${id}`);
}
