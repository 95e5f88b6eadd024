import { atMost } from '#event-sourcing';
import type { Place, Subscriber, Subscription } from '#event-sourcing';
import type { LoggedEvent } from '#contracts';
import { setTimeout as delay } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { CONNECT_MS_MAX, EXCHANGE_MS_MAX, letGo, within } from './bounded.js';
import { offsetRanges, withAdmin } from './cluster.js';
import { readRecord } from './passed-over.js';
import type { PassedOver } from './passed-over.js';

export interface KafkaSubscriptionOptions {
  readonly topic: string;
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly onPassedOver?: ((what: PassedOver) => void) | undefined;
}

/** Where the reading of the assigned partitions goes on, found anew at every assignment. */
interface Assignment {
  readonly clusterId: string;
  /** The record that should lie at a partition's starting offset, because we projected it. */
  readonly anchors: Map<number, { readonly offset: string; readonly seq: number }>;
}

// kafkajs is CommonJS, and Node finds this name on its default export only.
const { KafkaJSError } = kafkajs;
const RETRY_MS = 500;
/** A broker that does not answer is not waited for longer. */
const STOP_MS_MAX = 5_000;

/**
 * One member of a group. Its consumer lives until it crashes, then another takes its place, for
 * ever; committed offsets are only shown to people as lag, the subscriber's positions decide.
 */
export class KafkaSubscription implements Subscription {
  readonly ready: Promise<void>;
  ended: Promise<void> = Promise.resolve();
  private isReady!: () => void;
  /** Ends the consumer of the moment. */
  private end: () => void = () => undefined;
  private readonly stopRequest = new AbortController();
  private assignment: Promise<Assignment> = new Promise(() => undefined);
  private generation = 0;
  /** What `handle` threw: the end. */
  private failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly kafka: Kafka,
    private readonly subscriber: Subscriber<LoggedEvent>,
    private readonly options: KafkaSubscriptionOptions,
  ) {
    this.ready = new Promise((resolve) => (this.isReady = resolve));
  }

  start(): void {
    this.ended = this.consumeForEver();
    // Whoever wants to know awaits `ended`; a failure nobody awaits must not end the process.
    this.ended.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopRequest.abort();
    this.end();
    await atMost(
      STOP_MS_MAX,
      this.ended.catch(() => undefined),
    );
  }

  private get stopping(): boolean {
    return this.stopRequest.signal.aborted;
  }

  private async consumeForEver(): Promise<void> {
    while (!this.stopping) {
      const consumer = this.kafka.consumer({
        groupId: this.options.groupId,
        sessionTimeout: this.options.sessionTimeoutMs,
        heartbeatInterval: this.options.sessionTimeoutMs / 10,
        // How long a fetch waits for news, and so how long a stop may take.
        maxWaitTimeInMs: 250,
        allowAutoTopicCreation: false,
        retry: { retries: 3, restartOnFailure: () => Promise.resolve(false) },
      });
      try {
        await this.consume(consumer);
      } catch {
        // The broker is away or threw us out; a new consumer asks again.
      } finally {
        this.generation++;
        await letGo(consumer);
      }
      if (this.failure) throw this.failure.error;
      await this.pause();
    }
  }

  /** Resolves when the consumer crashed, the handler failed or a stop was asked for. */
  private async consume(consumer: Consumer): Promise<void> {
    const { topic } = this.options;
    await within(CONNECT_MS_MAX, consumer.connect());
    await within(EXCHANGE_MS_MAX, consumer.subscribe({ topics: [topic], fromBeginning: true }));
    await new Promise<void>((over, failed) => {
      this.end = over;
      if (this.stopping) over();
      consumer.on(consumer.events.CRASH, () => over());
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        this.assignment = this.position(consumer, payload.memberAssignment[topic] ?? []);
      });
      const running = consumer.run({
        eachBatchAutoResolve: false,
        eachBatch: async (payload) => {
          await this.take(consumer, payload);
          if (this.failure) over();
        },
      });
      running.catch(failed);
    });
  }

  /** Seeks every partition to where the subscriber stands; tries until it can or is reassigned. */
  private async position(consumer: Consumer, partitions: readonly number[]): Promise<Assignment> {
    const generation = ++this.generation;
    for (;;) {
      try {
        const assignment = await this.seekAll(consumer, partitions, generation);
        this.isReady();
        return assignment;
      } catch {
        await this.pause();
      }
      // A later assignment answers in this one's place.
      if (generation !== this.generation || this.stopping) return new Promise(() => undefined);
    }
  }

  private async seekAll(
    consumer: Consumer,
    partitions: readonly number[],
    generation: number,
  ): Promise<Assignment> {
    const { topic } = this.options;
    const checkpoints = await this.subscriber.positions(partitions);
    const { clusterId, offsets } = await withAdmin(this.kafka, async (admin) => ({
      clusterId: (await admin.describeCluster()).clusterId,
      offsets: await offsetRanges(admin, topic),
    }));
    const anchors: Assignment['anchors'] = new Map();
    for (const partition of partitions) {
      if (generation !== this.generation) break;
      const { low, high } = offsets.get(partition) ?? { low: 0n, high: 0n };
      const { seq = 0, place = null } = checkpoints.get(partition) ?? {};
      const known = place?.clusterId === clusterId ? BigInt(place.offset) : -1n;
      const there = known >= low && known < high;
      if (there) anchors.set(partition, { offset: String(known), seq });
      consumer.seek({ topic, partition, offset: String(there ? known : low) });
    }
    return { clusterId, anchors };
  }

  private async take(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const alive = async () => {
      if (this.stopping) throw new Error('the subscription stops');
      await payload.heartbeat();
    };
    try {
      const assignment = await this.positioned(alive);
      if (this.failure || payload.isStale()) return;
      const { partition } = batch;
      const records = this.oursOf(batch).map(({ event, offset }) => ({
        event,
        place: { clusterId: assignment.clusterId, offset } satisfies Place,
      }));
      const anchor = assignment.anchors.get(partition);
      assignment.anchors.delete(partition);
      const first = records[0];
      if (anchor && first?.place.offset === anchor.offset && first.event.event.seq !== anchor.seq) {
        // The topic was made anew since: its offsets mean something else, so read it all.
        consumer.seek({ topic: batch.topic, partition, offset: '0' });
        return;
      }
      await this.subscriber.handle({ partition, records, heartbeat: alive });
      payload.resolveOffset(batch.lastOffset());
    } catch (error) {
      // kafkajs's own errors come out of heartbeats and make it join the group again.
      if (error instanceof KafkaJSError) throw error;
      if (!this.stopping) this.failure ??= { error };
    }
  }

  /** Without what nobody can read and what is none of ours: what it stood for is in the log. */
  private oursOf({ partition, messages }: EachBatchPayload['batch']) {
    return messages.flatMap((message) => {
      const { logged, passedOver } = readRecord(partition, message);
      if (passedOver) this.options.onPassedOver?.(passedOver);
      return logged ? [{ event: logged, offset: message.offset }] : [];
    });
  }

  /** The assignment, once its positions are known; a long wait is no reason to lose it. */
  private async positioned(alive: () => Promise<void>): Promise<Assignment> {
    for (;;) {
      const pause = new AbortController();
      const tick = delay(RETRY_MS, null, { signal: pause.signal }).catch(() => null);
      const assignment = await Promise.race([this.assignment, tick]);
      pause.abort();
      if (assignment) return assignment;
      await alive();
    }
  }

  private async pause(): Promise<void> {
    await delay(RETRY_MS, null, { signal: this.stopRequest.signal }).catch(() => null);
  }
}
