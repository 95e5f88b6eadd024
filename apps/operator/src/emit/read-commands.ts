import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { derivedUuid, LIMITS } from '#contracts';
import { VerbError } from '../exit.js';

/** One line of the input (or one item of its array): a command, or why it is none. */
export type ReadLine = { readonly number: number; readonly bytes: number } & (
  | { readonly problem: null; readonly envelope: Readonly<Record<string, unknown>> }
  | { readonly problem: string }
);

const ACTOR = { kind: 'operator', id: 'allocator emit' } as const;
/** In an array of its own it has to fit a body, with its brackets. */
const COMMAND_BYTES_MAX = LIMITS.commandBytes - 2;
const FILLED_BYTES_MAX = 1_024;
/** An array has to be read whole; a file of lines may be of any length. */
const ARRAY_CHARACTERS_MAX = 256 * 1024 * 1024;

/** Reads commands from a file, or from stdin for `-`, as lines or as one JSON array. */
export async function* readCommands(file: string): AsyncGenerator<ReadLine> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file);
  const lines = createInterface({ input, crlfDelay: Infinity });
  // A stream's error reaches no one who iterates the lines.
  const failed = new Promise<never>((_, fail) => input.once('error', fail));
  failed.catch(() => undefined);
  const source = file === '-' ? 'stdin' : basename(file);
  try {
    yield* readLines(source, lines[Symbol.asyncIterator](), failed);
  } catch (error) {
    if (error instanceof VerbError || (error as NodeJS.ErrnoException).syscall === undefined)
      throw error;
    throw new VerbError('INPUT_UNREADABLE', (error as Error).message, { cause: error });
  }
}

async function* readLines(
  source: string,
  lines: AsyncIterator<string>,
  failed: Promise<never>,
): AsyncGenerator<ReadLine> {
  const next = (): Promise<IteratorResult<string>> => Promise.race([lines.next(), failed]);
  let begun = false;
  for (let number = 1, step = await next(); step.done !== true; number += 1, step = await next()) {
    const text = step.value.trim();
    if (text === '') continue;
    if (!begun && text.startsWith('[')) {
      yield* readArray(source, text, next);
      return;
    }
    begun = true;
    yield readLine(source, number, text);
  }
}

async function* readArray(
  source: string,
  first: string,
  next: () => Promise<IteratorResult<string>>,
): AsyncGenerator<ReadLine> {
  const parts = [first];
  let size = first.length;
  for (let step = await next(); step.done !== true; step = await next()) {
    parts.push(step.value);
    size += step.value.length + 1;
    if (size > ARRAY_CHARACTERS_MAX) {
      throw new VerbError('INPUT_UNREADABLE', 'The array is too long: write one command per line.');
    }
  }
  let items: unknown[];
  try {
    items = JSON.parse(parts.join('\n')) as unknown[];
  } catch (cause) {
    throw new VerbError('INPUT_UNREADABLE', `The array is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  // The file's size is spread over its items, so that progress adds up.
  const bytes = items.length === 0 ? 0 : size / items.length;
  for (const [i, item] of items.entries()) {
    yield { ...readLine(source, i + 1, JSON.stringify(item)), bytes };
  }
}

function readLine(source: string, number: number, text: string): ReadLine {
  const bytes = Buffer.byteLength(text) + 1;
  const tooLong = `The line is too long: a command takes ${COMMAND_BYTES_MAX} bytes at most.`;
  if (bytes > COMMAND_BYTES_MAX) return { number, bytes, problem: tooLong };
  let sent: unknown;
  try {
    sent = JSON.parse(text);
  } catch (error) {
    return { number, bytes, problem: `The line is not JSON: ${(error as Error).message}` };
  }
  if (typeof sent !== 'object' || sent === null || !('type' in sent)) {
    return { number, bytes, problem: 'The line is no command: it needs type, venueId and data.' };
  }
  const filled = {
    commandId: derivedUuid('emit', source, number, text),
    issuedAt: new Date().toISOString(),
    actor: ACTOR,
  };
  const envelope = { ...filled, ...sent };
  // What was filled in counts, too.
  const isLong = bytes > COMMAND_BYTES_MAX - FILLED_BYTES_MAX;
  if (isLong && Buffer.byteLength(JSON.stringify(envelope)) > COMMAND_BYTES_MAX) {
    return { number, bytes, problem: tooLong };
  }
  return { number, bytes, problem: null, envelope };
}
