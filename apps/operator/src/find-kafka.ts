import type { KafkaClusterOptions } from '#kafka';
import { readConfig, readRuntimeFile } from '#platform';

/** Kafka as configured, or as the running service has it; null where events stay on this machine. */
export async function findKafka(): Promise<KafkaClusterOptions | null> {
  const config = readConfig();
  if (config.kafka) return config.kafka;
  const runtime = await readRuntimeFile(config.dataDir);
  return runtime?.kafkaBrokers ? { brokers: runtime.kafkaBrokers } : null;
}
