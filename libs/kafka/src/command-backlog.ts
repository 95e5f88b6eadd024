import { setTimeout as delay } from 'node:timers/promises';
import { atMost } from '#event-sourcing';
import type { Admin, Kafka } from 'kafkajs';
import { CONNECT_MS_MAX, EXCHANGE_MS_MAX, letGo, within } from './bounded.js';
import { kafkaClient, offsetRanges } from './cluster.js';
import type { KafkaClusterOptions } from './cluster.js';
import { commandsGroup } from './command-stream.js';
import { COMMANDS_TOPIC } from './command-topics.js';

/** What waits in the commands topic. */
export interface Backlog {
  /** Records that no consumer has answered yet. */
  readonly records: number;
  /** For how long some partition has had such records, and none of its was answered. */
  readonly seconds: number;
  /** That partition; null: every partition moves. */
  readonly partition: number | null;
}

interface Waiting {
  readonly next: bigint;
  readonly sinceMs: number;
}

const EVERY_MS = 5_000;
/** What was seen earlier is not said any more. */
const FRESH_MS = 30_000;
const STOP_MS_MAX = 2_000;

/** Watches, from outside of the consumer, whether commands move. */
export class CommandBacklog {
  private readonly kafka: Kafka;
  private readonly stopRequest = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private readonly waiting = new Map<number, Waiting>();
  private last: { readonly backlog: Backlog; readonly atMs: number } | null = null;

  constructor(
    private readonly options: KafkaClusterOptions & { readonly everyMs?: number },
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.kafka = kafkaClient(options);
  }

  start(): void {
    this.running = this.watch();
  }

  async stop(): Promise<void> {
    this.stopRequest.abort();
    await atMost(STOP_MS_MAX, this.running);
  }

  /** As of the last look; null: Kafka does not say. */
  reading(): Backlog | null {
    if (this.last === null || this.nowMs() - this.last.atMs > FRESH_MS) return null;
    return this.last.backlog;
  }

  private async watch(): Promise<void> {
    const { signal } = this.stopRequest;
    let admin: Admin | null = null;
    while (!signal.aborted) {
      try {
        admin ??= await this.connect();
        const backlog = await within(EXCHANGE_MS_MAX, this.look(admin));
        this.last = { backlog, atMs: this.nowMs() };
      } catch {
        // Away, or the topic is not made yet: nothing is said until another look succeeds.
        if (admin) await letGo(admin);
        admin = null;
      }
      const everyMs = this.options.everyMs ?? EVERY_MS;
      await delay(everyMs, null, { signal }).catch(() => null);
    }
    if (admin) await letGo(admin);
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    try {
      await within(CONNECT_MS_MAX, admin.connect());
      return admin;
    } catch (error) {
      await letGo(admin);
      throw error;
    }
  }

  private async look(admin: Admin): Promise<Backlog> {
    const { topicPrefix = '' } = this.options;
    const topic = topicPrefix + COMMANDS_TOPIC;
    const groupId = commandsGroup(topicPrefix);
    // Offsets first: what is answered between the two looks must not seem to wait.
    const ranges = await offsetRanges(admin, topic);
    const [group] = await admin.fetchOffsets({ groupId, topics: [topic] });
    const committed = new Map(group!.partitions.map((each) => [each.partition, each.offset]));
    let records = 0n;
    for (const [partition, { low, high }] of ranges) {
      const answered = BigInt(committed.get(partition) ?? -1);
      const next = answered > low ? answered : low;
      if (next >= high) {
        this.waiting.delete(partition);
        continue;
      }
      records += high - next;
      if (this.waiting.get(partition)?.next === next) continue;
      this.waiting.set(partition, { next, sinceMs: this.nowMs() });
    }
    return { records: Number(records), ...this.longest() };
  }

  private longest(): Pick<Backlog, 'seconds' | 'partition'> {
    let [partition, seconds]: [number | null, number] = [null, 0];
    for (const [each, { sinceMs }] of this.waiting) {
      const waited = (this.nowMs() - sinceMs) / 1_000;
      if (waited > seconds) [partition, seconds] = [each, waited];
    }
    return { seconds, partition };
  }
}
