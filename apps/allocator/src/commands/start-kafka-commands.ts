import type { Command, CommandOutcome } from '#contracts';
import type { Submitter } from '#event-sourcing';
import { KafkaCommandStream } from '#kafka';
import type { CommandBacklog } from '#kafka';
import type { KafkaConfig } from '#platform';
import type { Probe } from '../health/readiness.js';
import type { Logger } from '../logger.js';
import { observe, observeTotal } from '../metrics/metrics.js';
import type { Metrics } from '../metrics/metrics.js';
import { answerRecords } from './kafka-commands.js';

export interface KafkaCommands {
  readonly probe: () => Probe;
  stop(): Promise<void>;
}

export interface KafkaCommandsParts {
  readonly kafka: KafkaConfig;
  readonly partitions: number;
  readonly commands: Submitter<Command, CommandOutcome>;
  readonly backlog: CommandBacklog;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** As long as a damaged batch is fetched again: what waits longer needs people. */
const WAITING_SECONDS_MAX = 30;

/** Takes commands from Kafka into the same lanes as HTTP's. */
export function startKafkaCommands(parts: KafkaCommandsParts): KafkaCommands {
  const { kafka, partitions, commands, backlog, metrics, logger } = parts;
  const stopping = new AbortController();
  const stream = new KafkaCommandStream({
    ...kafka,
    partitions,
    handle: answerRecords(commands, stopping.signal),
    onError: (error) => logger.warn({ err: error }, 'the consumer of commands begins anew'),
  });
  stream.start();
  observeTotal(
    metrics,
    'allocator_dead_letters_total',
    'Records of the commands topic that were set aside since the start (allocator dead-letters)',
    () => stream.status().setAside,
  );
  observe(
    metrics,
    'allocator_kafka_damaged_batches',
    'Batches of commands that came damaged and are being fetched again',
    () => stream.status().damaged,
  );
  return {
    probe: () => probeOf(stream, backlog),
    stop: () => {
      stopping.abort();
      return stream.stop();
    },
  };
}

/** Kafka away is no reason to refuse the commands of HTTP. */
function probeOf(stream: KafkaCommandStream, backlog: CommandBacklog): Probe {
  const { state, error, handled, damaged, concerns } = stream.status();
  if (state === 'stopped') return { status: 'down', detail: 'stopped' };
  const troubles = [...concerns];
  const { seconds, partition, records } = backlog.reading() ?? { seconds: 0, records: 0 };
  if (seconds > WAITING_SECONDS_MAX) {
    const since = `for ${Math.round(seconds)} s`;
    troubles.push(`${records} commands wait, none of partition ${partition} was taken ${since}`);
  }
  if (damaged > 0) troubles.push(`${damaged} damaged batches are fetched again`);
  if (error) troubles.push(`retrying: ${error.message}`);
  const isDegraded = concerns.length > 0 || damaged > 0 || seconds > WAITING_SECONDS_MAX;
  if (troubles.length === 0) return { status: 'up', detail: `${handled} commands taken` };
  return { status: isDegraded ? 'degraded' : 'up', detail: troubles.join('; ') };
}
