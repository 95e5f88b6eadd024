import { createRequire } from 'node:module';
import { teachCodecs } from '../codecs/index.js';
import { decodeRecordSet } from './record-set.js';
import type { Room } from './record-set.js';

/** Kafka's fetch answers since 0.11, as far as kafkajs asks for them. */
const VERSIONS = [4, 5, 6, 7, 8, 9, 10, 11] as const;
type Version = (typeof VERSIONS)[number];

/** What kafkajs takes out of an answer. */
interface FetchAnswer {
  readonly throttleTime: number;
  readonly clientSideThrottleTime?: number;
  readonly errorCode?: number;
  readonly sessionId?: number;
  readonly responses: readonly {
    readonly topicName: string | null;
    readonly partitions: readonly FetchedPartition[];
  }[];
}

interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  readonly lastStartOffset?: string;
  readonly abortedTransactions: readonly { producerId: string; firstOffset: string }[];
  readonly preferredReadReplica?: number;
  messages: object[];
}

interface RecordSet {
  readonly partition: FetchedPartition;
  readonly bytes: Buffer;
}

/** The parts of kafkajs's decoder that are needed here. */
interface Decoder {
  readInt32(): number;
  readInt16(): number;
  readInt64(): bigint;
  readString(): string | null;
  readBytes(): Buffer | null;
  readArray<T>(read: (decoder: Decoder) => T): T[];
}

const require = createRequire(import.meta.url);
const DecoderOf = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => Decoder;

/** All partitions of one answer together; one that is over is fetched again from where it ended. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
let answers = 0;

/**
 * The one place where kafkajs 2.2.4 is changed. It decodes a whole answer at once, without looking
 * at checksums, and gives all of it up for one batch that it cannot read; so its consumers fetch
 * the same for ever. Here such a batch becomes a message of its own (`unreadableOf`). Called before
 * the first client is made; again: nothing new.
 */
export function mendFetch(): void {
  teachCodecs();
  for (const version of VERSIONS) {
    const path = `kafkajs/src/protocol/requests/fetch/v${version}/response`;
    const response = require(path) as { decode: (bytes: Buffer) => Promise<FetchAnswer> };
    response.decode = (bytes) => decodeFetch(bytes, version);
  }
}

async function decodeFetch(bytes: Buffer, version: Version): Promise<FetchAnswer> {
  const decoder = new DecoderOf(bytes);
  const sets: RecordSet[] = [];
  const throttled = decoder.readInt32();
  // A client that is told its throttling waits; from version 8 on the broker counts on that.
  const throttle =
    version < 8
      ? { throttleTime: throttled }
      : { throttleTime: 0, clientSideThrottleTime: throttled };
  const session =
    version < 7 ? {} : { errorCode: decoder.readInt16(), sessionId: decoder.readInt32() };
  const responses = decoder.readArray(() => ({
    topicName: decoder.readString(),
    partitions: decoder.readArray(() => partitionOf(decoder, version, sets)),
  }));
  await decodeSets(sets);
  return { ...throttle, ...session, responses };
}

function partitionOf(decoder: Decoder, version: Version, sets: RecordSet[]): FetchedPartition {
  const partition: FetchedPartition = {
    partition: decoder.readInt32(),
    errorCode: decoder.readInt16(),
    highWatermark: String(decoder.readInt64()),
    lastStableOffset: String(decoder.readInt64()),
    ...(version < 5 ? {} : { lastStartOffset: String(decoder.readInt64()) }),
    abortedTransactions: decoder.readArray(() => ({
      producerId: String(decoder.readInt64()),
      firstOffset: String(decoder.readInt64()),
    })),
    ...(version < 11 ? {} : { preferredReadReplica: decoder.readInt32() }),
    messages: [],
  };
  const bytes = decoder.readBytes();
  if (bytes !== null && bytes.length > 0) sets.push({ partition, bytes });
  return partition;
}

/** Beginning with another one every time, so that none is always the one without room. */
async function decodeSets(sets: readonly RecordSet[]): Promise<void> {
  const room: Room = { bytes: ANSWER_BYTES_MAX };
  const first = answers++ % Math.max(1, sets.length);
  for (const { partition, bytes } of [...sets.slice(first), ...sets.slice(0, first)]) {
    const end = BigInt(partition.highWatermark);
    partition.messages = await decodeRecordSet(bytes, end, room);
  }
}
