import { TopicEvents } from '#kafka';
import { PostgresLogReader, StreamedSource } from '#postgres';
import type { StreamedSourceOptions } from '#postgres';
import { VerbError } from '../exit.js';
import { findKafka } from '../find-kafka.js';
import { note } from '../terminal.js';

export interface KafkaSourceOptions extends StreamedSourceOptions {
  readonly partitions: number;
  /** Whether what the topic lacks is read from the log; otherwise it is refused. */
  readonly refill: boolean;
}

/** Opens the topic as the source of a replay. @throws VerbError where there is no Kafka */
export async function openKafkaSource(options: KafkaSourceOptions): Promise<StreamedSource> {
  const kafka = await findKafka();
  if (kafka === null) {
    throw new VerbError('USAGE', 'Without Kafka there is no topic to read: set KAFKA_BROKERS.');
  }
  const { pool, partitions, refill } = options;
  const log = new PostgresLogReader(pool, partitions);
  return new StreamedSource(new TopicEvents({ kafka, log, refill, onMissing: note }), options);
}
