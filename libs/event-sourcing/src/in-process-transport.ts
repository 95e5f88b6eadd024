import { Alarm, Backoff } from './alarm.js';
import type { LogReader, Logged } from './log-reader.js';
import type {
  LogTransport,
  PartitionBatch,
  Published,
  Subscriber,
  Subscription,
  Tail,
} from './transport.js';

export interface InProcessTransportOptions<E extends Logged> {
  readonly log: LogReader<E>;
  /** Number of log partitions. */
  readonly partitions: number;
  /** Most records in one delivery. */
  readonly pageMax?: number;
  /** How often a member looks at the log without having been woken, in ms: others may write too. */
  readonly pollMs?: number;
}

/**
 * The transport of a single machine without Kafka: subscribers read the log itself and `publish`
 * wakes them. Same promises as with Kafka; the log being durable, a publish has nothing to store.
 */
export class InProcessTransport<E extends Logged> implements LogTransport<E> {
  private readonly groups = new Map<string, Member<E>[]>();

  constructor(private readonly options: InProcessTransportOptions<E>) {}

  ensureTopics(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  publish(_batches: readonly PartitionBatch<E>[]): Promise<ReadonlyMap<number, Published>> {
    this.wake();
    return Promise.resolve(new Map());
  }

  reset(): Promise<void> {
    return Promise.resolve();
  }

  tails(): Promise<ReadonlyMap<number, Tail>> {
    return Promise.resolve(new Map());
  }

  /** Says that the log has grown, when another process wrote it. */
  wake(): void {
    for (const member of [...this.groups.values()].flat()) member.wake();
  }

  subscribe(subscriber: Subscriber<E>): Promise<Subscription> {
    const members = this.groups.get(subscriber.group) ?? [];
    const member = new Member(subscriber, this.options, () => {
      members.splice(members.indexOf(member), 1);
      this.share(members);
    });
    members.push(member);
    this.groups.set(subscriber.group, members);
    this.share(members);
    member.start();
    return Promise.resolve(member);
  }

  async close(): Promise<void> {
    await Promise.all([...this.groups.values()].flat().map((member) => member.stop()));
  }

  /** Deals the partitions out among the members of a group, round robin. */
  private share(members: readonly Member<E>[]): void {
    const shares = members.map(() => [] as number[]);
    for (let p = 0; p < this.options.partitions && members.length > 0; p++) {
      shares[p % members.length]!.push(p);
    }
    members.forEach((member, i) => member.assign(shares[i]!));
  }
}

/** One subscriber and its loop over the partitions it was dealt. */
class Member<E extends Logged> implements Subscription {
  readonly ready: Promise<void>;
  ended: Promise<void> = Promise.resolve();
  private isReady!: () => void;
  private readonly alarm = new Alarm();
  private assigned: readonly number[] = [];
  /** What was delivered last, per partition, since the last assignment. */
  private positions: Map<number, number> | null = null;
  private readonly backoff = new Backoff(50, 2_000);
  private stopping = false;
  /** What `handle` threw: the end. */
  private failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly subscriber: Subscriber<E>,
    private readonly options: InProcessTransportOptions<E>,
    private readonly left: () => void,
  ) {
    this.ready = new Promise((resolve) => (this.isReady = resolve));
  }

  start(): void {
    this.ended = this.loop().finally(this.left);
    // Whoever wants to know awaits `ended`; a failure nobody awaits must not end the process.
    this.ended.catch(() => undefined);
  }

  assign(partitions: readonly number[]): void {
    this.assigned = partitions;
    this.positions = null;
    this.wake();
  }

  wake(): void {
    this.alarm.wake();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.ended.catch(() => undefined);
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      const pauseMs = await this.pauseAfterRound();
      if (this.failure) throw this.failure.error;
      if (pauseMs > 0 && !this.stopping) await this.alarm.sleep(pauseMs);
    }
  }

  /** A log that cannot be read, or positions that cannot, are asked for again and again. */
  private async pauseAfterRound(): Promise<number> {
    try {
      const delivered = await this.round();
      this.backoff.succeeded();
      return delivered ? 0 : (this.options.pollMs ?? 500);
    } catch {
      return this.backoff.nextMs();
    }
  }

  /** One page of each partition; true when there may be more at once. */
  private async round(): Promise<boolean> {
    const assigned = this.assigned;
    if (!this.positions) {
      const checkpoints = await this.subscriber.positions(assigned);
      if (this.assigned !== assigned) return true;
      this.positions = new Map(assigned.map((p) => [p, checkpoints.get(p)?.seq ?? 0]));
      this.isReady();
    }
    let delivered = false;
    const heads = await this.options.log.heads();
    for (const partition of assigned) {
      if ((heads.get(partition) ?? 0) <= (this.positions?.get(partition) ?? 0)) continue;
      if (!this.holds(partition, assigned)) return true;
      await this.deliver(partition, assigned);
      if (this.failure) return false;
      delivered = true;
    }
    return delivered;
  }

  private async deliver(partition: number, assigned: readonly number[]): Promise<void> {
    const after = this.positions?.get(partition) ?? 0;
    const events = await this.options.log.read(partition, after, this.options.pageMax ?? 500);
    const last = events.at(-1);
    if (!last || !this.holds(partition, assigned)) return;
    try {
      await this.subscriber.handle({
        partition,
        records: events.map((event) => ({ event, place: null })),
        heartbeat: () => this.heartbeat(partition, assigned),
      });
    } catch (error) {
      // Handling was broken off by a heartbeat: whoever has the partition now starts over.
      if (this.holds(partition, assigned)) this.failure = { error };
      return;
    }
    if (this.holds(partition, assigned)) this.positions?.set(partition, last.event.seq);
  }

  private heartbeat(partition: number, assigned: readonly number[]): Promise<void> {
    if (this.holds(partition, assigned)) return Promise.resolve();
    return Promise.reject(new Error(`partition ${partition} is not this member's any more`));
  }

  private holds(partition: number, assigned: readonly number[]): boolean {
    return !this.stopping && this.assigned === assigned && assigned.includes(partition);
  }
}
