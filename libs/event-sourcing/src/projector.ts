import { Alarm, Backoff } from './alarm.js';
import { Suspicion } from './failure.js';
import type { SuspicionOptions } from './failure.js';
import type { LogReader, Logged } from './log-reader.js';
import { triedNeighbours } from './neighbours.js';
import { Progress } from './progress.js';
import type { CheckpointMove, Projected, ProjectionStore } from './projection-store.js';
import { expectOurs } from './topic-tail.js';
import { TransportError } from './transport.js';
import type { Delivered, Delivery, LogTransport, Subscription } from './transport.js';

export interface ProjectorOptions<E extends Logged, R> {
  /** The projection's name: of its checkpoints and of its consumer group. */
  readonly projection: string;
  /** What an event means to this projection. Pure, so that a replay makes the same rows. */
  readonly rowsOf: (event: E) => readonly R[];
  readonly store: ProjectionStore<E, R>;
  readonly log: LogReader<E>;
  readonly transport: LogTransport<E>;
  /** Most events in one transaction. */
  readonly pageMax?: number;
  /** Most venues that may be parked; the projector stops at the event that would park another. */
  readonly parkedVenuesMax?: number;
  readonly retryMinMs?: number;
  readonly retryMaxMs?: number;
  /** When an event whose failure says nothing of it comes to be parked all the same. */
  readonly suspicion?: SuspicionOptions;
  /**
   * The last seq known to have been in the topic, by partition. With it, what was there and is not
   * delivered, because retention or a new topic took it, is filled from the log as well.
   */
  readonly published?: () => Promise<ReadonlyMap<number, number>>;
  /** Whatever was published has to be delivered within twice so long. */
  readonly deliveryMsMax?: number;
}

export interface ProjectorStatus {
  /** `halted`: too many venues are parked; goes on by itself when one is resumed or dropped. */
  readonly state: 'projecting' | 'retrying' | 'halted' | 'stopped' | 'failed';
  readonly error: Error | null;
  /** Per partition assigned to this process: the last seq projected. */
  readonly seqs: ReadonlyMap<number, number>;
  /** Events read from the log since the start, because the topic did not have them. */
  readonly refilled: number;
}

const PARKED_VENUES_MAX = 100;

/** An event cannot be projected, and as many venues are parked as may be: people must look. */
export class ParkingFullError extends Error {
  override readonly name = 'ParkingFullError';
  readonly code = 'PARKING_FULL';
  constructor(
    readonly projection: string,
    readonly partition: number,
    readonly seq: number,
    venuesMax: number,
    options: ErrorOptions,
  ) {
    super(
      `projection ${projection} cannot take event ${partition}:${seq}, and no more than ` +
        `${venuesMax} venues may be parked`,
      options,
    );
  }
}

/** The rows of a page cannot be made or stored, and that may lie in one of its events. */
class PoisonedPageError extends Error {
  override readonly name = 'PoisonedPageError';
  constructor(
    message: string,
    /** The failure says so of itself; otherwise the page has failed for long. */
    readonly isCertain: boolean,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Turns events into rows, each exactly once: rows and checkpoint move together and only from where
 * the checkpoint was expected to be. So a repeated record is dropped, a member that lost its
 * partition writes nothing, and a gap is filled from the log. Failures of the store are retried for
 * ever. An event that alone cannot be projected is parked, and with it every later one of its
 * venue; other venues go on. What its neighbours fail of as well is no fault of the event. Past a
 * bound on parked venues the projector halts and says so in its status.
 */
export class Projector<E extends Logged, R> {
  private readonly progress = new Progress();
  private readonly backoff: Backoff;
  private readonly alarm = new Alarm();
  private subscription: Subscription | null = null;
  private error: Error | null = null;
  private state: ProjectorStatus['state'] = 'projecting';
  private refilled = 0;
  /** The hash of the last event projected here, by partition: the next one's `prevHash`. */
  private readonly links = new Map<number, { readonly seq: number; readonly hash: string }>();
  private readonly handling = new Set<number>();
  private watch: NodeJS.Timeout | undefined;

  constructor(private readonly options: ProjectorOptions<E, R>) {
    this.backoff = new Backoff(options.retryMinMs ?? 100, options.retryMaxMs ?? 5_000);
  }

  /** Joins the group; `ready` and `ended` tell what becomes of it. */
  async start(): Promise<void> {
    this.subscription = await this.options.transport.subscribe({
      group: this.options.projection,
      positions: (partitions) => {
        const left = [...this.progress.entries().keys()].filter((p) => !partitions.includes(p));
        for (const partition of left) this.progress.forget(partition);
        return this.positions(partitions);
      },
      handle: (delivery) => this.handle(delivery),
    });
    this.subscription.ended.catch((error: unknown) => {
      this.state = 'failed';
      this.error = error as Error;
    });
    this.watchDeliveries();
  }

  /** Resolves when partitions are assigned for the first time. */
  get ready(): Promise<void> {
    return this.subscription?.ready ?? Promise.reject(new Error('the projector is not started'));
  }

  /** Resolves when the projector is over; rejects with what ended it: a topic that is not ours. */
  get ended(): Promise<void> {
    return this.subscription?.ended ?? Promise.resolve();
  }

  /** Finishes the transaction in hand. */
  async stop(): Promise<void> {
    if (this.state !== 'failed') this.state = 'stopped';
    clearInterval(this.watch);
    this.alarm.wake();
    await this.subscription?.stop();
  }

  status(): ProjectorStatus {
    const { state, error, refilled } = this;
    return { state, error, seqs: this.progress.entries(), refilled };
  }

  /** Resolves when this process knows `partition` to be projected up to `seq`. */
  reached(partition: number, seq: number): Promise<void> {
    return this.progress.reached(partition, seq);
  }

  private async positions(partitions: readonly number[]) {
    const found = await this.options.store.checkpoints(this.options.projection, partitions);
    for (const partition of partitions)
      this.progress.set(partition, found.get(partition)?.seq ?? 0);
    return found;
  }

  private async handle(delivery: Delivery<E>): Promise<void> {
    this.handling.add(delivery.partition);
    try {
      await this.take(delivery);
    } finally {
      this.handling.delete(delivery.partition);
    }
  }

  private async take(delivery: Delivery<E>): Promise<void> {
    const { partition } = delivery;
    let rest = delivery.records;
    while (rest.length > 0) {
      const last = this.progress.get(partition) ?? (await this.lastProjected(delivery));
      rest = rest.filter(({ event }) => event.event.seq > last);
      const page = await this.retrying(delivery, () => this.nextPage(partition, last, rest));
      if (page.length > 0) await this.applyPage(delivery, last, page);
      await delivery.heartbeat();
    }
  }

  /** What follows `last` without a gap: as delivered, or the log's where one is missing. */
  private async nextPage(
    partition: number,
    last: number,
    records: readonly Delivered<E>[],
  ): Promise<readonly Delivered<E>[]> {
    const pageMax = this.options.pageMax ?? 500;
    const page: Delivered<E>[] = [];
    for (const record of records) {
      const expected = last + page.length + 1;
      if (page.length === pageMax || record.event.event.seq > expected) break;
      // Repeats inside one delivery come out of order: a deposed relay's late send.
      if (record.event.event.seq === expected) page.push(record);
    }
    const first = records[0];
    if (!first) return page;
    if (page.length > 0) return this.linked(partition, last, page);
    const { seq } = first.event.event;
    await expectOurs(this.options.log, partition, { seq, hash: first.event.hash });
    return this.missing(partition, last, seq - 1);
  }

  /** Those of the page that follow from what was projected: a topic may be another log's. */
  private async linked(
    partition: number,
    last: number,
    page: readonly Delivered<E>[],
  ): Promise<readonly Delivered<E>[]> {
    const [first] = page;
    const link = this.links.get(partition);
    if (link?.seq !== last || link.hash !== first!.event.prevHash) {
      const { event, hash } = first!.event;
      await expectOurs(this.options.log, partition, { seq: event.seq, hash });
    }
    const broken = page.findIndex((record, i) => {
      return i > 0 && record.event.prevHash !== page[i - 1]!.event.hash;
    });
    return broken === -1 ? page : page.slice(0, broken);
  }

  /** The next events up to a seq as the log has them. */
  private async missing(
    partition: number,
    last: number,
    to: number,
  ): Promise<readonly Delivered<E>[]> {
    const limit = Math.min(to - last, this.options.pageMax ?? 500);
    const events = await this.options.log.read(partition, last, limit);
    this.refilled += events.length;
    return events.map((event) => ({ event, place: null }));
  }

  /** Has what was published and does not come read from the log. */
  private watchDeliveries(): void {
    const { published, deliveryMsMax = 10_000 } = this.options;
    if (!published) return;
    let before = new Map<number, number>();
    const look = async (): Promise<void> => {
      const inTopic = await published();
      for (const [partition, seq] of this.progress.entries()) {
        const waited = before.get(partition) === seq && !this.handling.has(partition);
        const to = inTopic.get(partition) ?? 0;
        if (waited && to > seq) await this.refill(partition, to);
      }
      before = new Map(this.progress.entries());
    };
    let looking = false;
    this.watch = setInterval(() => {
      if (looking || this.state !== 'projecting') return;
      looking = true;
      // What fails is looked at again the next time.
      void look()
        .catch(() => undefined)
        .finally(() => (looking = false));
    }, deliveryMsMax);
  }

  /** Beside whatever is delivered meanwhile: the checkpoint moves for one of them only. */
  private async refill(partition: number, to: number): Promise<void> {
    const delivery = { partition, records: [], heartbeat: () => Promise.resolve() };
    for (;;) {
      const last = this.progress.get(partition);
      if (last === undefined || last >= to || this.state !== 'projecting') return;
      const page = await this.missing(partition, last, to);
      if (page.length === 0) return;
      await this.applyPage(delivery, last, page);
    }
  }

  private async applyPage(
    delivery: Delivery<E>,
    last: number,
    page: readonly Delivered<E>[],
  ): Promise<void> {
    for (;;) {
      try {
        return await this.applyRun(delivery, last, page);
      } catch (error) {
        if (!(error instanceof PoisonedPageError)) throw error;
        if (page.length > 1) break;
        const cause = error.cause as Error;
        const neighbours = await this.neighboursOf(page[0]!, delivery);
        // With none to try, what the failure says of itself counts.
        if (neighbours === 'pass' || (neighbours === 'none' && error.isCertain)) {
          return this.park(delivery, page[0]!, cause);
        }
        await this.pause(delivery, cause, 'retrying');
      }
    }
    // One by one, so that only the culprit is parked.
    for (const record of page) {
      const { seq } = record.event.event;
      if (this.progress.get(delivery.partition) !== seq - 1) return;
      await this.applyPage(delivery, seq - 1, [record]);
    }
  }

  private async applyRun(
    delivery: Delivery<E>,
    expectedSeq: number,
    run: readonly Delivered<E>[],
  ): Promise<void> {
    const { rowsOf, store } = this.options;
    const move = this.moveTo(run.at(-1)!, expectedSeq);
    let projected: readonly Projected<E, R>[];
    try {
      projected = run.map(({ event }) => ({ event, rows: rowsOf(event) }));
    } catch (cause) {
      throw new PoisonedPageError('an event cannot be mapped', true, { cause });
    }
    const suspicion = new Suspicion(this.options.suspicion);
    const applied = await this.retrying(
      delivery,
      () => store.apply(move, projected),
      (cause, waitedMs) => {
        suspicion.note(waitedMs);
        const isCertain = store.failureOf(cause) === 'content';
        if (!isCertain && !suspicion.isSuspect) return null;
        return new PoisonedPageError('the rows cannot be stored', isCertain, { cause });
      },
    );
    if (applied) this.projected(run.at(-1)!);
    else await this.lastProjected(delivery);
  }

  private neighboursOf({ event: { event } }: Delivered<E>, delivery: Delivery<E>) {
    return this.retrying(delivery, () => triedNeighbours(this.options, event, delivery));
  }

  private projected({ event: { event, hash } }: Delivered<E>): void {
    this.links.set(event.partition, { seq: event.seq, hash });
    this.progress.set(event.partition, event.seq);
  }

  private async park(delivery: Delivery<E>, record: Delivered<E>, error: Error): Promise<void> {
    const { projection, store, parkedVenuesMax = PARKED_VENUES_MAX } = this.options;
    const { partition, seq } = record.event.event;
    const move = this.moveTo(record, seq - 1);
    const parked = await this.retrying(delivery, async () => {
      const answer = await store.park(move, { event: record.event, error }, parkedVenuesMax);
      if (answer !== 'full') return answer;
      throw new ParkingFullError(projection, partition, seq, parkedVenuesMax, { cause: error });
    });
    if (parked === 'parked') this.projected(record);
    else await this.lastProjected(delivery);
  }

  private moveTo({ event, place }: Delivered<E>, expectedSeq: number): CheckpointMove {
    const { partition, seq } = event.event;
    return { projection: this.options.projection, partition, expectedSeq, next: { seq, place } };
  }

  private async lastProjected(delivery: Delivery<E>): Promise<number> {
    const { partition } = delivery;
    await this.retrying(delivery, () => this.positions([partition]));
    return this.progress.get(partition) ?? 0;
  }

  /**
   * Until it succeeds, with growing pauses and a heartbeat in each.
   *
   * @param poison the error to end with, or null to go on, after so long; absent: for ever
   */
  private async retrying<T>(
    delivery: Delivery<E>,
    attempt: () => Promise<T>,
    poison: (cause: unknown, waitedMs: number) => Error | null = () => null,
  ): Promise<T> {
    let waitedMs = 0;
    for (;;) {
      try {
        const result = await attempt();
        this.backoff.succeeded();
        if (this.state === 'retrying' || this.state === 'halted') this.state = 'projecting';
        this.error = null;
        return result;
      } catch (error) {
        if (error instanceof TransportError) throw error;
        const full = error instanceof ParkingFullError;
        const end = full ? null : poison(error, waitedMs);
        if (end) throw end;
        waitedMs += await this.pause(delivery, error as Error, full ? 'halted' : 'retrying');
      }
    }
  }

  /** Answers how long it was, in milliseconds. */
  private async pause(
    delivery: Delivery<E>,
    error: Error,
    state: 'retrying' | 'halted',
  ): Promise<number> {
    this.error = error;
    if (this.state !== 'stopped') this.state = state;
    await delivery.heartbeat();
    const pauseMs = this.backoff.nextMs();
    if (this.state !== 'stopped') await this.alarm.sleep(pauseMs);
    await delivery.heartbeat();
    return pauseMs;
  }
}
