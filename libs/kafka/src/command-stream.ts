import { setTimeout as delay } from 'node:timers/promises';
import { atMost } from '#event-sourcing';
import type { CommandOutcome } from '#contracts';
import kafkajs from 'kafkajs';
import type {
  Consumer,
  EachBatchPayload,
  IHeaders,
  Kafka,
  KafkaMessage,
  Message,
  Producer,
} from 'kafkajs';
import { CONNECT_MS_MAX, EXCHANGE_MS_MAX, SESSION_MS, letGo, within } from './bounded.js';
import { kafkaClient, withAdmin } from './cluster.js';
import type { KafkaClusterOptions } from './cluster.js';
import { connectProducer } from './producer.js';
import { createTopic } from './topics.js';

export const COMMANDS_TOPIC = 'allocator.commands.v1';
export const REPLIES_TOPIC = 'allocator.replies.v1';
export const COMMANDS_DLQ_TOPIC = 'allocator.commands.dlq.v1';

/** What became of one record: an outcome to reply with, a reason why it is no command, or both. */
export interface HandledRecord {
  readonly outcome: CommandOutcome | null;
  readonly unreadable: string | null;
}

export interface CommandStreamOptions extends KafkaClusterOptions {
  /** Number of log partitions; topics that are missing are made with as many. */
  readonly partitions: number;
  /**
   * Answers the values of some records of one partition, in their order, after their effect is
   * durable. Tries for as long as it takes; a throw ends the consumer, and another begins where the
   * last commit left off.
   */
  readonly handle: (values: readonly (Buffer | null)[]) => Promise<readonly HandledRecord[]>;
  readonly onError?: (error: unknown) => void;
  readonly sessionTimeoutMs?: number;
}

export interface CommandStreamStatus {
  readonly state: 'consuming' | 'retrying' | 'stopped';
  readonly error: Error | null;
  /** Records answered since the start. */
  readonly handled: number;
}

// kafkajs is CommonJS, and Node finds this name on its default export only.
const { Partitioners } = kafkajs;
const RETRY_MS = 500;
const STOP_MS_MAX = 5_000;
/** Records answered before their offset is committed: what a crash makes to be answered again. */
const CHUNK = 500;

/**
 * Commands from `allocator.commands.v1`, in the order of each partition, answered on
 * `allocator.replies.v1`. The offset moves only after the commands' transactions and the replies,
 * so a crash, a rebalance or a consumer that lost its partition leads to repeats; command ids make
 * those harmless. What is not a command goes to the dead-letter topic with the reason, and the rest
 * goes on.
 */
export class KafkaCommandStream {
  readonly ready: Promise<void>;
  private isReady!: () => void;
  private readonly kafka: Kafka;
  private readonly prefix: string;
  private readonly stopRequest = new AbortController();
  private ended: Promise<void> = Promise.resolve();
  private end: () => void = () => undefined;
  private producer: Producer | null = null;
  private handled = 0;
  private error: Error | null = null;

  constructor(private readonly options: CommandStreamOptions) {
    this.kafka = kafkaClient(options);
    this.prefix = options.topicPrefix ?? '';
    this.ready = new Promise((resolve) => (this.isReady = resolve));
  }

  start(): void {
    this.ended = this.consumeForEver();
  }

  /** Finishes the records in hand, leaves the group, resolves. */
  async stop(): Promise<void> {
    this.stopRequest.abort();
    this.end();
    await atMost(STOP_MS_MAX, this.ended);
    await this.dropProducer();
  }

  status(): CommandStreamStatus {
    const state = this.stopping ? 'stopped' : this.error ? 'retrying' : 'consuming';
    return { state, error: this.error, handled: this.handled };
  }

  private get stopping(): boolean {
    return this.stopRequest.signal.aborted;
  }

  private async consumeForEver(): Promise<void> {
    while (!this.stopping) {
      const sessionTimeout = this.options.sessionTimeoutMs ?? SESSION_MS;
      const consumer = this.kafka.consumer({
        groupId: `${this.prefix}allocator.commands`,
        sessionTimeout,
        heartbeatInterval: sessionTimeout / 10,
        maxWaitTimeInMs: 250,
        allowAutoTopicCreation: false,
        retry: { retries: 3, restartOnFailure: () => Promise.resolve(false) },
      });
      try {
        await this.ensureTopics();
        await this.consume(consumer);
      } catch (error) {
        this.error = error as Error;
        this.options.onError?.(error);
      } finally {
        await letGo(consumer);
        await this.dropProducer();
      }
      await delay(RETRY_MS, null, { signal: this.stopRequest.signal }).catch(() => null);
    }
  }

  private ensureTopics(): Promise<void> {
    const { partitions } = this.options;
    return withAdmin(this.kafka, async (admin) => {
      await createTopic(admin, this.prefix + COMMANDS_TOPIC, partitions);
      await createTopic(admin, this.prefix + REPLIES_TOPIC, partitions);
      await createTopic(admin, this.prefix + COMMANDS_DLQ_TOPIC, partitions);
    });
  }

  /** Resolves when a stop was asked for; rejects when the consumer crashed. */
  private async consume(consumer: Consumer): Promise<void> {
    await within(CONNECT_MS_MAX, consumer.connect());
    const topics = [this.prefix + COMMANDS_TOPIC];
    await within(EXCHANGE_MS_MAX, consumer.subscribe({ topics, fromBeginning: true }));
    await new Promise<void>((over, failed) => {
      this.end = over;
      if (this.stopping) over();
      consumer.on(consumer.events.CRASH, ({ payload }) => failed(payload.error));
      consumer.on(consumer.events.GROUP_JOIN, () => {
        this.error = null;
        this.isReady();
      });
      const eachBatch = (payload: EachBatchPayload): Promise<void> => this.take(payload);
      consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch }).catch(failed);
    });
  }

  private async take(payload: EachBatchPayload): Promise<void> {
    const { messages } = payload.batch;
    for (let from = 0; from < messages.length && !this.stopping; from += CHUNK) {
      if (payload.isStale()) return;
      const chunk = messages.slice(from, from + CHUNK);
      const handled = await this.alive(
        payload,
        this.options.handle(chunk.map((message) => message.value)),
      );
      await this.reply(chunk, handled);
      const { offset } = chunk.at(-1)!;
      payload.resolveOffset(offset);
      await payload.heartbeat();
      await payload.commitOffsetsIfNecessary({
        topics: [
          {
            topic: payload.batch.topic,
            partitions: [
              { partition: payload.batch.partition, offset: String(BigInt(offset) + 1n) },
            ],
          },
        ],
      });
      this.handled += chunk.length;
    }
  }

  /** Awaits `work` and meanwhile keeps the membership: a slow database is no reason to lose it. */
  private async alive<T>(payload: EachBatchPayload, work: Promise<T>): Promise<T> {
    const done = work.then(
      () => true,
      () => true,
    );
    for (;;) {
      const pause = new AbortController();
      const tick = delay(RETRY_MS, false, { signal: pause.signal }).catch(() => false);
      const over = await Promise.race([done, tick]);
      pause.abort();
      if (over) return work;
      await payload.heartbeat();
    }
  }

  private async reply(
    received: readonly KafkaMessage[],
    handled: readonly HandledRecord[],
  ): Promise<void> {
    const replies: Message[] = [];
    const dead: Message[] = [];
    handled.forEach(({ outcome, unreadable }, i) => {
      const { key, value, headers } = received[i]!;
      if (outcome) replies.push({ key: outcome.commandId, value: JSON.stringify(outcome) });
      if (unreadable === null) return;
      dead.push({ key, value, headers: { ...headers, error: unreadable } satisfies IHeaders });
    });
    const topicMessages = [
      { topic: this.prefix + REPLIES_TOPIC, messages: replies },
      { topic: this.prefix + COMMANDS_DLQ_TOPIC, messages: dead },
    ].filter(({ messages }) => messages.length > 0);
    if (topicMessages.length === 0) return;
    this.producer ??= await connectProducer(this.kafka, Partitioners.DefaultPartitioner);
    await within(EXCHANGE_MS_MAX, this.producer.sendBatch({ acks: -1, topicMessages }));
  }

  private async dropProducer(): Promise<void> {
    const producer = this.producer;
    this.producer = null;
    if (producer) await letGo(producer);
  }
}
