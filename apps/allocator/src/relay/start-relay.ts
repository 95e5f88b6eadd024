import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { LoggedEvent } from '#contracts';
import { InProcessTransport, Relay } from '#event-sourcing';
import type { LogReader, LogTransport } from '#event-sourcing';
import { KafkaTransport } from '#kafka';
import type { KafkaConfig } from '#platform';
import type { Probe } from '../health/readiness.js';

/** Kafka where it is configured; otherwise the log itself carries the events on this machine. */
export function createTransport(
  kafka: KafkaConfig | null,
  log: LogReader<LoggedEvent>,
  partitions: number,
): LogTransport<LoggedEvent> {
  if (kafka === null) return new InProcessTransport({ log, partitions });
  const { brokers, ssl, topicPrefix, sasl } = kafka;
  return new KafkaTransport({
    brokers,
    ssl,
    topicPrefix,
    partitions,
    ...(sasl === null ? {} : { sasl }),
  });
}

/** The name of this process on its leases. */
export function processName(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
}

/** Kafka away is no reason to refuse commands: they go on, so the relay is up while it tries. */
export function relayProbe(relay: Relay<LoggedEvent>): () => Probe {
  return () => {
    const { state, error, halted } = relay.status();
    const behind = [...relay.status().lag.values()].reduce((sum, lag) => sum + lag, 0);
    if (halted.size > 0) {
      return { status: 'up', detail: `waits for people on ${halted.size} log partitions` };
    }
    if (state === 'stopped') return { status: 'down', detail: 'stopped' };
    return error === null
      ? { status: 'up', detail: `${behind} events behind` }
      : { status: 'up', detail: `retrying: ${error.message}` };
  };
}
