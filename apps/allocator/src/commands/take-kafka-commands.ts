import type { Command, CommandOutcome, JsonObject } from '#contracts';
import type { Submitter } from '#event-sourcing';
import { CommandBacklog } from '#kafka';
import type { Config, KafkaConfig } from '#platform';
import { rulesOf } from '../alerts/start-alerts.js';
import type { Probes } from '../health/readiness.js';
import type { Logger } from '../logger.js';
import { observe } from '../metrics/metrics.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Stops } from '../stops.js';
import { startKafkaCommands } from './start-kafka-commands.js';

/** How soon things are looked at again; absent: as in production. */
export interface KafkaPace {
  /** How long a damaged batch is fetched again before it is set aside. */
  readonly rereadMs?: number;
  readonly backlogEveryMs?: number;
  readonly relayCheckMs?: number;
}

export interface KafkaCommandsBasis {
  readonly partitions: number;
  readonly commands: Submitter<Command, CommandOutcome>;
  /** Whether commands are answered at all, of this process. */
  readonly isServing: () => boolean;
  /** Writes down that one was set aside for a fault of ours. */
  readonly noteSetAside: (context: JsonObject) => Promise<void>;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly stops: Stops;
  /** Where what they are like is added. */
  readonly probes: Record<string, Probes[string]>;
  readonly pace: KafkaPace;
}

/**
 * Takes commands from Kafka where that is this process's role, and watches whether they move.
 * Answers since how many seconds some wait; null: Kafka does not say.
 */
export function takeKafkaCommands(config: Config, basis: KafkaCommandsBasis): () => number | null {
  const { kafka, roles } = config;
  const isWatched = roles.includes('commands') || roles.includes('alerts');
  if (kafka === null || !isWatched) return () => 0;
  const { stops, probes } = basis;
  const backlog = watchBacklog(kafka, basis);
  if (roles.includes('commands')) {
    const alert = rulesOf(config).find(({ name }) => name === 'allocator.commands_waiting')!;
    const waitingSecondsMax = alert.threshold;
    const commands = startKafkaCommands({ ...basis, kafka, backlog, waitingSecondsMax });
    stops.add('Kafka commands', () => commands.stop());
    probes['kafkaCommands'] = commands.probe;
  }
  return () => backlog.reading()?.seconds ?? null;
}

function watchBacklog(
  kafka: KafkaConfig,
  { metrics, stops, pace: { backlogEveryMs } }: KafkaCommandsBasis,
): CommandBacklog {
  const pace = backlogEveryMs === undefined ? {} : { everyMs: backlogEveryMs };
  const backlog = new CommandBacklog({ ...kafka, ...pace });
  backlog.start();
  stops.add('Kafka backlog', () => backlog.stop());
  observe(
    metrics,
    'allocator_kafka_commands_waiting',
    'Records of the commands topic that are not answered yet; -1: Kafka does not say',
    () => backlog.reading()?.records ?? -1,
  );
  observe(
    metrics,
    'allocator_kafka_commands_waiting_seconds',
    'For how long commands wait in some partition of which none is taken; -1: Kafka does not say',
    () => backlog.reading()?.seconds ?? -1,
  );
  return backlog;
}
