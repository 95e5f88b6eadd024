import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { TableDifference } from '#contracts';
import {
  applyReplay,
  compareReplay,
  findReplay,
  lockRebuild,
  RebuildError,
  resumeReplay,
  startReplay,
} from '#postgres';
import type { createPool, Replay, ReplayPages } from '#postgres';
import { VerbError } from '../exit.js';
import { interruptible } from '../interruptible.js';
import { openCounter } from '../progress.js';
import { note, print, printJson } from '../terminal.js';
import type { ReplayOptions } from '../usage/replay.js';
import { openKafkaSource } from './kafka-source.js';
import { filterOf } from './replay-filter.js';

type Pool = ReturnType<typeof createPool>;

/** How a replay to allocations has ended. */
export interface Rebuilt {
  /** It came to its end. */
  readonly ended: boolean;
  /** The tables are now what the log says. */
  readonly clean: boolean;
}

/** `replay --to allocations`, begun or resumed: compares, and with `--apply` repairs. */
export async function rebuild(
  pool: Pool,
  partitions: number,
  options: ReplayOptions,
): Promise<Rebuilt> {
  const replay = await ended(pool, partitions, options);
  const { state, difference } = replay;
  if (options.json) await printJson(summaryOf(replay));
  else await tell(replay);
  const found = (difference?.length ?? 0) > 0;
  return {
    ended: state === 'compared' || state === 'applied' || state === 'done',
    clean: state === 'applied' || !found,
  };
}

async function ended(pool: Pool, partitions: number, options: ReplayOptions): Promise<Replay> {
  const { resume, apply } = options;
  if (resume === undefined) return compare(pool, partitions, options);
  const { state } = await findReplay(pool, resume);
  const isCompared = state === 'compared' || state === 'applied';
  if (!isCompared) return compare(pool, partitions, options);
  if (!apply) {
    const next = state === 'applied' ? 'nothing is left to do' : 'apply it with --apply';
    throw new VerbError('USAGE', `Replay ${resume} is ${state}: ${next}.`);
  }
  try {
    return await applyReplay(pool, partitions, resume);
  } catch (error) {
    if (!(error instanceof RebuildError) || error.code !== 'LOG_MOVED') throw error;
    note('allocator replay --to allocations --apply compares again and repairs in one moment');
    throw error;
  }
}

async function compare(pool: Pool, partitions: number, options: ReplayOptions): Promise<Replay> {
  const { apply = false, rate } = options;
  const topic = await openTopic(pool, partitions, options);
  const lock = await lockRebuild(pool);
  const replay = await begin(pool, partitions, options).catch((error: unknown) => {
    lock.release(true);
    throw error;
  });
  note(`replay ${replay.id} to allocations`);
  const counter = openCounter('events');
  const interrupt = interruptible();
  try {
    const { signal } = interrupt;
    const onProgress = counter.update;
    const run = { pool, partitions, lock, apply, rate, signal, onProgress, ...topic };
    return await compareReplay(replay, run);
  } finally {
    counter.end();
    interrupt.end();
  }
}

/** Where the events are read, unless it is the log. First, so that nothing is begun without it. */
async function openTopic(
  pool: Pool,
  partitions: number,
  { resume, source, refill }: ReplayOptions,
): Promise<{ source?: ReplayPages }> {
  const from = resume === undefined ? source : (await findReplay(pool, resume)).source;
  if (from !== 'kafka') return {};
  // Of a venue as well, every event of its log partition is read, because each is checked.
  const filter = filterOf({ refill });
  return { source: await openKafkaSource({ pool, partitions, filter, projection: null, refill }) };
}

async function begin(pool: Pool, partitions: number, options: ReplayOptions): Promise<Replay> {
  const { resume, dryRun = false, apply, source } = options;
  if (resume !== undefined) return resumeReplay(pool, resume);
  const filter = filterOf(options);
  const { venueId: _venueId, ...others } = filter;
  if (Object.values(others).some((value) => value !== null)) {
    const message = '--to allocations takes the whole log, of --venue or of all.';
    throw new VerbError('USAGE', message);
  }
  if (dryRun && apply) throw new VerbError('USAGE', 'A dry run applies nothing.');
  const startedBy = userInfo().username;
  const wanted = { id: randomUUID(), target: 'allocations', filter, dryRun, startedBy } as const;
  return startReplay(pool, partitions, { ...wanted, source });
}

function summaryOf({ id, state, target, events, written, difference }: Replay) {
  return { id, state, target, events, written, difference };
}

async function tell({ id, state, events, difference, dryRun }: Replay): Promise<void> {
  for (const table of difference ?? []) await tellTable(table);
  note(`${state}: ${events} events`);
  if (state === 'running') return note(`go on with: allocator replay --resume ${id}`);
  if (state === 'applied') return print(difference?.length ? 'repaired' : 'no differences');
  if (state === 'compared') {
    await print('nothing was changed');
    return note(`apply exactly this with: allocator replay --resume ${id} --apply`);
  }
  if (difference?.length === 0) return print('no differences');
  if (dryRun) return print('nothing was changed: a dry run only compares');
}

async function tellTable(difference: TableDifference): Promise<void> {
  const { table, added, removed, changed, examples } = difference;
  await print(`${table}: ${added} to add, ${removed} to remove, ${changed} to change`);
  for (const example of examples) await print(`  ${example}`);
}
