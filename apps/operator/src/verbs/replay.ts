import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import {
  countReplay,
  createPool,
  findReplay,
  replaySpan,
  ReplaySource,
  resumeReplay,
  runReplay,
  startReplay,
} from '#postgres';
import type { ReplayFrom } from '#contracts';
import type { Replay, ReplayFilter, ReplayTarget } from '#postgres';
import { TELEMETRY_PROJECTION } from '#telemetry';
import { EXIT, VerbError } from '../exit.js';
import type { Exit } from '../exit.js';
import { findLogPartitions } from '../find-log.js';
import { findDatabase } from '../find-service.js';
import { interruptible } from '../interruptible.js';
import { openCounter } from '../progress.js';
import { openKafkaSource } from '../replay/kafka-source.js';
import { openSink } from '../replay/open-sink.js';
import { rebuild } from '../replay/rebuild.js';
import { filterOf } from '../replay/replay-filter.js';
import { note, print, printJson } from '../terminal.js';
import type { ReplayOptions } from '../usage/replay.js';

type Pool = ReturnType<typeof createPool>;

/** A rebuild's own, two for each page that it has under way, and one that notes how far it is. */
const POOL_MAX = 6;

export async function run(options: ReplayOptions): Promise<Exit | void> {
  const pool = createPool(await findDatabase(), { statementTimeoutMs: 0, max: POOL_MAX });
  try {
    const partitions = await findLogPartitions(pool);
    const { resume } = options;
    const resumed = resume ? await findReplay(pool, resume) : null;
    const target = resumed?.target ?? options.to;
    refuseWithoutEffect(options, resumed?.source ?? options.source ?? 'postgres');
    if (target === 'allocations') {
      const { ended, clean } = await rebuild(pool, partitions, options);
      if (!ended) return EXIT.failed;
      return clean ? EXIT.ok : EXIT.differences;
    }
    if (options.apply) throw new VerbError('USAGE', '--apply goes with --to allocations.');
    if (options.dryRun) return await count(pool, partitions, options);
    const replay = await stream(pool, partitions, options);
    await tell(replay, options);
    return replay.state === 'done' ? EXIT.ok : EXIT.failed;
  } finally {
    await pool.end();
  }
}

/** Whoever gives an option means something by it. */
function refuseWithoutEffect({ from, toTime, refill }: ReplayOptions, source: ReplayFrom): void {
  if (from !== undefined && toTime !== undefined && from >= toTime) {
    throw new VerbError('USAGE', '--from must be before --to-time.');
  }
  if (!refill && source !== 'kafka') {
    throw new VerbError('USAGE', '--no-refill goes with --source kafka.');
  }
}

async function count(pool: Pool, partitions: number, options: ReplayOptions): Promise<void> {
  const resumed = options.resume === undefined ? null : await findReplay(pool, options.resume);
  const target = resumed?.target ?? options.to;
  const filter = resumed?.filter ?? filterOf(options);
  const span = resumed
    ? { starts: resumed.positions, ends: resumed.ends }
    : await replaySpan(pool, partitions, filter);
  const from = resumed?.source ?? options.source ?? 'postgres';
  const source = await openSource(pool, partitions, { source: from, target, filter }, options);
  const { events, types } = await countReplay(source, span);
  if (options.json) return printJson({ dryRun: true, target, events, types });
  for (const [type, n] of Object.entries(types)) await print(`${type} ${n}`);
  await print(`${events} events would be replayed`);
}

/** Where the events are read. */
function openSource(
  pool: Pool,
  partitions: number,
  replay: {
    readonly source: ReplayFrom;
    readonly target: ReplayTarget | 'allocations' | undefined;
    readonly filter: ReplayFilter;
  },
  { refill }: ReplayOptions,
) {
  const { source, target, filter } = replay;
  const projection = target === 'telemetry' ? TELEMETRY_PROJECTION : null;
  if (source === 'postgres') return new ReplaySource(pool, filter, projection);
  return openKafkaSource({ pool, partitions, filter, projection, refill });
}

async function stream(pool: Pool, partitions: number, options: ReplayOptions): Promise<Replay> {
  const { id, target } = await wantedReplay(pool, options);
  // First, so that nothing is begun that has nowhere to go.
  const { sink, close } = await openSink(id, target, partitions);
  const interrupt = interruptible();
  const counter = openCounter('events');
  try {
    const filter = filterOf(options);
    const startedBy = userInfo().username;
    const replay = await (options.resume === undefined
      ? startReplay(pool, partitions, { id, target, source: options.source, filter, startedBy })
      : resumeReplay(pool, id));
    const source = await openSource(pool, partitions, replay, options);
    note(`replay ${id} to ${target}`);
    const rate = options.rate ?? null;
    const { signal } = interrupt;
    const onProgress = counter.update;
    return await runReplay(replay, { pool, sink, source, rate, signal, onProgress });
  } finally {
    counter.end();
    interrupt.end();
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
