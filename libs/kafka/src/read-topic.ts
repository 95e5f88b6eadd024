import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { KafkaMessage } from 'kafkajs';
import { TransportError } from '#event-sourcing';
import { kafkaClient, offsetRanges, withAdmin } from './cluster.js';
import type { KafkaClusterOptions } from './cluster.js';
import { readRanges } from './range-reader.js';
import { readRecord } from './passed-over.js';
import type { ReadRecord } from './passed-over.js';
import { EVENTS_TOPIC } from './record.js';

/** One record of the events topic, as it lies there: an event, or what nobody can make one of. */
export type TopicRecord = ReadRecord & {
  readonly partition: number;
  readonly offset: string;
};

/**
 * Every record of the events topic, or of one partition of it, from its beginning to the end it has
 * now, repeats included; in order within a partition, partitions interleaved. Throws
 * `TRANSPORT_UNAVAILABLE`.
 */
export async function* readTopic(
  options: KafkaClusterOptions,
  only?: number,
): AsyncGenerator<TopicRecord> {
  const kafka = kafkaClient(options);
  const prefix = options.topicPrefix ?? '';
  const topic = prefix + EVENTS_TOPIC;
  const offsets = await withAdmin(kafka, (admin) => offsetRanges(admin, topic));
  const ranges = new Map(
    [...offsets]
      .filter(([partition]) => (only ?? partition) === partition)
      .map(([partition, { low, high }]) => [partition, { from: low, to: high }]),
  );
  // Between the pushing consumer and the pulling caller; holds this many records and no more.
  const records = new PassThrough({ objectMode: true, highWaterMark: 1_000 });
  const closed = new AbortController();
  records.once('close', () => closed.abort());
  const onMessage = async (partition: number, message: KafkaMessage) => {
    // Whoever read has gone: an error that no retry cures.
    if (closed.signal.aborted) throw new TransportError('RECORD_UNREADABLE', 'nobody reads');
    if (records.write({ partition, message })) return;
    await once(records, 'drain', { signal: closed.signal });
  };
  readRanges(kafka, { topic, groupPrefix: `${prefix}allocator-read-`, ranges, onMessage }).then(
    () => records.end(),
    (error: unknown) => records.destroy(error as Error),
  );
  for await (const { partition, message } of records as AsyncIterable<Received>) {
    yield { partition, offset: message.offset, ...readRecord(partition, message) };
  }
}

interface Received {
  readonly partition: number;
  readonly message: KafkaMessage;
}
