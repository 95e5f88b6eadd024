import { createHash } from 'node:crypto';
import type { BatchUnreadableCode, BatchUnreadableError } from '../codecs/codec.js';
import type { DecodedRecord } from './record-batch.js';

/** A batch that lies in the topic and that nobody can read. */
export interface UnreadableBatch {
  readonly firstOffset: string;
  readonly lastOffset: string;
  readonly code: BatchUnreadableCode;
  /** A clause about it: `its checksum is wrong`. */
  readonly reason: string;
  /** Length and SHA-256 of the whole batch as it was fetched. */
  readonly bytes: number;
  readonly sha256: string;
}

const unreadable = new WeakMap<object, UnreadableBatch>();

/** What is wrong with the batch that a message stands for; null: it is a message as any other. */
export function unreadableOf(message: object): UnreadableBatch | null {
  return unreadable.get(message) ?? null;
}

/** A message in the place of a batch, at its last offset, so that whoever takes it goes on behind. */
export function standIn(
  batch: Buffer,
  { first, last }: { readonly first: bigint; readonly last: bigint },
  error: BatchUnreadableError,
): DecodedRecord {
  const message: DecodedRecord = {
    magicByte: 2,
    attributes: 0,
    timestamp: '0',
    offset: String(last),
    key: null,
    value: null,
    headers: {},
    isControlRecord: false,
    batchContext: { producerId: '-1', inTransaction: false },
  };
  unreadable.set(message, {
    firstOffset: String(first),
    lastOffset: String(last),
    code: error.code,
    reason: error.message,
    bytes: batch.length,
    sha256: createHash('sha256').update(batch).digest('hex'),
  });
  return message;
}
