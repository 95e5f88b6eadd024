import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import type { Broker } from './kafka-broker.js';

const docker = (...args: string[]) => promisify(execFile)('docker', args);
const READY_WITHIN_MS = 120_000;

/** True when there is a Docker engine, not merely its command line. */
export function dockerAnswers(): boolean {
  return spawnSync('docker', ['version'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}

/** The same single node as docker/kafka/run.mjs starts, in a container. */
export async function startBrokerInDocker(port: number, advertisedPort: number): Promise<Broker> {
  const settings: Record<string, string | number> = {
    NODE_ID: 1,
    PROCESS_ROLES: 'broker,controller',
    LISTENERS: 'PLAINTEXT://0.0.0.0:9092,CONTROLLER://127.0.0.1:9093',
    ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${advertisedPort}`,
    CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    CONTROLLER_QUORUM_VOTERS: '1@127.0.0.1:9093',
    LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    AUTO_CREATE_TOPICS_ENABLE: 'false',
    OFFSETS_TOPIC_NUM_PARTITIONS: 4,
    OFFSETS_TOPIC_REPLICATION_FACTOR: 1,
    TRANSACTION_STATE_LOG_REPLICATION_FACTOR: 1,
    TRANSACTION_STATE_LOG_MIN_ISR: 1,
    GROUP_INITIAL_REBALANCE_DELAY_MS: 0,
    GROUP_MIN_SESSION_TIMEOUT_MS: 1000,
    HEAP_OPTS: '-Xmx512m',
  };
  const environment = Object.entries(settings).flatMap(([name, value]) => [
    '-e',
    `KAFKA_${name}=${value}`,
  ]);
  const publish = `127.0.0.1:${port}:9092`;
  const run = ['run', '-d', '-p', publish, ...environment, 'apache/kafka:4.2.0'];
  const container = (await docker(...run)).stdout.trim();
  await answersMetadata(port);
  return {
    brokers: `127.0.0.1:${port}`,
    stop: async () => void (await docker('rm', '-f', container)),
    kill: async () => void (await docker('kill', container)),
    restart: async () => {
      await docker('start', container);
      await answersMetadata(port);
    },
  };
}

async function answersMetadata(port: number): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  const kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING });
  for (;;) {
    const admin = kafka.admin({ retry: { initialRetryTime: 100, retries: 2 } });
    try {
      await admin.connect();
      if ((await admin.describeCluster()).brokers.length > 0) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    } finally {
      await admin.disconnect();
    }
  }
}
