import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { LoggedEvent } from '#contracts';
import { InProcessTransport, Relay } from '#event-sourcing';
import type { LogReader, LogTransport, RelayOptions } from '#event-sourcing';
import { KafkaTransport } from '#kafka';
import type { PassedOver } from '#kafka';
import type { KafkaConfig } from '#platform';
import type { Probe } from '../health/readiness.js';
import type { Logger } from '../logger.js';

/** Kafka where it is configured; otherwise the log itself carries the events on this machine. */
export function createTransport(
  kafka: KafkaConfig | null,
  log: LogReader<LoggedEvent>,
  partitions: number,
  logger: Logger,
): LogTransport<LoggedEvent> {
  if (kafka === null) return new InProcessTransport({ log, partitions });
  const onPassedOver = (what: PassedOver): void =>
    logger.warn(
      what,
      'a record of the events topic is passed over; what it stood for is in the log',
    );
  return new KafkaTransport({ ...kafka, partitions, onPassedOver });
}

/** A relay under a name of this process's own, which says when it publishes again and why. */
export function createRelay(
  {
    checkMs,
    ...parts
  }: Pick<RelayOptions<LoggedEvent>, 'log' | 'leases' | 'transport'> & {
    readonly checkMs: number | undefined;
  },
  logger: Logger,
): Relay<LoggedEvent> {
  return new Relay({
    owner: processName(),
    ...parts,
    ...(checkMs === undefined ? {} : { checkMs }),
    onRefill: (refill) =>
      logger.warn(
        refill,
        'the events topic was made anew, or is another than it was: it is filled again from the log',
      ),
  });
}

/** The name of this process on its leases. */
export function processName(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
}

/** Kafka away is no reason to refuse commands: they go on, and readers wait. */
export function relayProbe(relay: Relay<LoggedEvent>): () => Probe {
  return () => {
    const { state, error, halted, concerns, lag } = relay.status();
    const behind = [...lag.values()].reduce((sum, each) => sum + each, 0);
    if (state === 'stopped') return { status: 'down', detail: 'stopped' };
    if (halted.size > 0) {
      const [why] = [...halted.values()].map((refusal) => refusal.message);
      const detail = `waits for people on ${halted.size} log partitions: ${why}`;
      return { status: 'degraded', detail };
    }
    if (concerns.length > 0) return { status: 'degraded', detail: concerns.join('; ') };
    return error === null
      ? { status: 'up', detail: `${behind} events behind` }
      : { status: 'degraded', detail: `retrying: ${error.message}` };
  };
}
