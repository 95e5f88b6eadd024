import { promisify } from 'node:util';
import { gzip, unzip } from 'node:zlib';
import type { Codec } from './codec.js';
import { tooLarge } from './codec.js';

const compress = promisify(gzip);
const decompress = promisify(unzip);

export const GZIP: Codec = {
  compress: (bytes) => compress(bytes),
  async decompress(bytes, bytesMax) {
    try {
      return await decompress(bytes, { maxOutputLength: bytesMax });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(bytesMax) : error;
    }
  },
};
