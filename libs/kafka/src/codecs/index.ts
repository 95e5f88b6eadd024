import kafkajs from 'kafkajs';
import type { Codec } from './codec.js';
import { BatchUnreadableError, damaged } from './codec.js';
import { GZIP } from './gzip.js';
import { LZ4 } from './lz4.js';
import { SNAPPY } from './snappy.js';
import { ZSTD } from './zstd.js';

/** How records may be compressed that we send; all of them are read. */
export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/**
 * What a batch may take in memory: eight times what our topics take of it compressed, and far more
 * than anybody's commands of one batch.
 */
export const BATCH_BYTES_MAX = 32 * 1024 * 1024;

// kafkajs is CommonJS, and Node finds this name on its default export only.
const { CompressionCodecs } = kafkajs;

/** By the number in a batch's attributes, which is the place in {@link COMPRESSIONS}. */
const CODECS: readonly (Codec | null)[] = [null, GZIP, SNAPPY, LZ4, ZSTD];

/** The number that a compression has in the attributes of a batch, and in kafkajs. */
export function compressionNumber(compression: Compression): number {
  return COMPRESSIONS.indexOf(compression);
}

/** @throws BatchUnreadableError */
export async function decompress(codecNumber: number, bytes: Buffer): Promise<Buffer> {
  if (codecNumber === 0) return bytes;
  const codec = CODECS[codecNumber];
  if (!codec) throw unknown(`its codec ${codecNumber} is none that Kafka has`);
  try {
    return await codec.decompress(bytes, BATCH_BYTES_MAX);
  } catch (error) {
    if (error instanceof BatchUnreadableError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const name = COMPRESSIONS[codecNumber]!;
    // Its library has nothing for this machine.
    if (code === 'MODULE_NOT_FOUND') throw unknown(`${name} cannot be read here: ${message}`);
    throw damaged(`its ${name} is damaged: ${message}`, error);
  }
}

function unknown(why: string): BatchUnreadableError {
  return new BatchUnreadableError('CODEC_UNKNOWN', why);
}

/** Gives kafkajs the codecs that it lacks, and gzip with a bound. */
export function teachCodecs(): void {
  CODECS.forEach((codec, codecNumber) => {
    if (codec === null) return;
    CompressionCodecs[codecNumber as keyof typeof CompressionCodecs] = () => ({
      compress: ({ buffer }: { buffer: Buffer }) => codec.compress(buffer),
      decompress: (bytes: Buffer) => decompress(codecNumber, bytes),
    });
  });
}
