import type { IHeaders, Message } from 'kafkajs';

/** Lengths, deltas and attributes of a record, at most. */
const RECORD_OVERHEAD_BYTES = 40;
const HEADER_OVERHEAD_BYTES = 10;

/** What a message takes of an uncompressed batch, at most. */
export function recordBytes({ key, value, headers }: Message): number {
  return RECORD_OVERHEAD_BYTES + bytesOf(key) + bytesOf(value) + headerBytes(headers);
}

function headerBytes(headers: IHeaders | undefined): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(headers ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) {
      bytes += HEADER_OVERHEAD_BYTES + Buffer.byteLength(name) + bytesOf(each);
    }
  }
  return bytes;
}

function bytesOf(field: Buffer | string | null | undefined): number {
  if (field == null) return 0;
  return typeof field === 'string' ? Buffer.byteLength(field) : field.length;
}

/** The messages in runs of at most `bytesMax`; one that is larger is a run of its own. */
export function* runsOf<T extends { readonly whole: Message }>(
  messages: readonly T[],
  bytesMax: number,
): Generator<readonly T[]> {
  let run: T[] = [];
  let bytes = 0;
  for (const message of messages) {
    const more = recordBytes(message.whole);
    if (run.length > 0 && bytes + more > bytesMax) {
      yield run;
      run = [];
      bytes = 0;
    }
    run.push(message);
    bytes += more;
  }
  if (run.length > 0) yield run;
}
