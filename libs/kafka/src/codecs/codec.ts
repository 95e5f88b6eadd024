/** One way to compress the records of a batch, as Kafka's format names them. */
export interface Codec {
  compress(bytes: Buffer): Promise<Buffer>;
  /**
   * What was compressed.
   * @throws BatchUnreadableError `BATCH_TOO_LARGE` before more than `bytesMax` are in memory; any
   * other error means that the bytes are damaged
   */
  decompress(bytes: Buffer, bytesMax: number): Promise<Buffer>;
}

export type BatchUnreadableCode =
  /** Its checksum is wrong, or its bytes are not what their format says. Another fetch may help. */
  | 'BATCH_DAMAGED'
  /** It takes more memory than a batch may. */
  | 'BATCH_TOO_LARGE'
  /** Compressed in a way that nobody here can read. */
  | 'CODEC_UNKNOWN';

/** A batch of records cannot be made readable. */
export class BatchUnreadableError extends Error {
  override readonly name = 'BatchUnreadableError';
  constructor(
    readonly code: BatchUnreadableCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function tooLarge(bytesMax: number): BatchUnreadableError {
  const message = `it decompresses to more than ${bytesMax} bytes`;
  return new BatchUnreadableError('BATCH_TOO_LARGE', message);
}

export function damaged(why: string, cause?: unknown): BatchUnreadableError {
  return new BatchUnreadableError('BATCH_DAMAGED', why, { cause });
}
