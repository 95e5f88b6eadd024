import { Alarm, atMost, Backoff } from './alarm.js';
import type { LeaseMove, LeaseStore, Lease } from './leases.js';
import type { LogReader, Logged } from './log-reader.js';
import { Progress } from './progress.js';
import { cursorBefore, expectOurs, placeBefore, wasMadeAnew } from './topic-tail.js';
import { TransportError } from './transport.js';
import type { LogTransport, PartitionBatch, Place, Published, Tail } from './transport.js';

export interface RelayOptions<E extends Logged> {
  /** This process, unlike any other: the name on its leases. */
  readonly owner: string;
  readonly log: LogReader<E>;
  readonly leases: LeaseStore;
  readonly transport: LogTransport<E>;
  /** Most events of one partition in one publish. */
  readonly pageMax?: number;
  /** How often to look without having been woken. */
  readonly pollMs?: number;
  /** A lease not renewed for so long goes to another process. */
  readonly leaseTtlMs?: number;
  readonly retryMinMs?: number;
  readonly retryMaxMs?: number;
  readonly stopMsMax?: number;
  /** How often to look whether the topic is still the one that was published to. */
  readonly checkMs?: number;
  /** Told when a topic lacks what it had, and has it published again. */
  readonly onRefill?: (refill: Refill) => void;
}

/** Events that were published and are not in the topic any more, or in another than it was. */
export interface Refill {
  readonly partition: number;
  readonly fromSeq: number;
  readonly toSeq: number;
}

export interface RelayStatus {
  readonly state: 'relaying' | 'retrying' | 'stopped';
  /** Why it retries; null when all is well. */
  readonly error: Error | null;
  /** Partitions that wait for people, and why; each goes on by itself once that is mended. */
  readonly halted: ReadonlyMap<number, Error>;
  /** What the topic lacks to serve well, a sentence each with what to do. */
  readonly concerns: readonly string[];
  /** Per partition held: events recorded and not yet published, as of the last look. */
  readonly lag: ReadonlyMap<number, number>;
  /** Events published again since the start, because the topic was made anew or is another. */
  readonly refilled: number;
}

interface Held {
  readonly lease: Lease;
  cursor: number;
  place: Place | null;
  /** Whether `cursor` was compared with what the transport has, since the last doubt. */
  placed: boolean;
  /** Up to this seq events are sent one by one, because one of them may be refused. */
  carefulTo: number;
  refusal: Refusal | null;
}

/** An event that the transport does not take. Those behind it wait, and it is tried now and then. */
interface Refusal {
  readonly error: TransportError;
  isDue: boolean;
}

/**
 * Copies the log to the transport: each partition in seq order, one publish in flight, and the
 * cursor moves only for the holder of the partition's lease. Whatever fails is retried for ever;
 * what was published without an answer is found again by asking the transport, not sent twice.
 */
export class Relay<E extends Logged> {
  private readonly alarm = new Alarm();
  private readonly backoff: Backoff;
  private readonly published = new Progress();
  private readonly held = new Map<number, Held>();
  private readonly halted = new Map<number, Error>();
  private readonly lag = new Map<number, number>();
  private idleWaiters: (() => void)[] = [];
  private error: Error | null = null;
  private running: Promise<void> | null = null;
  private stopping = false;
  private leasesDue = true;
  private topicsEnsured = false;
  private concerns: readonly string[] = [];
  /** What the lease store was told last of partitions that cannot go on. */
  private toldHalted = '[]';
  private refilled = 0;

  constructor(private readonly options: RelayOptions<E>) {
    this.backoff = new Backoff(options.retryMinMs ?? 100, options.retryMaxMs ?? 5_000);
  }

  start(): void {
    this.running ??= this.loop();
  }

  /** Something was recorded. */
  wake(): void {
    this.alarm.wake();
  }

  /**
   * Finishes the publish in flight and gives the leases back. A transport that does not answer is
   * not waited for longer than `stopMsMax`: then the leases lapse.
   */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    if (this.running) await atMost(this.options.stopMsMax ?? 5_000, this.running);
  }

  status(): RelayStatus {
    const state = this.stopping ? 'stopped' : this.error ? 'retrying' : 'relaying';
    const { error, lag, refilled, concerns } = this;
    const halted = new Map(this.halted);
    for (const [partition, { refusal }] of this.held) {
      if (refusal) halted.set(partition, refusal.error);
    }
    return { state, error, halted, concerns, lag: new Map(lag), refilled };
  }

  /** Partitions this process holds the lease of. */
  get partitions(): readonly number[] {
    return [...this.held.keys()].sort((a, b) => a - b);
  }

  /** Resolves when this relay has published `partition` up to `seq`. */
  reached(partition: number, seq: number): Promise<void> {
    return this.published.reached(partition, seq);
  }

  /** Resolves when a look that began after this call found nothing to publish in what it holds. */
  caughtUp(): Promise<void> {
    return new Promise((resolve) => {
      this.idleWaiters.push(resolve);
      this.wake();
    });
  }

  private async loop(): Promise<void> {
    const ttlMs = this.options.leaseTtlMs ?? 10_000;
    const renewal = setInterval(() => {
      this.leasesDue = true;
      this.wake();
    }, ttlMs / 3);
    const check = setInterval(() => this.check(), this.options.checkMs ?? 30_000);
    while (!this.stopping) {
      const waiters = this.idleWaiters;
      this.idleWaiters = [];
      const moved = await this.look();
      if (moved === 'nothing') for (const resolve of waiters) resolve();
      else this.idleWaiters.push(...waiters);
      if (this.stopping || moved === 'some') continue;
      await (moved === 'nothing' ? this.alarm.sleep(this.options.pollMs ?? 500) : this.pause());
    }
    clearInterval(renewal);
    clearInterval(check);
    // When the leases cannot be given back they lapse.
    await this.options.leases.release(this.options.owner).catch(() => undefined);
    this.held.clear();
  }

  private async look(): Promise<'some' | 'nothing' | 'failed'> {
    try {
      if (!this.topicsEnsured) this.concerns = await this.options.transport.ensureTopics();
      this.topicsEnsured = true;
      if (this.leasesDue) await this.takeLeases();
      await this.place();
      const moved = await this.relay();
      await this.tellHalted();
      this.error = null;
      this.backoff.succeeded();
      return moved ? 'some' : 'nothing';
    } catch (error) {
      this.error = error as Error;
      this.leasesDue = true;
      // The topic itself may be what is missing.
      this.topicsEnsured = false;
      return 'failed';
    }
  }

  /** A pause that only stopping cuts short: being woken by every command would defeat it. */
  private async pause(): Promise<void> {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      this.wake();
    }, this.backoff.nextMs());
    while (!over && !this.stopping) await this.alarm.sleep(60_000);
    clearTimeout(timer);
  }

  /** Renews what is held, takes its share of what is free, and forgets what was lost. */
  private async takeLeases(): Promise<void> {
    const { owner, leases, leaseTtlMs } = this.options;
    this.leasesDue = false;
    const granted = await leases.acquire(owner, leaseTtlMs ?? 10_000);
    const mine = new Map(granted.map((lease) => [lease.partition, lease]));
    for (const [partition, held] of this.held) {
      if (mine.get(partition)?.epoch !== held.lease.epoch) this.drop(partition);
    }
    for (const lease of granted) {
      if (this.held.has(lease.partition)) continue;
      const { cursor, place } = lease;
      const held = { lease, cursor, place, placed: false, carefulTo: 0, refusal: null };
      this.held.set(lease.partition, held);
    }
  }

  private drop(partition: number): void {
    this.held.delete(partition);
    this.halted.delete(partition);
    this.lag.delete(partition);
  }

  /** Looks again at the topic itself, and tries again what it refused. */
  private check(): void {
    this.topicsEnsured = false;
    for (const { refusal } of this.held.values()) if (refusal) refusal.isDue = true;
    this.doubt();
  }

  /** Has the topic compared again with what is known of it. */
  private doubt(): void {
    for (const held of this.held.values()) held.placed = false;
    this.wake();
  }

  /**
   * Moves cursors to where the topic ends: past what a former holder, or a publish without an
   * answer, left there; back to what is left of a topic that was made anew.
   */
  private async place(): Promise<void> {
    const unplaced = [...this.held.values()].filter((held) => !held.placed);
    if (unplaced.length === 0) return;
    const tails = await this.options.transport.tails(
      new Map(unplaced.map((held) => [held.lease.partition, held.place])),
    );
    const found: Moved[] = [];
    for (const held of unplaced) {
      const { partition } = held.lease;
      const tail = tails.get(partition);
      const refusal = tail ? await this.refusalOf(partition, tail) : null;
      if (refusal) this.halted.set(partition, refusal);
      else this.halted.delete(partition);
      if (tail && !refusal) {
        const to = cursorBefore(held, tail);
        this.noteRefill(held, to);
        found.push({ held, to, place: placeBefore(tail.next) });
      }
      held.placed = true;
    }
    await this.advance(found);
  }

  /** Other processes see it, too; where a lease is new they have forgotten. */
  private async tellHalted(): Promise<void> {
    const { halted } = this.status();
    const reasons = new Map([...halted].map(([partition, { message }]) => [partition, message]));
    const epochs = [...halted.keys()].map((partition) => this.held.get(partition)?.lease.epoch);
    const telling = JSON.stringify([...reasons].map((reason, i) => [...reason, epochs[i]]));
    if (telling === this.toldHalted) return;
    await this.options.leases.tellHalted(this.options.owner, reasons);
    this.toldHalted = telling;
  }

  /** Why nothing may be published after what the topic has: it is not this log's. */
  private async refusalOf(partition: number, { last }: Tail): Promise<TransportError | null> {
    if (last === null) return null;
    try {
      await expectOurs(this.options.log, partition, last);
      return null;
    } catch (error) {
      if (error instanceof TransportError && error.permanent) return error;
      throw error;
    }
  }

  private noteRefill({ lease: { partition }, cursor }: Held, to: number): void {
    if (to >= cursor) return;
    this.refilled += cursor - to;
    this.options.onRefill?.({ partition, fromSeq: to + 1, toSeq: cursor });
  }

  /**
   * Publishes the next page of every partition that has one, then moves the cursors. Events that
   * may be refused go by themselves, so that no other partition is held up by them.
   */
  private async relay(): Promise<boolean> {
    const batches = await this.nextBatches();
    const isCareful = ({ partition, events }: PartitionBatch<E>): boolean => {
      return events[0]!.event.seq <= this.held.get(partition)!.carefulTo;
    };
    const together = batches.filter((batch) => !isCareful(batch));
    const alone = batches.filter(isCareful).map((batch) => [batch]);
    for (const sent of together.length > 0 ? [together, ...alone] : alone) {
      // After a refusal everything is looked at anew.
      if (!(await this.publish(sent))) return true;
    }
    return batches.length > 0;
  }

  /** False: one of the events is refused, and nothing is known of the others. */
  private async publish(batches: readonly PartitionBatch<E>[]): Promise<boolean> {
    let published: ReadonlyMap<number, Published>;
    try {
      published = await this.options.transport.publish(batches);
    } catch (error) {
      this.doubt();
      await this.options.transport.reset();
      if (!(error instanceof TransportError) || error.code !== 'EVENT_REFUSED') throw error;
      this.noteRefusal(batches, error);
      return false;
    }
    await this.advance(batches.map((batch) => this.moveAfter(batch, published)));
    return true;
  }

  /** A single event is known to be the one; of several each is tried by itself. */
  private noteRefusal(batches: readonly PartitionBatch<E>[], error: TransportError): void {
    for (const { partition, events } of batches) {
      const held = this.held.get(partition)!;
      held.carefulTo = Math.max(held.carefulTo, events.at(-1)!.event.seq);
    }
    const [batch] = batches;
    if (batches.length > 1 || batch!.events.length > 1) return;
    const { partition, seq, id, type } = batch!.events[0]!.event;
    const message =
      `partition ${partition} cannot go on before seq ${seq}: ` +
      `event ${id} (${type}) is refused: ${error.message}`;
    const told = new TransportError('EVENT_REFUSED', message, { cause: error });
    this.held.get(partition)!.refusal = { error: told, isDue: false };
  }

  /** On to the last event published; to the beginning when it came to lie in a topic made anew. */
  private moveAfter(
    { partition, events }: PartitionBatch<E>,
    published: ReadonlyMap<number, Published>,
  ): Moved {
    const held = this.held.get(partition)!;
    const lies = published.get(partition);
    const anew = lies !== undefined && wasMadeAnew(held.place, lies);
    // Behind the few that lie there first: every event is in the topic, and repeats are harmless.
    if (anew) this.noteRefill(held, 0);
    return { held, to: anew ? 0 : events.at(-1)!.event.seq, place: lies?.last ?? null };
  }

  private async nextBatches(): Promise<PartitionBatch<E>[]> {
    const { log, pageMax = 500 } = this.options;
    const heads = await log.heads();
    const behind: Held[] = [];
    for (const held of this.held.values()) {
      const { partition } = held.lease;
      const lag = Math.max(0, (heads.get(partition) ?? 0) - held.cursor);
      this.lag.set(partition, lag);
      const waits = this.halted.has(partition) || held.refusal?.isDue === false;
      if (lag > 0 && !waits) behind.push(held);
    }
    const batches = await Promise.all(
      behind.map(async ({ lease, cursor, carefulTo }) => ({
        partition: lease.partition,
        epoch: lease.epoch,
        events: await log.read(lease.partition, cursor, cursor < carefulTo ? 1 : pageMax),
      })),
    );
    return batches.filter((batch) => batch.events.length > 0);
  }

  /** A cursor that does not move belongs to someone else by now: that partition is dropped. */
  private async advance(all: readonly Moved[]): Promise<void> {
    const moves = all.filter(({ held, to, place }) => to !== held.cursor || place !== held.place);
    if (moves.length === 0) return;
    const moved = await this.options.leases.advance(
      moves.map(({ held, to, place }): LeaseMove => {
        return { ...held.lease, cursor: held.cursor, to, place };
      }),
    );
    for (const { held, to, place } of moves) {
      const { partition } = held.lease;
      if (!moved.has(partition)) {
        this.drop(partition);
        continue;
      }
      this.lag.set(partition, Math.max(0, (this.lag.get(partition) ?? 0) - (to - held.cursor)));
      if (to > held.cursor) held.refusal = null;
      held.cursor = to;
      held.place = place;
      this.published.set(partition, to);
    }
  }
}

interface Moved {
  readonly held: Held;
  readonly to: number;
  readonly place: Place | null;
}
