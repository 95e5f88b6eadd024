import type { Codec } from './codec.js';
import { damaged, tooLarge } from './codec.js';

const MAGIC = 0x184d2204;
const UNCOMPRESSED = 0x8000_0000;

/** LZ4 frames, as Kafka's clients write them since 0.10. */
export const LZ4: Codec = {
  async compress(bytes) {
    const { compressFrame } = await import('lz4-napi');
    return compressFrame(bytes);
  },
  async decompress(bytes, bytesMax) {
    const { decompressFrame } = await import('lz4-napi');
    // The library has no bound of its own, so the length is counted before it is let loose.
    if (frameLength(bytes, bytesMax) > bytesMax) throw tooLarge(bytesMax);
    return decompressFrame(bytes);
  },
};

/**
 * How many bytes a frame decompresses to, or some number above `bytesMax`. Follows the LZ4 frame
 * format 1.6.1: header, then blocks behind their length, closed by a length of zero.
 */
function frameLength(frame: Buffer, bytesMax: number): number {
  if (frame.readUInt32LE(0) !== MAGIC) throw damaged('it is no LZ4 frame');
  const flags = frame.readUInt8(4);
  const hasBlockChecksums = (flags & 0x10) !== 0;
  let at = 7 + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4);
  let length = 0;
  while (length <= bytesMax) {
    const word = frame.readUInt32LE(at);
    at += 4;
    if (word === 0) return length;
    const size = word % UNCOMPRESSED;
    if (at + size > frame.length) throw damaged('a block of LZ4 is cut off');
    length += word >= UNCOMPRESSED ? size : blockLength(frame.subarray(at, at + size));
    at += size + (hasBlockChecksums ? 4 : 0);
  }
  return length;
}

/** A block is a run of sequences: some literal bytes, then a match of at least four. */
function blockLength(block: Buffer): number {
  let at = 0;
  let length = 0;
  const run = (nibble: number): number => {
    let count = nibble;
    if (nibble < 15) return count;
    for (;;) {
      const byte = block[at++] ?? 0;
      count += byte;
      if (byte !== 255) return count;
    }
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = run(token >> 4);
    length += literals;
    at += literals;
    // The last sequence has literals only.
    if (at >= block.length) return length;
    at += 2;
    length += run(token & 15) + 4;
  }
  return length;
}
