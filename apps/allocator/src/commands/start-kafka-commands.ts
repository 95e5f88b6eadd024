import type { Command, CommandOutcome } from '#contracts';
import type { Submitter } from '#event-sourcing';
import { KafkaCommandStream } from '#kafka';
import type { KafkaConfig } from '#platform';
import type { Probe } from '../health/readiness.js';
import type { Logger } from '../logger.js';
import { answerRecords } from './kafka-commands.js';

export interface KafkaCommands {
  readonly probe: () => Probe;
  stop(): Promise<void>;
}

/** Takes commands from Kafka into the same lanes as HTTP's. */
export function startKafkaCommands(
  kafka: KafkaConfig,
  partitions: number,
  commands: Submitter<Command, CommandOutcome>,
  logger: Logger,
): KafkaCommands {
  const stopping = new AbortController();
  const stream = new KafkaCommandStream({
    ...kafka,
    partitions,
    handle: answerRecords(commands, stopping.signal),
    onError: (error) => logger.warn({ err: error }, 'the consumer of commands begins anew'),
  });
  stream.start();
  return {
    probe: () => {
      const { state, error, handled } = stream.status();
      const detail = error ? `retrying: ${error.message}` : `${handled} commands taken`;
      // Kafka away is no reason to refuse the commands of HTTP.
      return { status: state === 'stopped' ? 'down' : 'up', detail };
    },
    stop: () => {
      stopping.abort();
      return stream.stop();
    },
  };
}
