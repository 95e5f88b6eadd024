import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Codec } from './codec.js';
import { damaged, tooLarge } from './codec.js';

/** What Node has since 22.15 and its types of Node 20 do not. */
interface NodeZstd {
  readonly zstdCompress?: Native;
  readonly zstdDecompress?: Native;
  readonly constants: { readonly ZSTD_d_windowLogMax?: number };
}
type Native = (
  bytes: Buffer,
  options: object,
  done: (error: Error | null, result: Buffer) => void,
) => void;

const node = zlib as unknown as NodeZstd;
const compressNatively = node.zstdCompress && promisify(node.zstdCompress);
const decompressNatively = node.zstdDecompress && promisify(node.zstdDecompress);
const MAGIC = 0xfd2fb528;
/** 32 MiB: as much as a batch may be. Kafka's own producers ask for 8 MiB at most. */
const WINDOW_LOG_MAX = 25;
/** Between two of them others have their turn. */
const CHUNK_BYTES = 16 * 1024;

/** By Node where it can; on Node 20 writing is a library's, and reading another's, which is bounded. */
export const ZSTD: Codec = {
  async compress(bytes) {
    if (compressNatively) return compressNatively(bytes, {});
    const { compress } = await import('@mongodb-js/zstd');
    return compress(bytes);
  },
  async decompress(bytes, bytesMax) {
    expectFrame(bytes, bytesMax);
    return decompressNatively ? byNode(bytes, bytesMax) : byScript(bytes, bytesMax);
  },
};

async function byNode(bytes: Buffer, bytesMax: number): Promise<Buffer> {
  const params = { [node.constants.ZSTD_d_windowLogMax!]: WINDOW_LOG_MAX };
  try {
    return await decompressNatively!(bytes, { maxOutputLength: bytesMax, params });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(bytesMax) : error;
  }
}

async function byScript(bytes: Buffer, bytesMax: number): Promise<Buffer> {
  const { Decompress } = await import('fzstd');
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Decompress((part) => {
    length += part.length;
    if (length > bytesMax) throw tooLarge(bytesMax);
    // It is a view of what the next part overwrites.
    parts.push(part.slice());
  });
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    if (at > 0) await turn();
    stream.push(bytes.subarray(at, at + CHUNK_BYTES), at + CHUNK_BYTES >= bytes.length);
  }
  return Buffer.concat(parts);
}

/**
 * That a frame asks for no more memory than a batch may take, which it says before anybody allots
 * it, and that it is whole, which Node 22 does not look at (RFC 8878, 3.1.1).
 */
function expectFrame(frame: Buffer, bytesMax: number): void {
  if (frame.length < 6 || frame.readUInt32LE(0) !== MAGIC) throw damaged('it is no zstd frame');
  const descriptor = frame.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const windowBytes = isSingleSegment ? 0 : 1;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const contentBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const contentAt = 5 + windowBytes + dictionaryBytes;
  if (isSingleSegment) {
    const low = frame.readUIntLE(contentAt, Math.min(contentBytes, 4));
    const high = contentBytes === 8 ? frame.readUInt32LE(contentAt + 4) : 0;
    if (high > 0 || low > bytesMax) throw tooLarge(bytesMax);
  } else {
    const window = frame.readUInt8(5);
    const base = 2 ** (10 + (window >> 3));
    if (base + (base / 8) * (window & 7) > 2 ** WINDOW_LOG_MAX) throw tooLarge(bytesMax);
  }
  expectBlocks(frame, contentAt + contentBytes);
}

/** Each block has its length before it, and the last one says that it is the last. */
function expectBlocks(frame: Buffer, from: number): void {
  for (let at = from; at + 3 <= frame.length;) {
    const head = frame.readUIntLE(at, 3);
    const isRun = ((head >> 1) & 3) === 1;
    at += 3 + (isRun ? 1 : head >> 3);
    if ((head & 1) === 1 && at <= frame.length) return;
  }
  throw damaged('a frame of zstd is cut off');
}
