import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { dockerAnswers, startBrokerInDocker } from './kafka-docker.js';

const RUN = fileURLToPath(new URL('../../../docker/kafka/run.mjs', import.meta.url));
/** Where it keeps the broker's jars, once Maven has brought them. */
const JARS = join(dirname(RUN), 'libs');
const SHARED = 'TEST_KAFKA_BROKERS';

/** A real broker that a test may hurt. */
export interface Broker {
  /** `host:port`, ready for `KAFKA_BROKERS`; the same after a restart. */
  readonly brokers: string;
  /** Ends it cleanly, for good; what it stored goes away. */
  stop(): Promise<void>;
  /** Ends it as a power cut would; what it stored stays. */
  kill(): Promise<void>;
  /** Brings a killed broker back on the same port with the same data; resolves when it answers. */
  restart(): Promise<void>;
}

export interface BrokerOptions {
  readonly port?: number;
  /** Where the broker tells clients to come: a proxy's port, say. */
  readonly advertisedPort?: number;
  readonly dataDir?: string;
}

/**
 * Starts a private broker and resolves when it answers a metadata request: with Java and Maven, or
 * else in Docker. Throws, naming the ways, when there is neither.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const port = options.port ?? (await freePort());
  const advertisedPort = options.advertisedPort ?? port;
  if (runs('java', '-version') && (existsSync(JARS) || runs('mvn', '-v'))) {
    return startOnJava(port, advertisedPort, options.dataDir);
  }
  if (dockerAnswers()) return startBrokerInDocker(port, advertisedPort);
  throw new Error(
    'These tests need a real Apache Kafka. Give them one of three: KAFKA_BROKERS=host:port of a ' +
      'cluster they may create topics in; Java 17 and Maven (Debian: apt-get install -y ' +
      'default-jre-headless maven); or a running Docker engine.',
  );
}

/**
 * The broker that all specs of a run share, each under a topic prefix of its own: the one of
 * `KAFKA_BROKERS`, or a private one. For the run's global setup; workers read {@link sharedBrokers}.
 */
export async function startSharedBroker(): Promise<{ brokers: string; stop(): Promise<void> }> {
  const given = process.env['KAFKA_BROKERS'];
  const broker = given ? { brokers: given, stop: () => Promise.resolve() } : await startBroker();
  process.env[SHARED] = broker.brokers;
  return broker;
}

/** The shared broker's addresses, as a list for a client. */
export function sharedBrokers(): string[] {
  const brokers = process.env[SHARED];
  if (!brokers) throw new Error(`${SHARED} is not set: the run's global setup starts the broker`);
  return brokers.split(',');
}

async function startOnJava(
  port: number,
  advertisedPort: number,
  givenDataDir?: string,
): Promise<Broker> {
  const dataDir = givenDataDir ?? (await mkdtemp(join(tmpdir(), 'allocator-kafka-')));
  const args = [RUN, `--port=${port}`, `--controller-port=${await freePort()}`];
  args.push(`--advertised-port=${advertisedPort}`, `--data=${dataDir}`, '--with-parent');
  let node = await running(args);
  return {
    brokers: `127.0.0.1:${port}`,
    async stop() {
      if (alive(node)) {
        node.kill('SIGTERM');
        await once(node, 'exit');
      }
      if (!givenDataDir) await rm(dataDir, { recursive: true, force: true });
    },
    async kill() {
      if (!alive(node)) return;
      const exit = once(node, 'exit');
      process.kill(-node.pid!, 'SIGKILL');
      await exit;
    },
    async restart() {
      node = await running(args);
    },
  };
}

/** Resolves when run.mjs says that its broker is ready; throws all it said when it ends instead. */
async function running(args: readonly string[]): Promise<ChildProcess> {
  // A group of its own, so that kill() reaches the JVM as well.
  const node = spawn(process.execPath, args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const said: string[] = [];
  await new Promise<void>((ready, failed) => {
    for (const stream of [node.stdout, node.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (said.length < 200) said.push(line);
        if (line.includes('kafka ready')) ready();
      });
    }
    node.once('exit', () => failed(new Error(`the broker did not start:\n${said.join('\n')}`)));
  });
  return node;
}

function alive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function runs(program: string, arg: string): boolean {
  return spawnSync(program, [arg], { stdio: 'ignore' }).status === 0;
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  // Below those that the system gives to whoever asks for any; each worker has its own thousands.
  const worker = Number(process.env['JEST_WORKER_ID'] ?? 0);
  for (;;) {
    const port = 10_000 + 2_000 * (worker % 10) + randomInt(2_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
