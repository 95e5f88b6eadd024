/**
 * A single-node Apache Kafka (KRaft) in the foreground, from the jars Maven Central has.
 *
 *   node docker/kafka/run.mjs [--port 9092] [--controller-port 9093] [--data ./data/kafka]
 *                             [--advertised-port 9092] [--with-parent]
 *
 * `--advertised-port` is where clients are told to come, when something stands in between.
 * Prints `kafka ready 127.0.0.1:9092` once the broker answers a metadata request. SIGINT and SIGTERM
 * stop it cleanly; its data stays and the next start goes on from it. `--with-parent` also stops it
 * when standard input closes, so that a test run that dies takes its broker with it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';

const here = dirname(fileURLToPath(import.meta.url));
const READY_WITHIN_MS = 120_000;
const ANSWER_WITHIN_MS = 5_000;

const options = readOptions();

await main();

async function main() {
  const port = portOf('port');
  const controllerPort = portOf('controller-port');
  const advertisedPort = options['advertised-port'] ? portOf('advertised-port') : port;
  const dataDir = resolve(options.data);
  requireProgram('java', ['-version'], 'Java 17 or newer');
  await requireFree(port);
  await requireFree(controllerPort);
  const classPath = join(fetchLibs(), '*');
  const propertiesFile = writeProperties({ port, controllerPort, advertisedPort, dataDir });
  if (!existsSync(join(dataDir, 'log', 'meta.properties'))) format(classPath, propertiesFile);
  await serve(startBroker(classPath, propertiesFile, dataDir), port);
}

/** Runs until the broker ends; this process ends as the broker did. */
async function serve(broker, port) {
  let stopping = false;
  const stop = () => {
    stopping = true;
    broker.kill('SIGTERM');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  if (options['with-parent']) process.stdin.on('end', stop).resume();
  broker.on('exit', (code, signal) => {
    if (!stopping) console.error(`kafka ended by itself (${signal ?? `exit code ${code}`})`);
    process.exit(stopping ? 0 : 1);
  });
  await answersMetadata(port);
  console.log(`kafka ready 127.0.0.1:${port}`);
}

function startBroker(classPath, propertiesFile, dataDir) {
  const settings = [
    // A developer's broker: quick to start and small, not fast for ever.
    '-Xmx512m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    `-Dlog4j2.configurationFile=file:${join(here, 'log4j2.properties')}`,
    `-Dallocator.kafka.logDir=${dataDir}`,
  ];
  return spawn('java', [...settings, '-cp', classPath, 'kafka.Kafka', propertiesFile], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** Resolves when the broker knows itself as the controller's only node. */
async function answersMetadata(port) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answersOnce(port))) {
    if (Date.now() > deadline) fail(`kafka did not answer on port ${port}`);
    await new Promise((tick) => setTimeout(tick, 100));
  }
}

/**
 * One question by a client of its own, and not waited for too long: kafkajs hangs for ever on a
 * connection that a starting broker drops in the middle of the handshake.
 */
async function answersOnce(port) {
  const admin = new Kafka({
    clientId: 'kafka-run',
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 3 },
  }).admin();
  const asked = (async () => {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  })().catch(() => false);
  const late = new Promise((done) => setTimeout(() => done(false), ANSWER_WITHIN_MS).unref());
  const answered = await Promise.race([asked, late]);
  admin.disconnect().catch(() => undefined);
  return answered;
}

/** The jars' directory; asks Maven once per version of the pom. */
function fetchLibs() {
  const pom = join(here, 'pom.xml');
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  const libs = join(here, 'libs', version);
  if (existsSync(libs)) return libs;
  requireProgram('mvn', ['-v'], 'Maven 3');
  console.log('kafka: fetching Apache Kafka from Maven Central (about 45 MB, once) …');
  // Renamed into place when complete, so that a broken download is never taken for the whole.
  const staging = join(here, 'libs', `.staging-${process.pid}`);
  const mvn = spawnSync(
    'mvn',
    [
      '-B',
      '-q',
      '-f',
      pom,
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${staging}`,
    ],
    // Maven ends with escape codes and no line end; what we say on stdout must begin its own line.
    { stdio: ['ignore', process.stderr, process.stderr] },
  );
  if (mvn.status !== 0) {
    rmSync(staging, { recursive: true, force: true });
    fail('Maven could not fetch Apache Kafka; its message is above.');
  }
  try {
    renameSync(staging, libs);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(libs)) throw error; // Otherwise another start was quicker.
  }
  return libs;
}

function writeProperties(names) {
  mkdirSync(names.dataDir, { recursive: true });
  const template = readFileSync(join(here, 'server.properties'), 'utf8');
  const file = join(names.dataDir, 'server.properties');
  writeFileSync(
    file,
    template.replace(/\{\{(\w+)\}\}/g, (_, name) => String(names[name])),
  );
  return file;
}

function format(classPath, propertiesFile) {
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const tool = spawnSync(
    'java',
    [
      '-XX:TieredStopAtLevel=1',
      '-cp',
      classPath,
      'kafka.tools.StorageTool',
      'format',
      '-t',
      clusterId,
      '-c',
      propertiesFile,
    ],
    { encoding: 'utf8' },
  );
  if (tool.status !== 0)
    fail(`kafka's storage could not be formatted:\n${tool.stdout}${tool.stderr}`);
}

function requireProgram(program, args, name) {
  if (spawnSync(program, args, { stdio: 'ignore' }).status === 0) return;
  fail(
    `${name} is needed (\`${program}\` was not found). Debian: apt-get install -y default-jre-headless maven`,
  );
}

async function requireFree(port) {
  const taken = await new Promise((answer) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => (socket.destroy(), answer(true)));
    socket.once('error', () => answer(false));
  });
  if (taken) fail(`port ${port} is in use; choose others with --port and --controller-port`);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '9092' },
        'controller-port': { type: 'string', default: '9093' },
        'advertised-port': { type: 'string' },
        data: { type: 'string', default: './data/kafka' },
        'with-parent': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error.message);
  }
}

function portOf(option) {
  const port = Number(options[option]);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  return fail(`--${option} ${options[option]} is not a port`);
}

function fail(message) {
  console.error(`kafka: ${message}`);
  process.exit(1);
}
