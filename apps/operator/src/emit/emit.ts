import { setTimeout as delay } from 'node:timers/promises';
import type { CommandOutcome } from '#contracts';
import { printJson } from '../terminal.js';
import { openProgress } from './progress.js';
import { readCommands } from './read-commands.js';
import type { ReadLine } from './read-commands.js';
import type { CommandSender } from './sender.js';
import { countOutcome, emptyTally } from './tally.js';
import type { Tally } from './tally.js';

/** The service takes 1,000 commands and 1 MiB at once; half of each leaves room for the rest. */
const BATCH_COMMANDS_MAX = 500;
const BATCH_CHARACTERS_MAX = 256 * 1024;
/** With a rate, commands leave in batches this many times a second, or one by one when slower. */
const BATCHES_PER_SECOND = 10;

/**
 * Sends the commands of `file` in order, one batch after the other, prints every outcome on stdout
 * as NDJSON (`{line, type, commandId, status, …}`) and counts them.
 */
export async function emit(
  file: string,
  sender: CommandSender,
  { rate }: { readonly rate: number | null },
): Promise<Tally> {
  const tally = emptyTally();
  const startedAt = performance.now();
  const progress = await openProgress(file);
  const perBatch = rate === null ? BATCH_COMMANDS_MAX : Math.ceil(rate / BATCHES_PER_SECOND);
  const batchMax = Math.min(BATCH_COMMANDS_MAX, perBatch);
  try {
    for await (const batch of batches(readCommands(file), batchMax)) {
      await sendBatch(sender, batch, tally);
      progress.advance(
        batch.reduce((bytes, line) => bytes + line.bytes, 0),
        tally.commands,
      );
      if (rate !== null) await keepRate(startedAt, tally.commands, rate);
    }
  } finally {
    progress.end();
    tally.seconds = (performance.now() - startedAt) / 1000;
  }
  return tally;
}

async function sendBatch(
  sender: CommandSender,
  batch: readonly ReadLine[],
  tally: Tally,
): Promise<void> {
  const commands = batch.flatMap((line) => (line.problem === null ? [line.envelope] : []));
  const answer = commands.length === 0 ? [] : await sender.send(commands);
  const outcomes = answer[Symbol.iterator]();
  for (const line of batch) {
    const type = line.problem === null ? String(line.envelope['type']) : null;
    const outcome: Partial<CommandOutcome> =
      line.problem === null ? (outcomes.next().value as CommandOutcome) : invalid(line.problem);
    countOutcome(tally, type, outcome);
    await printJson({ line: line.number, type, ...outcome });
  }
}

function invalid(message: string): Partial<CommandOutcome> {
  const rejection = {
    code: 'PAYLOAD_INVALID',
    message,
    checks: [],
    blockers: [],
    alternatives: [],
  } as const;
  return { status: 'invalid', duplicate: false, events: [], rejection };
}

async function* batches(
  lines: AsyncIterable<ReadLine>,
  batchMax: number,
): AsyncGenerator<ReadLine[]> {
  let batch: ReadLine[] = [];
  let size = 0;
  for await (const line of lines) {
    const full = batch.length >= batchMax || size + line.bytes > BATCH_CHARACTERS_MAX;
    if (full && batch.length > 0) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(line);
    size += line.bytes;
  }
  if (batch.length > 0) yield batch;
}

async function keepRate(startedAt: number, sent: number, rate: number): Promise<void> {
  const dueInMs = startedAt + (sent / rate) * 1000 - performance.now();
  if (dueInMs > 0) await delay(dueInMs);
}
