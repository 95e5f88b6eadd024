import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#platform';
import type { EmbeddedPostgres } from '#platform';
import { Deployment } from '../support/deployment.js';
import { FaultyProxy } from '../support/faulty-proxy.js';
import { freePort, startBroker } from '../support/kafka-broker.js';
import type { Broker } from '../support/kafka-broker.js';

export const LOG_PARTITIONS = 8;
export const LANES = 4;
const DATABASE = 'house';
const ROLE = 'service';

/** One process of the service, and its own way to the database. */
export interface Process {
  readonly name: string;
  readonly deployment: Deployment;
  readonly toDatabase: FaultyProxy;
}

/**
 * Two processes of the service on one PostgreSQL and one Kafka of their own, all real, with a proxy
 * before each server that can break the way to it.
 */
export class House {
  private constructor(
    private readonly dataDir: string,
    readonly postgres: EmbeddedPostgres,
    readonly broker: Broker,
    /** Where clients go, the service's and ours: the proxy. */
    readonly brokers: string,
    readonly toKafka: FaultyProxy,
    readonly processes: readonly Process[],
  ) {}

  static async open(): Promise<House> {
    const dataDir = await mkdtemp(join(tmpdir(), 'allocator-faults-'));
    // Under root the database's user passes through.
    await chmod(dataDir, 0o711);
    const port = await freePort();
    const toKafka = await FaultyProxy.to(port);
    const brokers = `127.0.0.1:${toKafka.port}`;
    const [postgres, broker] = await Promise.all([
      startEmbeddedPostgres({ dataDir, log: () => undefined }),
      startBroker({ port, advertisedPort: toKafka.port }),
    ]);
    await withClient(postgres.databaseUrl, async (client) => {
      await client.query(`create role ${ROLE} login password '${ROLE}'`);
      await client.query(`create database ${DATABASE} owner ${ROLE}`);
    });
    const { hostname, port: databasePort } = new URL(postgres.databaseUrl);
    const processes: Process[] = [];
    for (const name of ['A', 'B']) {
      const toDatabase = await FaultyProxy.to(Number(databasePort));
      const deployment = await Deployment.prepare({
        DATABASE_URL: `postgres://${ROLE}:${ROLE}@${hostname}:${toDatabase.port}/${DATABASE}`,
        KAFKA_BROKERS: brokers,
        LOG_PARTITIONS: String(LOG_PARTITIONS),
        LANES: String(LANES),
      });
      await deployment.start();
      processes.push({ name, deployment, toDatabase });
    }
    return new House(dataDir, postgres, broker, brokers, toKafka, processes);
  }

  get databaseUrl(): string {
    const url = new URL(this.postgres.databaseUrl);
    url.pathname = `/${DATABASE}`;
    return url.href;
  }

  /** As the superuser, past every proxy, on a connection of its own. */
  async sql(text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return withClient(this.databaseUrl, async (client) => {
      const { rows } = await client.query(text, [...values]);
      return rows as Record<string, unknown>[];
    });
  }

  /** Ends the service's sessions, so that they begin anew. */
  async endSessions(): Promise<void> {
    await this.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${ROLE}'`,
    );
  }

  /** An outsider's open session; whoever asks for it ends it. */
  async session(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map(({ deployment }) => deployment.remove()));
    await Promise.all(this.processes.map(({ toDatabase }) => toDatabase.stop()));
    await this.broker.stop();
    await this.toKafka.stop();
    await this.postgres.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  // Whatever is set for the database: we have to set it back.
  const options = '-c default_transaction_read_only=off';
  const client = new pg.Client({ connectionString: url, options });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
