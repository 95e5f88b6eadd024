import { setTimeout as delay } from 'node:timers/promises';
import { atMost } from '#event-sourcing';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { CONNECT_MS_MAX, EXCHANGE_MS_MAX, SESSION_MS, letGo, within } from './bounded.js';
import { kafkaClient, withAdmin } from './cluster.js';
import type { KafkaClusterOptions } from './cluster.js';
import { CommandAnswers } from './command-answers.js';
import type { AnswerTopic, HandledRecord } from './command-answers.js';
import { COMMANDS_DLQ_TOPIC, COMMANDS_TOPIC, REPLIES_TOPIC } from './command-topics.js';
import { unreadableOf } from './fetch/unreadable.js';
import { Rereads } from './rereads.js';
import { topicConcerns } from './topic-limits.js';
import { createTopic } from './topics.js';

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
  /** How long a damaged batch is fetched again before it is set aside. */
  readonly rereadMs?: number;
}

export interface CommandStreamStatus {
  readonly state: 'consuming' | 'retrying' | 'stopped';
  readonly error: Error | null;
  /** Records answered since the start. */
  readonly handled: number;
  /** Of those, records that went to the dead-letter topic. */
  readonly setAside: number;
  /** Batches that came damaged and are being fetched again. */
  readonly damaged: number;
  /** What the topics lack, and what to do; a sentence each. */
  readonly concerns: readonly string[];
}

const RETRY_MS = 500;
const STOP_MS_MAX = 5_000;
const REREAD_MS = 30_000;
const REREAD_EVERY_MS = 250;
/** How often to look whether the topics are still as they should be. */
const CHECK_MS = 30_000;
/** Records answered before their offset is committed: what a crash makes to be answered again. */
const CHUNK = 500;

interface AnswerTopics {
  readonly replies: AnswerTopic;
  readonly dead: AnswerTopic;
}

/**
 * Commands from `allocator.commands.v1`, in the order of each partition, answered on
 * `allocator.replies.v1`. The offset moves only after the commands' transactions and the replies,
 * so a crash, a rebalance or a consumer that lost its partition leads to repeats; command ids make
 * those harmless. What is not a command goes to the dead-letter topic with the reason, as does a
 * batch that nobody can read, and the rest goes on.
 */
export class KafkaCommandStream {
  readonly ready: Promise<void>;
  private isReady!: () => void;
  private readonly kafka: Kafka;
  private readonly prefix: string;
  private readonly answers: CommandAnswers;
  private readonly rereads: Rereads;
  private readonly stopRequest = new AbortController();
  private ended: Promise<void> = Promise.resolve();
  private end: () => void = () => undefined;
  private handled = 0;
  private error: Error | null = null;
  private concerns: readonly string[] = [];

  constructor(private readonly options: CommandStreamOptions) {
    this.kafka = kafkaClient(options);
    this.prefix = options.topicPrefix ?? '';
    this.rereads = new Rereads(options.rereadMs ?? REREAD_MS);
    this.answers = new CommandAnswers(this.kafka, {
      compression: options.compression ?? 'none',
      onLost: (error) => options.onError?.(error),
    });
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
    await this.answers.close();
  }

  status(): CommandStreamStatus {
    const state = this.stopping ? 'stopped' : this.error ? 'retrying' : 'consuming';
    const { error, handled, concerns } = this;
    const { setAside } = this.answers;
    return { state, error, handled, setAside, damaged: this.rereads.size, concerns };
  }

  private get stopping(): boolean {
    return this.stopRequest.signal.aborted;
  }

  private async consumeForEver(): Promise<void> {
    while (!this.stopping) {
      const sessionTimeout = this.options.sessionTimeoutMs ?? SESSION_MS;
      const consumer = this.kafka.consumer({
        groupId: commandsGroup(this.prefix),
        sessionTimeout,
        heartbeatInterval: sessionTimeout / 10,
        maxWaitTimeInMs: 250,
        allowAutoTopicCreation: false,
        retry: { retries: 3, restartOnFailure: () => Promise.resolve(false) },
      });
      try {
        await this.consume(consumer, await this.ensureTopics());
      } catch (error) {
        this.error = error as Error;
        this.options.onError?.(error);
      } finally {
        await letGo(consumer);
        await this.answers.close();
      }
      await this.pause(RETRY_MS);
    }
  }

  private ensureTopics(): Promise<AnswerTopics> {
    const { partitions } = this.options;
    return withAdmin(this.kafka, async (admin) => {
      const ensured = async (name: string): Promise<AnswerTopic> => {
        const topic = this.prefix + name;
        return { topic, partitions: await createTopic(admin, topic, partitions) };
      };
      await ensured(COMMANDS_TOPIC);
      const topics = {
        replies: await ensured(REPLIES_TOPIC),
        dead: await ensured(COMMANDS_DLQ_TOPIC),
      };
      const names = [COMMANDS_TOPIC, REPLIES_TOPIC, COMMANDS_DLQ_TOPIC];
      this.concerns = await topicConcerns(admin, this.prefix, names);
      return topics;
    });
  }

  /** Resolves when a stop was asked for; rejects when the consumer crashed. */
  private async consume(consumer: Consumer, to: AnswerTopics): Promise<void> {
    await within(CONNECT_MS_MAX, consumer.connect());
    const topics = [this.prefix + COMMANDS_TOPIC];
    await within(EXCHANGE_MS_MAX, consumer.subscribe({ topics, fromBeginning: true }));
    // What could not be looked at is looked at the next time.
    const check = setInterval(() => void this.ensureTopics().catch(() => undefined), CHECK_MS);
    await new Promise<void>((over, failed) => {
      this.end = over;
      if (this.stopping) over();
      consumer.on(consumer.events.CRASH, ({ payload }) => failed(payload.error));
      consumer.on(consumer.events.GROUP_JOIN, () => {
        this.error = null;
        this.isReady();
      });
      const eachBatch = (payload: EachBatchPayload): Promise<void> => this.take(payload, to);
      consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch }).catch(failed);
    }).finally(() => clearInterval(check));
  }

  private async take(payload: EachBatchPayload, to: AnswerTopics): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    for (const chunk of chunksOf(messages)) {
      if (this.stopping || payload.isStale()) return;
      const broken = unreadableOf(chunk[0]!);
      if (broken && this.rereads.wanted(partition, broken)) return this.fetchAgain(payload);
      const handled = broken
        ? [{ outcome: null, unreadable: `the batch cannot be read: ${broken.reason}` }]
        : await this.alive(payload, this.options.handle(chunk.map(({ value }) => value)));
      await this.answers.send({ topic, partition, messages: chunk, handled }, to);
      const { offset } = chunk.at(-1)!;
      payload.resolveOffset(offset);
      await payload.heartbeat();
      const next = { partition, offset: String(BigInt(offset) + 1n) };
      await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [next] }] });
      this.handled += chunk.length;
    }
  }

  /** Leaves the partition alone for a moment, while the others go on; its offset has not moved. */
  private fetchAgain(payload: EachBatchPayload): void {
    const resume = payload.pause();
    // A consumer that is gone by then has nothing to resume.
    void this.pause(REREAD_EVERY_MS)
      .then(resume)
      .catch(() => undefined);
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

  private async pause(ms: number): Promise<void> {
    await delay(ms, null, { signal: this.stopRequest.signal }).catch(() => null);
  }
}

/** The group whose offsets say which commands were taken. */
export function commandsGroup(topicPrefix: string): string {
  return `${topicPrefix}allocator.commands`;
}

/** Some records at a time, in order; what stands for an unreadable batch is by itself. */
function* chunksOf(messages: readonly KafkaMessage[]): Generator<readonly KafkaMessage[]> {
  let chunk: KafkaMessage[] = [];
  for (const message of messages) {
    const alone = unreadableOf(message) !== null;
    if (chunk.length === CHUNK || (alone && chunk.length > 0)) {
      yield chunk;
      chunk = [];
    }
    chunk.push(message);
    if (!alone) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
