import { compress } from 'snappy';

/** What Java's snappy streams write: a header, then blocks of 32 KiB behind their length. */
export async function snappyFramedByJava(bytes: Buffer): Promise<Buffer> {
  const head = Buffer.alloc(16);
  head.set([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
  head.writeInt32BE(1, 8);
  head.writeInt32BE(1, 12);
  const parts: Buffer[] = [head];
  for (let at = 0; at < bytes.length; at += 32_768) {
    const block = await compress(bytes.subarray(at, at + 32_768));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}
