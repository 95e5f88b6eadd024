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

export interface OpenRelay {
  readonly relay: Relay<LoggedEvent>;
  readonly probe: () => Probe;
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
): OpenRelay {
  const publishing = new Publishing(parts.transport);
  const relay = new Relay({
    owner: processName(),
    ...parts,
    transport: publishing.transport,
    ...(checkMs === undefined ? {} : { checkMs }),
    onRefill: (refill) =>
      logger.warn(
        refill,
        'the events topic was made anew, or is another than it was: it is filled again from the log',
      ),
  });
  return { relay, probe: () => relayProbe(relay, publishing.silentMs) };
}

/** A transport, and for how long a publish of the relay has had no answer. */
class Publishing {
  readonly transport: LogTransport<LoggedEvent>;
  private sinceMs: number | null = null;

  constructor(transport: LogTransport<LoggedEvent>) {
    this.transport = {
      publish: async (batches) => {
        this.sinceMs = performance.now();
        try {
          return await transport.publish(batches);
        } finally {
          this.sinceMs = null;
        }
      },
      ensureTopics: () => transport.ensureTopics(),
      reset: () => transport.reset(),
      tails: (known) => transport.tails(known),
      subscribe: (subscriber) => transport.subscribe(subscriber),
      close: () => transport.close(),
    };
  }

  get silentMs(): number {
    return this.sinceMs === null ? 0 : performance.now() - this.sinceMs;
  }
}

/** A publish that has had no answer for so long is told, before it is given up. */
const SILENT_MS_MAX = 5_000;

/** The name of this process on its leases. */
export function processName(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
}

/** Kafka away is no reason to refuse commands: they go on, and readers wait. */
function relayProbe(relay: Relay<LoggedEvent>, silentMs: number): Probe {
  const { state, error, halted, concerns, lag } = relay.status();
  const behind = [...lag.values()].reduce((sum, each) => sum + each, 0);
  if (state === 'stopped') return { status: 'down', detail: 'stopped' };
  if (halted.size > 0) {
    const [why] = [...halted.values()].map((refusal) => refusal.message);
    const detail = `waits for people on ${halted.size} log partitions: ${why}`;
    return { status: 'degraded', detail };
  }
  if (concerns.length > 0) return { status: 'degraded', detail: concerns.join('; ') };
  if (error !== null) return { status: 'degraded', detail: `retrying: ${error.message}` };
  if (silentMs > SILENT_MS_MAX) {
    const detail = `Kafka has not answered for ${Math.round(silentMs / 1_000)} s`;
    return { status: 'degraded', detail };
  }
  return { status: 'up', detail: `${behind} events behind` };
}
