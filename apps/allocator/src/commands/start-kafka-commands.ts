import type { Command, CommandOutcome, JsonObject } from '#contracts';
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
  /** Whether commands are answered at all, of this process. */
  readonly isServing: () => boolean;
  /** Writes down that one was set aside for a fault of ours. */
  readonly noteSetAside: (context: JsonObject) => Promise<void>;
  readonly backlog: CommandBacklog;
  /** What waits longer needs people. */
  readonly waitingSecondsMax: number;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly pace: { readonly rereadMs?: number };
}

/** Takes commands from Kafka into the same lanes as HTTP's. */
export function startKafkaCommands(parts: KafkaCommandsParts): KafkaCommands {
  const { kafka, partitions, commands, isServing, metrics, logger } = parts;
  const { rereadMs } = parts.pace;
  const stopping = new AbortController();
  const stream = new KafkaCommandStream({
    ...kafka,
    partitions,
    ...(rereadMs === undefined ? {} : { rereadMs }),
    handle: answerRecords({
      commands,
      stopped: stopping.signal,
      isServing,
      onFailure: (commandId, error, isSetAside) => {
        const told = { err: error, commandId, isSetAside };
        logger.error(told, isSetAside ? 'a command is set aside' : 'a command from Kafka failed');
        if (!isSetAside) return;
        const context = { commandId, error: String(error) };
        parts.noteSetAside(context).catch((unwritten: unknown) => {
          logger.error({ err: unwritten, commandId }, 'that a command is set aside was not noted');
        });
      },
    }),
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
    probe: () => probeOf(stream, parts),
    stop: () => {
      stopping.abort();
      return stream.stop();
    },
  };
}

/** Kafka away is no reason to refuse the commands of HTTP. */
function probeOf(
  stream: KafkaCommandStream,
  { backlog, waitingSecondsMax }: KafkaCommandsParts,
): Probe {
  const { state, error, handled, damaged, concerns } = stream.status();
  if (state === 'stopped') return { status: 'down', detail: 'stopped' };
  const troubles = [...concerns];
  const waiting = backlog.reading();
  if (waiting !== null && waiting.seconds > waitingSecondsMax) {
    const { records, partition, seconds } = waiting;
    const since = `for ${Math.round(seconds)} s`;
    troubles.push(`${records} commands wait, none of partition ${partition} was taken ${since}`);
  }
  if (damaged > 0) troubles.push(`${damaged} damaged batches are fetched again`);
  if (error) troubles.push(`retrying: ${error.message}`);
  if (troubles.length > 0) return { status: 'degraded', detail: troubles.join('; ') };
  return { status: 'up', detail: `${handled} commands taken` };
}
