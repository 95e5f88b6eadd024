import { open, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const crc32c = require('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number;

/** The file in which a broker keeps the first records of a partition, changed as a disk would. */
export class SegmentFile {
  private constructor(private readonly path: string) {}

  static async of(dataDir: string, topic: string, partition: number): Promise<SegmentFile> {
    const entries = await readdir(dataDir, { recursive: true });
    const name = join(`${topic}-${partition}`, '00000000000000000000.log');
    const found = entries.find((entry) => entry.endsWith(name));
    if (found === undefined) throw new Error(`there is no ${name}`);
    return new SegmentFile(join(dataDir, found));
  }

  /** Turns one byte over in the records of the batch at `offset`; answers how to turn it back. */
  async damage(offset: bigint): Promise<() => Promise<void>> {
    const { at, batch } = await this.batchAt(offset);
    const place = at + batch.length - 5;
    const turn = async (mask: number): Promise<void> => {
      await this.write(place, Buffer.from([batch[batch.length - 5]! ^ mask]));
    };
    await turn(0xff);
    return () => turn(0);
  }

  /** Says that the batch at `offset` is compressed with a codec that there is none of. */
  async nameCodec(offset: bigint, codec: number): Promise<void> {
    const { at, batch } = await this.batchAt(offset);
    const changed = Buffer.from(batch);
    changed.writeInt16BE((changed.readInt16BE(21) & ~7) | codec, 21);
    changed.writeUInt32BE(crc32c(changed.subarray(21)), 17);
    await this.write(at, changed);
  }

  private async batchAt(offset: bigint): Promise<{ at: number; batch: Buffer }> {
    const bytes = await readFile(this.path);
    for (let at = 0; at + 12 <= bytes.length;) {
      const batch = bytes.subarray(at, at + 12 + bytes.readInt32BE(at + 8));
      if (batch.readBigInt64BE(0) === offset) return { at, batch };
      at += batch.length;
    }
    throw new Error(`no batch begins at offset ${offset}`);
  }

  private async write(at: number, bytes: Buffer): Promise<void> {
    const file = await open(this.path, 'r+');
    try {
      await file.write(bytes, 0, bytes.length, at);
    } finally {
      await file.close();
    }
  }
}
