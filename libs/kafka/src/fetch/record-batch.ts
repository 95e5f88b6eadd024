import { createRequire } from 'node:module';
import { decompress } from '../codecs/index.js';
import { BatchUnreadableError, damaged } from '../codecs/codec.js';

/** A record as kafkajs hands it to its consumers. */
export interface DecodedRecord {
  readonly magicByte: number;
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, Buffer | Buffer[]>;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

/** What kafkajs asks to leave out records of transactions that were given up. */
export interface BatchContext {
  readonly producerId: string;
  readonly inTransaction: boolean;
}

const require = createRequire(import.meta.url);
const crc32c = require('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number;

/** Before the records: offset, length, epoch, magic, checksum, attributes and the rest. */
export const BATCH_HEADER_BYTES = 61;
/** What is behind the checksum, and in it. */
const CHECKED_FROM = 21;
/** More records than anybody's commands of one batch; each takes some hundred bytes of memory. */
const BATCH_RECORDS_MAX = 100_000;

/**
 * The records of one batch of format 2, given whole. Its length and base offset are outside its
 * checksum, so the caller has to know them to be right.
 * @throws BatchUnreadableError
 */
export async function decodeBatch(batch: Buffer): Promise<readonly DecodedRecord[]> {
  if (crc32c(batch.subarray(CHECKED_FROM)) !== batch.readUInt32BE(17)) {
    throw damaged('its checksum is wrong');
  }
  const attributes = batch.readInt16BE(21);
  const count = batch.readInt32BE(57);
  if (count > BATCH_RECORDS_MAX) {
    const message = `it holds ${count} records, at most are ${BATCH_RECORDS_MAX}`;
    throw new BatchUnreadableError('BATCH_TOO_LARGE', message);
  }
  const context = { producerId: batch.readBigInt64BE(43).toString(), ...flagsOf(attributes) };
  const bytes = await decompress(attributes & 0x07, batch.subarray(BATCH_HEADER_BYTES));
  const reader = new RecordReader(bytes);
  try {
    return Array.from({ length: count }, () => reader.next(batch, context));
  } catch (error) {
    throw damaged(`its records are damaged: ${(error as Error).message}`, error);
  }
}

interface Flags {
  readonly inTransaction: boolean;
  readonly isControl: boolean;
  readonly hasAppendTime: boolean;
}

function flagsOf(attributes: number): Flags {
  return {
    hasAppendTime: (attributes & 0x08) !== 0,
    inTransaction: (attributes & 0x10) !== 0,
    isControl: (attributes & 0x20) !== 0,
  };
}

/** Reads records one behind the other; throws a RangeError where they end too soon. */
class RecordReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  next(batch: Buffer, context: BatchContext & Flags): DecodedRecord {
    const end = this.varint() + this.at;
    if (end > this.bytes.length) throw new RangeError('a record is cut off');
    const attributes = this.bytes.readInt8(this.at++);
    const created = batch.readBigInt64BE(27) + this.varlong();
    const offset = batch.readBigInt64BE(0) + BigInt(this.varint());
    const record: DecodedRecord = {
      magicByte: 2,
      attributes,
      timestamp: String(context.hasAppendTime ? batch.readBigInt64BE(35) : created),
      offset: String(offset),
      key: this.block(),
      value: this.block(),
      headers: this.headers(),
      isControlRecord: context.isControl,
      batchContext: context,
    };
    this.at = end;
    return record;
  }

  private headers(): DecodedRecord['headers'] {
    // Without a prototype, since names are the sender's.
    const headers = Object.create(null) as DecodedRecord['headers'];
    for (let left = this.varint(); left > 0; left--) {
      const name = String(this.block() ?? '');
      const value = this.block() as Buffer;
      const known = headers[name];
      if (known === undefined) headers[name] = value;
      else if (Array.isArray(known)) known.push(value);
      else headers[name] = [known, value];
    }
    return headers;
  }

  /** Bytes behind their length; a length below zero is none. */
  private block(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const from = this.at;
    this.at += length;
    if (this.at > this.bytes.length) throw new RangeError('a field is cut off');
    return this.bytes.subarray(from, this.at);
  }

  private varint(): number {
    return Number(this.varlong());
  }

  /** Seven bits a byte, lowest first, zig-zag. */
  private varlong(): bigint {
    // Most are one or two bytes long, and a number of 28 bits takes no bigint.
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.bytes.readUInt8(this.at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt((value >>> 1) ^ -(value & 1));
    }
    let long = BigInt(value);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.bytes.readUInt8(this.at++);
      long |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (long >> 1n) ^ -(long & 1n));
    }
    throw new RangeError('a number has no end');
  }
}
