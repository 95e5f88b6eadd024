import type { ICustomPartitioner, Kafka, Producer } from 'kafkajs';
import { CONNECT_MS_MAX, letGo, unavailable, within } from './bounded.js';

/** Every message says its own partition. */
export const AS_TOLD: ICustomPartitioner = () => (record) => record.message.partition!;

/**
 * A connected producer as all of ours are: idempotent, and with ONE send in flight, because kafkajs
 * gives sequence numbers out again after an ack is lost while several are under way. Throws
 * `TRANSPORT_UNAVAILABLE`.
 */
export async function connectProducer(
  kafka: Kafka,
  createPartitioner: ICustomPartitioner,
): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner,
  });
  try {
    await within(CONNECT_MS_MAX, producer.connect());
    return producer;
  } catch (error) {
    await letGo(producer);
    throw unavailable(error);
  }
}
