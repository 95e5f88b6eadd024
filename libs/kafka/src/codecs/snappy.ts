import type { Codec } from './codec.js';
import { damaged, tooLarge } from './codec.js';

/** How Java's producers begin: 0x82 "SNAPPY" 0, two versions, then blocks behind their length. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = 16;

/** Writes one bare block, which every client reads; reads that and Java's framing. */
export const SNAPPY: Codec = {
  async compress(bytes) {
    const { compress } = await import('snappy');
    return compress(bytes);
  },
  async decompress(bytes, bytesMax) {
    const { uncompress } = await import('snappy');
    const blocks = blocksOf(bytes);
    // A block says its length, so that a bomb is known before it goes off.
    const length = blocks.reduce((sum, block) => sum + lengthOf(block), 0);
    if (length > bytesMax) throw tooLarge(bytesMax);
    const parts: Buffer[] = [];
    for (const block of blocks) parts.push((await uncompress(block)) as Buffer);
    return Buffer.concat(parts);
  },
};

function blocksOf(bytes: Buffer): readonly Buffer[] {
  if (!bytes.subarray(0, XERIAL.length).equals(XERIAL)) return [bytes];
  const blocks: Buffer[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length;) {
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length <= 0 || at + length > bytes.length) throw damaged('a block of snappy is cut off');
    blocks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return blocks;
}

/** The decompressed length that stands before a block, seven bits a byte, lowest first. */
function lengthOf(block: Buffer): number {
  let length = 0;
  for (let i = 0; i < 5; i++) {
    const byte = block[i] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return length;
  }
  throw damaged('a block of snappy has no length');
}
