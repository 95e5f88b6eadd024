import type { Config, ProcessRole } from '#platform';
import { openTopicSink, TopicEvents } from '#kafka';
import { issueRuntimeTokens, openAuth, writeRuntimeFile } from '#platform';
import {
  CalendarStore,
  createCalendarPool,
  createFloorReader,
  createPool,
  createReadModel,
  fixLogPartitions,
  listDueStays,
  listExpiredHolds,
  LogListener,
  migrate,
  PostgresLeaseStore,
  PostgresLogReader,
  writeFlagDefaults,
} from '#postgres';
import { measureAlerts, measureRelay } from '#telemetry';
import type { FloorReader, ReadModel } from '#postgres';
import { rulesOf, startAlerts } from './alerts/start-alerts.js';
import type { AlertParts } from './alerts/start-alerts.js';
import { CalendarWatch } from './calendar/calendar-watch.js';
import type { CalendarWatchOptions } from './calendar/calendar-watch.js';
import type { AllocatorParts } from './allocator.module.js';
import { openCommands } from './commands/open-commands.js';
import { takeKafkaCommands } from './commands/take-kafka-commands.js';
import type { KafkaPace } from './commands/take-kafka-commands.js';
import { openDatabase } from './database.js';
import { Health } from './health/readiness.js';
import type { Probe, Probes } from './health/readiness.js';
import type { AddressInfo } from 'node:net';
import { rememberedTokens } from './http/auth/remembered-tokens.js';
import { closeHttp, createHttp } from './http/create-http.js';
import { listen } from './http/listen.js';
import { createLogger } from './logger.js';
import type { Logger } from './logger.js';
import { createMetrics, observe } from './metrics/metrics.js';
import { startProjections } from './projector/start-projections.js';
import { Operations } from './operations/operations.js';
import { projectionParkings } from './projector/projection-parkings.js';
import { createRelay, createTransport } from './relay/start-relay.js';
import type { OpenRelay } from './relay/start-relay.js';
import { ReplayJobs } from './replays/replay-jobs.js';
import { Stops } from './stops.js';
import { startTracing } from './tracing/start-tracing.js';
import { EventTails } from './tail/event-tails.js';
import { HoldSweeper } from './sweeper/hold-sweeper.js';
import { StayKeeper } from './sweeper/stay-keeper.js';

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

export interface StartOptions {
  /** How often alerts are evaluated. */
  readonly alertsEveryMs?: number;
  /** How often the clocks are compared with the zone data of PostgreSQL and of this Node. */
  readonly calendarEveryMs?: number;
  /** How soon Kafka is looked at again; absent: as in production. */
  readonly kafka?: KafkaPace;
  /** Ends the wait for a database that does not answer; the start rejects with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Starts what `config.roles` ask for, in order: the database, its schema, the ways of commands and
 * events, and HTTP last, so that whoever gets an answer gets a whole service. Rejects when a part
 * cannot start, after stopping those that did.
 */
export async function startAllocator(
  config: Config,
  logger: Logger = createLogger(config.logLevel),
  options: StartOptions = {},
): Promise<RunningAllocator> {
  const stops = new Stops(logger);
  try {
    return await start(config, logger, stops, options);
  } catch (error) {
    await stops.stopAll();
    throw error;
  }
}

async function start(
  config: Config,
  logger: Logger,
  stops: Stops,
  { alertsEveryMs, calendarEveryMs, kafka: pace = {}, signal }: StartOptions,
): Promise<RunningAllocator> {
  const has = (role: ProcessRole): boolean => config.roles.includes(role);
  const databaseUrl = await openDatabase(config, logger, stops, signal);
  await migrate(databaseUrl, { log: (line) => logger.info(line) });
  const pool = createPool(databaseUrl, {
    onIdleError: (error) => logger.warn({ err: error }, 'a database connection broke'),
  });
  stops.add('pool', () => pool.end());
  const partitions = await fixLogPartitions(pool, config.logPartitions);
  await writeFlagDefaults(pool, config.flags);

  const metrics = createMetrics();
  const tracer = await startTracing(config.otlpEndpoint, { logger, metrics, stops });
  const readModel = createReadModel(pool, partitions);
  const flagDefaults = config.flags;
  const calendar = openCalendar(databaseUrl, stops);
  const floorReader = createFloorReader(pool, { partitions, flagDefaults, calendar });
  const probes: Record<string, Probes[string]> = { database: () => databaseProbe(readModel) };

  const log = new PostgresLogReader(pool, partitions);
  const transport = createTransport(config.kafka, log, partitions, logger);
  stops.add('transport', () => transport.close());
  const leases = new PostgresLeaseStore(pool, partitions);
  const relaying = createRelay({ log, leases, transport, checkMs: pace.relayCheckMs }, logger);
  const { relay } = relaying;
  if (has('relay')) probes['relay'] = runRelay(relaying, metrics, stops);
  const tails = startTails(readModel, { metrics, logger, stops });
  followLog(databaseUrl, [relay, tails], stops);
  if (has('projector')) {
    const parts = { pool, partitions, log, transport, metrics, logger };
    const projections = await startProjections(parts);
    stops.add('projector', () => projections.stop());
    Object.assign(probes, projections.probes);
  }

  const basis = { config, databaseUrl, pool, partitions, calendar, metrics, tracer, logger, stops };
  const opened = await openCommands(basis, () => relay.wake());
  const { commands } = opened;
  probes['clock'] = opened.clock;
  if (has('api') || has('commands')) probes['commands'] = opened.readiness;
  const commandsWaiting = takeKafkaCommands(config, { ...basis, ...opened, probes, pace });
  const everyMs = alertsEveryMs;
  watchAlerts(config, { databaseUrl, partitions, logger, commandsWaiting, everyMs }, stops);
  const watched = { databaseUrl, pool, logger, metrics, everyMs: calendarEveryMs };
  probes['calendar'] = watchCalendar(watched, stops);
  const sweeper = holdSweeper(pool, commands, logger);
  if (has('sweeper')) {
    sweeper.start();
    keepStays({ pool, floors: floorReader, commands, logger }, stops);
  }
  stops.add('sweeper', () => sweeper.stop());

  const health = new Health(probes);
  stops.add('readiness', () => health.stop());
  const replays = startReplays(config, { pool, partitions, logger, stops });
  const operations = new Operations({
    pool,
    partitions,
    parkings: projectionParkings(pool),
    sweepHolds: () => sweeper.sweep(),
  });
  measureAlerts(() => operations.alerts(), metrics.registry);
  const answers = { readModel, floorReader, operations, replays, tails, health };
  const parts = { commands, ...answers, metrics, tracer, logger, flagEnvironment: config.flags };
  const url = await serve(config, databaseUrl, { ...parts, api: has('api') }, stops);
  return { url, databaseUrl, stop: () => stops.stopAll() };
}

function runRelay(
  { relay, probe }: OpenRelay,
  metrics: AllocatorParts['metrics'],
  stops: Stops,
): Probes[string] {
  relay.start();
  stops.add('relay', () => relay.stop());
  measureRelay(() => relay.status(), metrics.registry);
  return probe;
}

function openCalendar(databaseUrl: string, stops: Stops): CalendarStore {
  const pool = createCalendarPool(databaseUrl);
  stops.add('calendar', () => pool.end());
  return new CalendarStore(pool);
}

function watchCalendar(options: CalendarWatchOptions, stops: Stops): Probes[string] {
  const watch = new CalendarWatch(options);
  watch.start();
  stops.add('calendar watch', () => watch.stop());
  return () => watch.probe();
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
  { kafka }: Config,
  parts: {
    readonly pool: ReturnType<typeof createPool>;
    readonly partitions: number;
    readonly logger: Logger;
    readonly stops: Stops;
  },
): ReplayJobs {
  const { pool, partitions, logger, stops } = parts;
  const log = new PostgresLogReader(pool, partitions);
  const onMissing = (message: string): void => logger.warn(`a replay from Kafka: ${message}`);
  const replays = new ReplayJobs({
    pool,
    partitions,
    kafka: kafka && {
      open: (topic) => openTopicSink(kafka, topic, partitions),
      events: (refill) => new TopicEvents({ kafka, log, refill, onMissing }),
    },
    onError: (error, replayId) => logger.warn({ err: error, replayId }, 'a replay failed'),
  });
  stops.add('replays', () => replays.stopAll());
  return replays;
}

/** That questions are not answered is told; whether commands are, is what callers rely on. */
async function databaseProbe(readModel: ReadModel): Promise<Probe> {
  try {
    await readModel.ping();
    return { status: 'up' };
  } catch (error) {
    const { cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : (error as Error).message;
    return { status: 'degraded', detail: `questions are not answered: ${reason}` };
  }
}

function watchAlerts(config: Config, parts: Omit<AlertParts, 'rules'>, stops: Stops): void {
  // Everywhere, since a process whose environment is wrong says so at its start.
  const rules = rulesOf(config);
  if (config.roles.includes('alerts')) stops.add('alerts', startAlerts({ ...parts, rules }));
}

/** Started only where the role asks for it; operators may make any of them sweep once. */
function holdSweeper(
  pool: Parameters<typeof listExpiredHolds>[0],
  commands: AllocatorParts['commands'],
  logger: Logger,
): HoldSweeper {
  return new HoldSweeper({
    commands,
    expiredHolds: (limit) => listExpiredHolds(pool, limit),
    onError: (error) => logger.warn({ err: error }, 'a sweep of expired holds failed'),
  });
}

interface StayParts {
  readonly pool: Parameters<typeof listDueStays>[0];
  readonly floors: FloorReader;
  readonly commands: AllocatorParts['commands'];
  readonly logger: Logger;
}

function keepStays({ pool, floors, commands, logger }: StayParts, stops: Stops): void {
  const keeper = new StayKeeper({
    commands,
    floors,
    dueStays: (limit, after) => listDueStays(pool, limit, after),
    onError: (error) => logger.warn({ err: error }, 'a look at the stays of guests failed'),
  });
  keeper.start();
  stops.add('stays', () => keeper.stop());
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
  await listen(app, config);
  const url = urlOf(config.host, app.getHttpServer().address() as AddressInfo);
  const removeRuntimeFile = await writeRuntimeFile(config.dataDir, {
    url,
    pid: process.pid,
    databaseUrl,
    kafkaBrokers: config.kafka?.brokers ?? null,
    tokens: config.auth.jwksUrl === null ? await issueRuntimeTokens(issuer) : null,
  });
  if (removeRuntimeFile !== null) stops.add('runtime file', removeRuntimeFile);
  else
    parts.logger.warn({ dataDir: config.dataDir }, 'runtime.json is of another service that runs');
  return url;
}

function urlOf(host: string, { port }: AddressInfo): string {
  // Who listens everywhere is reached here, too.
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
