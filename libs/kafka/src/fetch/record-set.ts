import { createRequire } from 'node:module';
import { BatchUnreadableError, damaged } from '../codecs/codec.js';
import { BATCH_HEADER_BYTES, decodeBatch } from './record-batch.js';
import type { DecodedRecord } from './record-batch.js';
import { standIn } from './unreadable.js';

/** What one answer to a fetch may still take in memory. */
export interface Room {
  bytes: number;
}

const require = createRequire(import.meta.url);
const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => object;
const decodeLegacy = require('kafkajs/src/protocol/messageSet/decoder') as (
  decoder: object,
  bytes: number,
) => Promise<DecodedRecord[]>;

const MAGIC_AT = 16;
/** Beside its key and value, in memory. */
const RECORD_OVERHEAD_BYTES = 300;

/**
 * The messages of one partition's part of an answer. A batch that cannot be read is one message
 * that stands for it. Ends where the answer cuts a batch off, or where it is out of room: what is
 * left is fetched again.
 */
export async function decodeRecordSet(set: Buffer, end: bigint, room: Room): Promise<object[]> {
  if (set.length <= MAGIC_AT) return [];
  // Brokers before 0.11, and what they have left behind.
  if (set.readInt8(MAGIC_AT) < 2) return decodeLegacy(new Decoder(set), set.length);
  const messages: object[] = [];
  for (let at = 0; at + BATCH_HEADER_BYTES <= set.length && room.bytes > 0;) {
    const size = 12 + set.readInt32BE(at + 8);
    if (at + size > set.length) break;
    const batch = set.subarray(at, size < BATCH_HEADER_BYTES ? set.length : at + size);
    at += batch.length;
    const next = at + 8 <= set.length ? set.readBigInt64BE(at) : end;
    for (const record of await recordsOf(batch, next)) {
      messages.push(record);
      const { key, value } = record;
      room.bytes -= (key?.length ?? 0) + (value?.length ?? 0) + RECORD_OVERHEAD_BYTES;
    }
  }
  return messages;
}

async function recordsOf(batch: Buffer, next: bigint): Promise<readonly DecodedRecord[]> {
  try {
    return await decodeBatch(batch);
  } catch (error) {
    const why = error instanceof BatchUnreadableError ? error : damaged(String(error), error);
    return [standIn(batch, offsetsOf(batch, next), why)];
  }
}

/** Of a batch that may be damaged: never beyond what follows, which may be in order. */
function offsetsOf(batch: Buffer, next: bigint): { first: bigint; last: bigint } {
  const first = batch.readBigInt64BE(0);
  const said = first + BigInt(Math.max(0, batch.readInt32BE(23)));
  const last = said < next ? said : next - 1n;
  return { first, last: last < first ? first : last };
}
