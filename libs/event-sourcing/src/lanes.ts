import { UnavailableError } from './unavailable.js';

/**
 * Takes one command and answers after its effect is durable, or fails with {@link
 * UnavailableError}.
 */
export interface Submitter<C, O> {
  submit(command: C): Promise<O>;
}

export interface LanesOptions<C, O> {
  readonly lanes: number;
  /** Most commands in one batch. */
  readonly batchMax: number;
  /** Most commands waiting in one lane or on one detour; past it new ones fail: `OVERLOADED`. */
  readonly queueMax: number;
  readonly partitionOf: (command: C) => number;
  /** Decides and stores one batch; answers in the batch's order. A throw fails the whole batch. */
  readonly run: (way: Way, batch: readonly C[]) => Promise<readonly Settled<O>[]>;
  /** Told when a partition is back in its lane, and its detour is not needed. */
  readonly onReturn?: (partition: number) => void;
}

/** Where a batch goes: its lane, or the detour of the one partition that it is of. */
export interface Way {
  readonly lane: number;
  /** Null: the lane itself, where no partition may keep the others waiting. */
  readonly detour: number | null;
}

/**
 * What became of one command of a batch: its outcome, or the error that its sender alone gets; or
 * nothing, since somebody else holds its partition. That is answered in a lane only, never on a
 * detour.
 */
export type Settled<O> =
  | { readonly kind: 'answered'; readonly outcome: O }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'held' };

interface Waiting<C, O> {
  readonly command: C;
  readonly resolve: (outcome: O) => void;
  readonly reject: (error: unknown) => void;
}

interface Queue<C, O> {
  waiting: Waiting<C, O>[];
  running: Promise<void> | null;
}

interface Ran<C, O> {
  readonly held: readonly Waiting<C, O>[];
  /** Some of the batch got its answer. */
  readonly isAnswered: boolean;
}

interface Lane<C, O> extends Queue<C, O> {
  /** By partition: those that somebody else held when the lane came to them. */
  readonly detours: Map<number, Queue<C, O>>;
}

/**
 * Natural batching: while a lane's batch is in flight the next commands queue, and the batch after
 * takes all that wait, up to a bound. There is no timer, so an idle service answers one command in
 * one batch at once, and a busy one shares each commit among many. A log partition belongs to the
 * lane `partition mod lanes`, so the commands of one venue keep their order.
 *
 * A partition that somebody else holds leaves its lane for a detour, with all that waits for it in
 * its order, and comes back when it was answered: the lane's other partitions do not wait for it.
 */
export class Lanes<C, O> implements Submitter<C, O> {
  private readonly lanes: readonly Lane<C, O>[];
  private stopping = false;

  constructor(private readonly options: LanesOptions<C, O>) {
    this.lanes = Array.from({ length: options.lanes }, () => {
      return { waiting: [], running: null, detours: new Map<number, Queue<C, O>>() };
    });
  }

  submit(command: C): Promise<O> {
    if (this.stopping) return Promise.reject(new UnavailableError('STOPPING', 2));
    const partition = this.options.partitionOf(command);
    const index = partition % this.options.lanes;
    const lane = this.lanes[index]!;
    const detour = lane.detours.get(partition);
    const queue = detour ?? lane;
    if (queue.waiting.length >= this.options.queueMax) {
      return Promise.reject(new UnavailableError('OVERLOADED', 1));
    }
    return new Promise<O>((resolve, reject) => {
      queue.waiting.push({ command, resolve, reject });
      if (detour) detour.running ??= this.detour(index, partition, detour);
      else lane.running ??= this.work(index, lane);
    });
  }

  /** Refuses new commands, answers all that were accepted, then resolves. */
  async drain(): Promise<void> {
    this.stopping = true;
    for (;;) {
      const queues = this.lanes.flatMap((lane) => [lane, ...lane.detours.values()]);
      const running = queues.flatMap((queue) => queue.running ?? []);
      if (running.length === 0) return;
      await Promise.all(running);
    }
  }

  /** Commands accepted and not yet in a batch, over all lanes. */
  get queued(): number {
    const queues = this.lanes.flatMap((lane) => [lane, ...lane.detours.values()]);
    return queues.reduce((sum, queue) => sum + queue.waiting.length, 0);
  }

  private async work(index: number, lane: Lane<C, O>): Promise<void> {
    // One turn of the event loop, so that commands submitted together share the first batch.
    await Promise.resolve();
    while (lane.waiting.length > 0) {
      const { held } = await this.runNext({ lane: index, detour: null }, lane);
      if (held.length > 0) this.turnOff(index, lane, held);
    }
    lane.running = null;
  }

  /** Runs the next batch of a queue and answers it, except those whose partition is held. */
  private async runNext(way: Way, queue: Queue<C, O>): Promise<Ran<C, O>> {
    const batch = queue.waiting.splice(0, this.options.batchMax);
    try {
      const settled = await this.options.run(
        way,
        batch.map(({ command }) => command),
      );
      batch.forEach((waiting, i) => answer(waiting, settled[i]!));
      this.refuseBehind(batch, settled, queue);
      return {
        held: batch.filter((_, i) => settled[i]!.kind === 'held'),
        isAnswered: settled.some(({ kind }) => kind === 'answered'),
      };
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
      return { held: [], isAnswered: false };
    }
  }

  /**
   * What waits behind a command that was not answered is not answered either: a sender that repeats
   * its commands in order must not find that a later one overtook. Where the reason is not of one
   * partition, that is all who wait, so that nobody waits for the same once more.
   */
  private refuseBehind(
    batch: readonly Waiting<C, O>[],
    settled: readonly Settled<O>[],
    queue: Queue<C, O>,
  ): void {
    const { partitionOf } = this.options;
    const left = settled.map((each) => unavailableOf(each));
    const isOfAll = left.some((error) => error?.failure === 'away');
    const partitions = new Set(
      batch.flatMap(({ command }, i) => (left[i] ? [partitionOf(command)] : [])),
    );
    if (partitions.size === 0) return;
    const isBehind = ({ command }: Waiting<C, O>): boolean =>
      isOfAll || partitions.has(partitionOf(command));
    const refused = queue.waiting.filter(isBehind);
    queue.waiting = queue.waiting.filter((waiting) => !isBehind(waiting));
    for (const { reject } of refused) reject(left.find((error) => error !== null));
  }

  /** Sends partitions on their detours, each with what waits behind it in the lane. */
  private turnOff(index: number, lane: Lane<C, O>, held: readonly Waiting<C, O>[]): void {
    const { partitionOf } = this.options;
    const partitions = new Set(held.map(({ command }) => partitionOf(command)));
    const isHeld = ({ command }: Waiting<C, O>): boolean => partitions.has(partitionOf(command));
    const turned = [...held, ...lane.waiting.filter(isHeld)];
    lane.waiting = lane.waiting.filter((waiting) => !isHeld(waiting));
    for (const partition of partitions) {
      const waiting = turned.filter(({ command }) => partitionOf(command) === partition);
      const detour: Queue<C, O> = { waiting, running: null };
      lane.detours.set(partition, detour);
      detour.running = this.detour(index, partition, detour);
    }
  }

  /** Ends when nothing waits; a partition that was not answered then stays off its lane. */
  private async detour(index: number, partition: number, queue: Queue<C, O>): Promise<void> {
    await Promise.resolve();
    let isAnswered = false;
    while (queue.waiting.length > 0) {
      ({ isAnswered } = await this.runNext({ lane: index, detour: partition }, queue));
    }
    queue.running = null;
    if (!isAnswered) return;
    this.lanes[index]!.detours.delete(partition);
    this.options.onReturn?.(partition);
  }
}

function answer<C, O>(waiting: Waiting<C, O>, settled: Settled<O>): void {
  if (settled.kind === 'answered') waiting.resolve(settled.outcome);
  if (settled.kind === 'failed') waiting.reject(settled.error);
}

function unavailableOf<O>(settled: Settled<O>): UnavailableError | null {
  if (settled.kind !== 'failed') return null;
  return settled.error instanceof UnavailableError ? settled.error : null;
}
