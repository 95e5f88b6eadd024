import type { KafkaMessage } from 'kafkajs';
import { kafkaClient, offsetRanges, withAdmin } from './cluster.js';
import type { KafkaClusterOptions } from './cluster.js';
import { COMMANDS_DLQ_TOPIC } from './command-topics.js';
import type { RecordPlace } from './dead-letter.js';
import { readRanges } from './range-reader.js';
import { unreadableOf } from './fetch/unreadable.js';

/** A record that was set aside, as it lies in the dead-letter topic. */
export interface DeadLetterView {
  /** Where it lies there: what `resend` takes. */
  readonly place: string;
  readonly setAsideAt: string;
  readonly error: string;
  /** Where it lay in the commands topic; null: set aside before that was noted. */
  readonly source: RecordPlace | null;
  /** Of the value, or of the batch that nobody could read. */
  readonly bytes: number;
  readonly sha256: string | null;
  /** Not all of the value is there, so it cannot be sent again. */
  readonly truncated: boolean;
}

/**
 * Every dead letter from the oldest that is kept to the end that the topic has now, with its value.
 * Throws `TRANSPORT_UNAVAILABLE`.
 */
export async function readDeadLetters(
  options: KafkaClusterOptions,
  onLetter: (letter: DeadLetterView, value: Buffer | null) => void,
): Promise<void> {
  const kafka = kafkaClient(options);
  const prefix = options.topicPrefix ?? '';
  const topic = prefix + COMMANDS_DLQ_TOPIC;
  const offsets = await withAdmin(kafka, (admin) => offsetRanges(admin, topic));
  const ranges = new Map([...offsets].map(([p, { low, high }]) => [p, { from: low, to: high }]));
  await readRanges(kafka, {
    topic,
    groupPrefix: `${prefix}allocator-dead-letters-`,
    ranges,
    onMessage: (partition, message) => onLetter(viewOf(partition, message), message.value),
  });
}

function viewOf(partition: number, message: KafkaMessage): DeadLetterView {
  const batch = unreadableOf(message);
  const told = (name: string): string | null => {
    const value = message.headers?.[name];
    return value === undefined ? null : String(value);
  };
  return {
    place: `${partition}:${message.offset}`,
    setAsideAt: new Date(Number(message.timestamp)).toISOString(),
    error: batch?.reason ?? told('error') ?? 'no reason is given',
    source: sourceOf(told),
    bytes: Number(told('value-bytes') ?? message.value?.length ?? 0),
    sha256: told('value-sha256'),
    truncated: batch !== null || told('truncated') === 'true',
  };
}

function sourceOf(told: (name: string) => string | null): RecordPlace | null {
  const topic = told('source-topic');
  const firstOffset = told('source-offset');
  if (topic === null || firstOffset === null) return null;
  const lastOffset = told('source-last-offset') ?? firstOffset;
  return { topic, partition: Number(told('source-partition')), firstOffset, lastOffset };
}
