import type { JsonObject } from '#contracts';
import { noteSetAside, tellProcessReadings, WritePath } from '#postgres';
import type { CalendarStore, WriteTrouble } from '#postgres';
import type { Config } from '#platform';
import type { AllocatorParts } from '../allocator.module.js';
import { startClockWatch } from '../clock/start-clock-watch.js';
import type { Probe } from '../health/readiness.js';
import type { Logger } from '../logger.js';
import { measured, observe } from '../metrics/metrics.js';
import { processName } from '../relay/start-relay.js';
import type { Stops } from '../stops.js';
import { tracedCommands } from '../tracing/trace-commands.js';
import { CommandsWatch } from './watch-commands.js';

/** What commands stand on. */
export interface CommandsBasis {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly pool: Parameters<typeof noteSetAside>[0];
  readonly partitions: number;
  readonly calendar: CalendarStore;
  readonly metrics: AllocatorParts['metrics'];
  readonly tracer: AllocatorParts['tracer'];
  readonly logger: Logger;
  readonly stops: Stops;
}

export interface OpenCommands {
  readonly commands: AllocatorParts['commands'];
  readonly readiness: () => Probe;
  /** Whether the database's clock was set of late. */
  readonly clock: () => Probe;
  /** Whether commands are answered at all, of this process. */
  readonly isServing: () => boolean;
  /** Writes down that one from Kafka was set aside for a fault of ours. */
  readonly noteSetAside: (context: JsonObject) => Promise<void>;
}

/**
 * The way of every command, counted and timed, and who watches whether it is open; `onBatch` is
 * told that there is more to relay.
 */
export async function openCommands(
  {
    config,
    databaseUrl,
    pool,
    partitions,
    calendar,
    metrics,
    tracer,
    logger,
    stops,
  }: CommandsBasis,
  onBatch: () => void,
): Promise<OpenCommands> {
  const { lanes, batchMax, flags: flagDefaults } = config;
  const writePath = new WritePath({
    databaseUrl,
    partitions,
    calendar,
    lanes,
    batchMax,
    flagDefaults,
    onBatch: (commands) => {
      metrics.batchCommands.observe(commands);
      onBatch();
    },
    onTrouble: tellTrouble(logger),
  });
  stops.add('commands', () => writePath.drain());
  const clock = startClockWatch(metrics, logger);
  const process = processName();
  const watch = new CommandsWatch({
    databaseUrl,
    experience: writePath.experience,
    onClock: clock.onClock,
    tell: (readings) => tellProcessReadings(pool, process, readings),
  });
  await watch.start();
  stops.add('commands watch', () => watch.stop());
  const queued = (): number => writePath.queued;
  observe(metrics, 'allocator_queued_commands', 'Commands not yet in a batch', queued);
  observe(
    metrics,
    'allocator_commands_unanswered_seconds',
    'For how long commands of some log partition have had no answer from this process',
    () => watch.unansweredSeconds,
  );
  return {
    commands: tracedCommands(measured(writePath, metrics), tracer),
    readiness: () => watch.readiness(),
    clock: clock.probe,
    isServing: () => watch.isServing,
    noteSetAside: (context) => noteSetAside(pool, context),
  };
}

/** Races are everyday; that a batch was lost, or cannot be stored, is not. */
function tellTrouble(logger: Logger): (trouble: WriteTrouble) => void {
  return ({ failure, error, partitions, commands }) => {
    if (failure === 'race' || failure === 'contested') return;
    const told = { err: error, partitions, commands };
    if (failure === 'away') logger.warn(told, 'a batch was not stored and is tried again');
    else logger.error(told, 'commands failed for a fault of the service');
  };
}
