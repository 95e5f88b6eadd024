import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import zlib from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { snappyFramedByJava } from '../support/kafka-batches.js';
import { BATCH_BYTES_MAX, COMPRESSIONS, decompress } from '../../libs/kafka/src/codecs/index.js';
import { GZIP } from '../../libs/kafka/src/codecs/gzip.js';
import { LZ4 } from '../../libs/kafka/src/codecs/lz4.js';
import { SNAPPY } from '../../libs/kafka/src/codecs/snappy.js';
import { ZSTD } from '../../libs/kafka/src/codecs/zstd.js';

const CODECS = { gzip: GZIP, snappy: SNAPPY, lz4: LZ4, zstd: ZSTD };
const NAMES = Object.keys(CODECS) as (keyof typeof CODECS)[];
/** Of zstd: nothing, and it is the last. */
const LAST_BLOCK = Buffer.from([1, 0, 0]);
const SAID = Buffer.from('a command, a command, and another command. '.repeat(5_000));

describe.each(NAMES)('%s', (name) => {
  const codec = CODECS[name];
  const number = COMPRESSIONS.indexOf(name);

  test.each([0, 1, 17, 65_536, 65_537, 300_000])('gives back %i bytes', async (length) => {
    for (const bytes of [Buffer.alloc(length, 'abcdefg'), randomBytes(length)]) {
      const packed = await codec.compress(bytes);
      expect((await decompress(number, packed)).equals(bytes)).toBe(true);
    }
  });

  test('makes text smaller', async () => {
    expect((await codec.compress(SAID)).length).toBeLessThan(SAID.length / 5);
  });

  test('refuses what grows beyond a batch, by a byte', async () => {
    const packed = await codec.compress(Buffer.alloc(BATCH_BYTES_MAX + 1));
    await expect(decompress(number, packed)).rejects.toMatchObject({ code: 'BATCH_TOO_LARGE' });
    const fits = await codec.compress(Buffer.alloc(BATCH_BYTES_MAX));
    expect((await decompress(number, fits)).length).toBe(BATCH_BYTES_MAX);
  });

  test('says so when bytes are damaged, cut off, or not of its kind', async () => {
    const packed = await codec.compress(SAID);
    const changed = Buffer.from(packed);
    changed.fill(0xff, 0, 12);
    const halves = [packed.subarray(0, packed.length / 2), packed.subarray(0, 3)];
    for (const bytes of [changed, ...halves, randomBytes(1_000)]) {
      await expect(decompress(number, bytes)).rejects.toMatchObject({
        name: 'BatchUnreadableError',
        code: expect.stringMatching(/^BATCH_/) as unknown,
      });
    }
  });

  test('ends for every byte that is changed', async () => {
    const packed = await codec.compress(SAID.subarray(0, 2_000));
    for (let i = 0; i < packed.length; i++) {
      const changed = Buffer.from(packed);
      changed[i]! ^= 0xff;
      const read = await decompress(number, changed).catch((error: unknown) => error);
      expect(Buffer.isBuffer(read) || (read as Error).name === 'BatchUnreadableError').toBe(true);
    }
  });
});

test('snappy as Java frames it is read', async () => {
  const framed = await snappyFramedByJava(SAID);
  expect((await decompress(2, framed)).equals(SAID)).toBe(true);
});

test('a codec that Kafka does not have is told by its number', async () => {
  await expect(decompress(5, SAID)).rejects.toMatchObject({ code: 'CODEC_UNKNOWN' });
  expect((await decompress(0, SAID)).equals(SAID)).toBe(true);
});

test('a window of zstd that takes more memory than a batch is refused before it is made', async () => {
  const packed = Buffer.from(await ZSTD.compress(randomBytes(200_000)));
  // No single segment, and a window of 2 GiB.
  packed[4] = packed[4]! & ~0x20;
  packed[5] = 21 << 3;
  await expect(decompress(4, packed)).rejects.toMatchObject({ code: 'BATCH_TOO_LARGE' });
});

test('a bomb of zstd goes off nowhere, with no word about its length', async () => {
  // Blocks of one repeated byte, 128 KiB in four bytes each: 4 GiB in 131 kB.
  const block = Buffer.from([0x02, 0x00, 0x10, 0x61]);
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
  const bomb = Buffer.concat([frame, ...Array.from({ length: 32_768 }, () => block), LAST_BLOCK]);
  await expect(decompress(4, bomb)).rejects.toMatchObject({ code: 'BATCH_TOO_LARGE' });
});

test('gzip of several members, as some producers flush it, is read whole', async () => {
  const members = Buffer.concat([zlib.gzipSync(SAID), zlib.gzipSync(SAID)]);
  expect((await decompress(1, members)).equals(Buffer.concat([SAID, SAID]))).toBe(true);
});

test('kafkajs is the release whose decoder of fetches is replaced', () => {
  const require = createRequire(import.meta.url);
  const { version } = require('kafkajs/package.json') as { version: string };
  expect(version).toBe('2.2.4');
});
