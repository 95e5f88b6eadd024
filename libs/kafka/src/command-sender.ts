import { logPartitionOf } from '#contracts';
import type { Producer } from 'kafkajs';
import { EXCHANGE_MS_MAX, letGo, unavailable, within } from './bounded.js';
import { kafkaClient, withAdmin } from './cluster.js';
import { compressionNumber } from './codecs/index.js';
import type { KafkaClusterOptions } from './cluster.js';
import { COMMANDS_TOPIC } from './command-topics.js';
import { AS_TOLD, connectProducer } from './producer.js';
import { createTopic } from './topics.js';

/**
 * Sends command envelopes to `allocator.commands.v1`, each to its venue's log partition, so that
 * one partition has one decider and the commands of a venue keep their order.
 */
export class KafkaCommandSender {
  private producer: Producer | null = null;

  constructor(private readonly options: KafkaClusterOptions & { readonly partitions: number }) {}

  /**
   * Resolves when all are durable; after a throw it is not known which are, and a repeat is
   * harmless.
   */
  async send(
    envelopes: readonly { readonly venueId: string; readonly [field: string]: unknown }[],
  ): Promise<void> {
    const { partitions, topicPrefix = '' } = this.options;
    const topic = topicPrefix + COMMANDS_TOPIC;
    const messages = envelopes.map((envelope) => ({
      key: envelope.venueId,
      partition: logPartitionOf(envelope.venueId, partitions),
      value: JSON.stringify(envelope),
    }));
    this.producer ??= await this.connect(topic);
    try {
      const compression = compressionNumber(this.options.compression ?? 'none');
      const sending = this.producer.send({ topic, messages, acks: -1, compression });
      await within(EXCHANGE_MS_MAX, sending);
    } catch (error) {
      await this.close();
      throw unavailable(error);
    }
  }

  async close(): Promise<void> {
    const producer = this.producer;
    this.producer = null;
    if (producer) await letGo(producer);
  }

  private async connect(topic: string): Promise<Producer> {
    const kafka = kafkaClient(this.options);
    await withAdmin(kafka, (admin) => createTopic(admin, topic, this.options.partitions));
    return connectProducer(kafka, AS_TOLD);
  }
}
