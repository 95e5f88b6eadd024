import { createHash } from 'node:crypto';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import { unreadableOf } from './fetch/unreadable.js';

/** Where a record lay that was set aside; a batch has several offsets. */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly firstOffset: string;
  readonly lastOffset: string;
}

/** What stands beside a dead letter, in its headers. */
export const DEAD_LETTER_HEADERS = [
  'error',
  'fault',
  'source-topic',
  'source-partition',
  'source-offset',
  'source-last-offset',
  'value-bytes',
  'value-sha256',
  'truncated',
] as const;

/** Of a value that does not fit: enough for people to see whose it was. */
const KEPT_BYTES = 1_024;
const ERROR_CHARACTERS_MAX = 1_000;

/** A dead letter, and the smaller one for a topic that does not take it. */
export interface DeadLetter {
  readonly whole: Message;
  readonly smaller: Message;
}

/**
 * The record as it was received, with its place, length, hash and the reason in headers. The
 * smaller one has the beginning of the value and none of the headers that it came with. Of a batch
 * that nobody can read there is no value; length and hash are the batch's.
 */
export function deadLetterOf(
  source: { readonly topic: string; readonly partition: number },
  message: KafkaMessage,
  { error, fault }: { readonly error: string; readonly fault: 'sender' | 'service' },
): DeadLetter {
  const { key, value, headers } = message;
  const batch = unreadableOf(message);
  const { firstOffset, lastOffset } = batch ?? {
    firstOffset: message.offset,
    lastOffset: message.offset,
  };
  const bytes = batch?.bytes ?? value?.length ?? 0;
  const sha256 = batch?.sha256 ?? sha256Of(value ?? Buffer.alloc(0));
  const told = (truncated: boolean): IHeaders => ({
    error: error.slice(0, ERROR_CHARACTERS_MAX),
    fault,
    'source-topic': source.topic,
    'source-partition': String(source.partition),
    'source-offset': firstOffset,
    'source-last-offset': lastOffset,
    'value-bytes': String(bytes),
    'value-sha256': sha256,
    truncated: String(truncated),
  });
  return {
    whole: { key, value, headers: { ...headers, ...told(batch !== null) } },
    smaller: {
      key: key === null || key.length > KEPT_BYTES ? null : key,
      value: value?.subarray(0, KEPT_BYTES) ?? null,
      headers: told(true),
    },
  };
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
