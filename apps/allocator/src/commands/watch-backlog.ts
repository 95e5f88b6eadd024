import { CommandBacklog } from '#kafka';
import type { KafkaConfig } from '#platform';
import { observe } from '../metrics/metrics.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Stops } from '../stops.js';

/** Begins to watch whether commands move in Kafka. */
export function watchBacklog(kafka: KafkaConfig, metrics: Metrics, stops: Stops): CommandBacklog {
  const backlog = new CommandBacklog(kafka);
  backlog.start();
  stops.add('Kafka backlog', () => backlog.stop());
  observe(
    metrics,
    'allocator_kafka_commands_waiting',
    'Records of the commands topic that are not answered yet; -1: Kafka does not say',
    () => backlog.reading()?.records ?? -1,
  );
  observe(
    metrics,
    'allocator_kafka_commands_waiting_seconds',
    'For how long commands wait in some partition of which none is taken; -1: Kafka does not say',
    () => backlog.reading()?.seconds ?? -1,
  );
  return backlog;
}
