import { randomUUID } from 'node:crypto';
import { describe } from '@jest/globals';
import { InProcessTransport } from '#event-sourcing';
import { KafkaTransport } from '#kafka';
import { sharedBrokers } from '../support/kafka-broker.js';
import { keepsTheTransportContract } from '../support/transport-contract.js';

describe('the in-process transport', () => {
  keepsTheTransportContract(
    (log) => new InProcessTransport({ log: log.reader, partitions: log.partitions }),
  );
});

describe('the Kafka transport', () => {
  keepsTheTransportContract(
    (log) =>
      new KafkaTransport({
        brokers: sharedBrokers(),
        topicPrefix: `${randomUUID()}.`,
        partitions: log.partitions,
        sessionTimeoutMs: 6_000,
      }),
  );
});
