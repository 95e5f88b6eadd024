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
  /** Most commands waiting in one lane; past it new ones fail with `OVERLOADED`. */
  readonly queueMax: number;
  readonly partitionOf: (command: C) => number;
  /** Decides and stores one batch; answers in the batch's order. A throw fails the whole batch. */
  readonly run: (lane: number, batch: readonly C[]) => Promise<readonly Settled<O>[]>;
}

/** What became of one command of a batch: its outcome, or the error that its sender alone gets. */
export type Settled<O> =
  { readonly ok: true; readonly outcome: O } | { readonly ok: false; readonly error: unknown };

interface Waiting<C, O> {
  readonly command: C;
  readonly resolve: (outcome: O) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane<C, O> {
  readonly waiting: Waiting<C, O>[];
  running: Promise<void> | null;
}

/**
 * Natural batching: while a lane's batch is in flight the next commands queue, and the batch after
 * takes all that wait, up to a bound. There is no timer, so an idle service answers one command in
 * one batch at once, and a busy one shares each commit among many. A log partition belongs to the
 * lane `partition mod lanes`, so the commands of one venue keep their order.
 */
export class Lanes<C, O> implements Submitter<C, O> {
  private readonly lanes: readonly Lane<C, O>[];
  private stopping = false;

  constructor(private readonly options: LanesOptions<C, O>) {
    this.lanes = Array.from({ length: options.lanes }, () => ({ waiting: [], running: null }));
  }

  submit(command: C): Promise<O> {
    if (this.stopping) return Promise.reject(new UnavailableError('STOPPING', 2));
    const index = this.options.partitionOf(command) % this.options.lanes;
    const lane = this.lanes[index]!;
    if (lane.waiting.length >= this.options.queueMax) {
      return Promise.reject(new UnavailableError('OVERLOADED', 1));
    }
    return new Promise<O>((resolve, reject) => {
      lane.waiting.push({ command, resolve, reject });
      lane.running ??= this.work(index, lane);
    });
  }

  /** Refuses new commands, answers all that were accepted, then resolves. */
  async drain(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.lanes.map((lane) => lane.running ?? Promise.resolve()));
  }

  /** Commands accepted and not yet in a batch, over all lanes. */
  get queued(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.waiting.length, 0);
  }

  private async work(index: number, lane: Lane<C, O>): Promise<void> {
    // One turn of the event loop, so that commands submitted together share the first batch.
    await Promise.resolve();
    while (lane.waiting.length > 0) {
      const batch = lane.waiting.splice(0, this.options.batchMax);
      try {
        const commands = batch.map((waiting) => waiting.command);
        const settled = await this.options.run(index, commands);
        batch.forEach((waiting, i) => answer(waiting, settled[i]!));
        if (settled.some(isUnavailable)) refuseWaiting(lane.waiting);
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    lane.running = null;
  }
}

function answer<C, O>(waiting: Waiting<C, O>, settled: Settled<O>): void {
  if (settled.ok) waiting.resolve(settled.outcome);
  else waiting.reject(settled.error);
}

function isUnavailable<O>(settled: Settled<O>): boolean {
  return !settled.ok && settled.error instanceof UnavailableError;
}

/**
 * What waits behind a batch that was not answered is not answered either: a sender that repeats its
 * commands in order must not find that a later one overtook.
 */
function refuseWaiting<C, O>(waiting: Waiting<C, O>[]): void {
  const error = new UnavailableError('LOG_UNAVAILABLE', 1);
  for (const { reject } of waiting.splice(0)) reject(error);
}
