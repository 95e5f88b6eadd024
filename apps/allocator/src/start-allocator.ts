import type { Config, ProcessRole } from '#platform';
import { issueRuntimeTokens, openAuth, writeRuntimeFile } from '#platform';
import {
  createPool,
  createReadModel,
  fixLogPartitions,
  listExpiredHolds,
  LogListener,
  migrate,
  PostgresLeaseStore,
  PostgresLogReader,
  WritePath,
  writeFlagDefaults,
} from '#postgres';
import { Relay } from '#event-sourcing';
import { measureRelay } from '#telemetry';
import type { ReadModel } from '#postgres';
import type { AllocatorParts } from './allocator.module.js';
import { startKafkaCommands } from './commands/start-kafka-commands.js';
import { openDatabase } from './database.js';
import { Health } from './health/readiness.js';
import type { Probe, Probes } from './health/readiness.js';
import type { AddressInfo } from 'node:net';
import { rememberedTokens } from './http/auth/remembered-tokens.js';
import { closeHttp, createHttp } from './http/create-http.js';
import { createLogger } from './logger.js';
import type { Logger } from './logger.js';
import { createMetrics, measured, observe } from './metrics/metrics.js';
import { startTelemetry, telemetryProbe } from './projector/start-telemetry.js';
import { createTransport, processName, relayProbe } from './relay/start-relay.js';
import { ReplayJobs } from './replays/replay-jobs.js';
import { Stops } from './stops.js';
import { EventTails } from './tail/event-tails.js';
import { HoldSweeper } from './sweeper/hold-sweeper.js';

/** A service that serves. */
export interface RunningAllocator {
  /** Where, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly databaseUrl: string;
  /**
   * Refuses new commands with 503, answers those accepted, and leaves nothing behind. Again:
   * nothing.
   */
  stop(): Promise<void>;
}

/**
 * Starts what `config.roles` ask for, in order: the database, its schema, the ways of commands and
 * events, and HTTP last, so that whoever gets an answer gets a whole service. Rejects when a part
 * cannot start, after stopping those that did.
 */
export async function startAllocator(
  config: Config,
  logger: Logger = createLogger(config.logLevel),
): Promise<RunningAllocator> {
  const stops = new Stops(logger);
  try {
    return await start(config, logger, stops);
  } catch (error) {
    await stops.stopAll();
    throw error;
  }
}

async function start(config: Config, logger: Logger, stops: Stops): Promise<RunningAllocator> {
  const has = (role: ProcessRole): boolean => config.roles.includes(role);
  const databaseUrl = await openDatabase(config, logger, stops);
  await migrate(databaseUrl, { log: (line) => logger.info(line) });
  const pool = createPool(databaseUrl, {
    onIdleError: (error) => logger.warn({ err: error }, 'a database connection broke'),
  });
  stops.add('pool', () => pool.end());
  const partitions = await fixLogPartitions(pool, config.logPartitions);
  await writeFlagDefaults(pool, config.flags);

  const metrics = createMetrics();
  const readModel = createReadModel(pool, partitions);
  const probes: Record<string, Probes[string]> = { database: () => databaseProbe(readModel) };

  const log = new PostgresLogReader(pool, partitions);
  const transport = createTransport(config.kafka, log, partitions);
  stops.add('transport', () => transport.close());
  const leases = new PostgresLeaseStore(pool, partitions);
  const relay = new Relay({ owner: processName(), log, leases, transport });
  if (has('relay')) {
    relay.start();
    stops.add('relay', () => relay.stop());
    probes['relay'] = relayProbe(relay);
    measureRelay(() => relay.status(), metrics.registry);
  }
  const tails = startTails(readModel, { metrics, logger, stops });
  followLog(databaseUrl, [relay, tails], stops);
  if (has('projector')) {
    const telemetry = await startTelemetry({ pool, log, transport, metrics });
    stops.add('projector', () => telemetry.stop());
    probes['telemetry'] = telemetryProbe(telemetry);
  }

  const writePath = new WritePath({
    databaseUrl,
    partitions,
    lanes: config.lanes,
    batchMax: config.batchMax,
    flagDefaults: config.flags,
    onBatch: (commands) => {
      metrics.batchCommands.observe(commands);
      relay.wake();
    },
  });
  stops.add('commands', () => writePath.drain());
  observe(
    metrics,
    'allocator_queued_commands',
    'Commands not yet in a batch',
    () => writePath.queued,
  );
  const commands = measured(writePath, metrics);
  if (has('commands') && config.kafka) {
    const kafkaCommands = startKafkaCommands(config.kafka, partitions, commands, logger);
    stops.add('Kafka commands', () => kafkaCommands.stop());
    probes['kafkaCommands'] = kafkaCommands.probe;
  }
  if (has('sweeper')) startSweeper(pool, commands, logger, stops);

  const health = new Health(probes);
  stops.add('readiness', () => health.stop());
  const flagEnvironment = config.flags;
  const replays = startReplays(pool, partitions, logger, stops);
  const parts = { commands, readModel, replays, tails, health, metrics, logger, flagEnvironment };
  const url = await serve(config, databaseUrl, { ...parts, api: has('api') }, stops);
  return { url, databaseUrl, stop: () => stops.stopAll() };
}

function startTails(
  readModel: ReadModel,
  { metrics, logger, stops }: Pick<AllocatorParts, 'metrics' | 'logger'> & { stops: Stops },
): EventTails {
  const tails = new EventTails({
    readModel,
    onError: (error) => logger.warn({ err: error }, 'the log could not be looked at for the tails'),
  });
  tails.start();
  stops.add('event tails', () => tails.stop());
  observe(metrics, 'allocator_event_tails', 'Clients that follow the log live', () => tails.size);
  return tails;
}

/** Another process may decide commands, and this one relay them and tell of them. */
function followLog(
  databaseUrl: string,
  followers: readonly { wake(): void }[],
  stops: Stops,
): void {
  const listener = new LogListener(databaseUrl, () => {
    for (const follower of followers) follower.wake();
  });
  listener.start();
  stops.add('log listener', () => listener.stop());
}

function startReplays(
  pool: ReturnType<typeof createPool>,
  partitions: number,
  logger: Logger,
  stops: Stops,
): ReplayJobs {
  const replays = new ReplayJobs({
    pool,
    partitions,
    onError: (error, replayId) => logger.warn({ err: error, replayId }, 'a replay failed'),
  });
  stops.add('replays', () => replays.stopAll());
  return replays;
}

async function databaseProbe(readModel: ReadModel): Promise<Probe> {
  await readModel.ping();
  return { status: 'up' };
}

function startSweeper(
  pool: Parameters<typeof listExpiredHolds>[0],
  commands: AllocatorParts['commands'],
  logger: Logger,
  stops: Stops,
): void {
  const sweeper = new HoldSweeper({
    commands,
    expiredHolds: (limit) => listExpiredHolds(pool, limit),
    onError: (error) => logger.warn({ err: error }, 'a sweep of expired holds failed'),
  });
  sweeper.start();
  stops.add('sweeper', () => sweeper.stop());
}

/** Opens HTTP, tells programs on this machine where, and answers the address. */
async function serve(
  config: Config,
  databaseUrl: string,
  parts: Omit<AllocatorParts, 'tokenVerifier'>,
  stops: Stops,
): Promise<string> {
  const { verifier, issuer } = await openAuth(config);
  const app = await createHttp({ ...parts, tokenVerifier: rememberedTokens(verifier) });
  stops.add('http', () => closeHttp(app));
  await app.listen(config.port, config.host);
  const url = urlOf(config.host, app.getHttpServer().address() as AddressInfo);
  const removeRuntimeFile = await writeRuntimeFile(config.dataDir, {
    url,
    pid: process.pid,
    databaseUrl,
    kafkaBrokers: config.kafka?.brokers ?? null,
    tokens: config.auth.jwksUrl === null ? await issueRuntimeTokens(issuer) : null,
  });
  stops.add('runtime file', removeRuntimeFile);
  return url;
}

function urlOf(host: string, { port }: AddressInfo): string {
  // Who listens everywhere is reached here, too.
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
