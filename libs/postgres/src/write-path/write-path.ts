import { setTimeout as delay } from 'node:timers/promises';
import type { Venue } from '#allocation';
import type { Command, CommandOutcome, Flags, Uuid } from '#contracts';
import { logPartitionOf } from '#contracts';
import type { Settled, Submitter } from '#event-sourcing';
import { Lanes, UnavailableError } from '#event-sourcing';
import type pg from 'pg';
import { CalendarStore, createCalendarPool } from '../calendar/calendar-store.js';
import { Batch } from './batch.js';
import { BatchSession } from './batch-session.js';
import { batchFailure } from './batch-failure.js';

export interface WritePathOptions {
  readonly databaseUrl: string;
  /** As fixed in the database (see `fixLogPartitions`). */
  readonly partitions: number;
  readonly lanes: number;
  readonly batchMax: number;
  /** Commands waiting in one lane at most; default 20 batches. */
  readonly queueMax?: number;
  readonly flagDefaults: Flags;
  /** Whoever gives one ends its connections; default: one of its own. */
  readonly calendar?: CalendarStore;
  /** Longest wait for one lock of the database; default 5 s. */
  readonly lockTimeoutMs?: number;
  /**
   * Told of every batch that was answered, for metrics: commands in it and milliseconds it took.
   */
  readonly onBatch?: (commands: number, elapsedMs: number) => void;
}

/** Tries of one batch before its senders are told to come back. */
const ATTEMPTS_MAX = 6;
const BACKOFF_MS = 40;
/** No further try after this: whoever waits behind the batch has waited as long. */
const PATIENCE_MS = 8_000;
/** Tries of a batch that lost a race, before each of its commands tries alone. */
const ATTEMPTS_TOGETHER_MAX = 3;

/**
 * The way of every command into the log: lanes of batches, each one transaction. Answers after the
 * commit. A command id takes effect once, so whatever is retried here or by the sender is harmless.
 * Fails with {@link UnavailableError} when it did not answer; anything else thrown is a bug of
 * ours.
 */
export class WritePath implements Submitter<Command, CommandOutcome> {
  private readonly lanes: Lanes<Command, CommandOutcome>;
  private readonly sessions: readonly BatchSession[];
  private readonly knownVenues = new Map<Uuid, Venue>();
  private readonly calendar: CalendarStore;
  private ownCalendarPool: pg.Pool | null;

  constructor(private readonly options: WritePathOptions) {
    const { databaseUrl, lanes, batchMax } = options;
    const lockTimeoutMs = options.lockTimeoutMs ?? 5_000;
    this.sessions = Array.from(
      { length: lanes },
      (_, lane) => new BatchSession(databaseUrl, lane, lockTimeoutMs),
    );
    this.ownCalendarPool = options.calendar ? null : createCalendarPool(databaseUrl);
    this.calendar = options.calendar ?? new CalendarStore(this.ownCalendarPool!);
    this.lanes = new Lanes({
      lanes,
      batchMax,
      queueMax: options.queueMax ?? 20 * batchMax,
      partitionOf: (command) => this.partitionOf(command.venueId),
      run: (lane, batch) => this.run(this.sessions[lane]!, batch),
    });
  }

  submit(command: Command): Promise<CommandOutcome> {
    return this.lanes.submit(command);
  }

  /** Commands accepted and not yet in a batch. */
  get queued(): number {
    return this.lanes.queued;
  }

  /** Refuses what comes, answers what was accepted, and closes the connections. Again: nothing. */
  async drain(): Promise<void> {
    await this.lanes.drain();
    await Promise.all(this.sessions.map((session) => session.close()));
    const pool = this.ownCalendarPool;
    this.ownCalendarPool = null;
    await pool?.end();
  }

  private readonly partitionOf = (venueId: Uuid): number =>
    logPartitionOf(venueId, this.options.partitions);

  private async run(
    session: BatchSession,
    commands: readonly Command[],
    begunAt = performance.now(),
  ): Promise<readonly Settled<CommandOutcome>[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        const startedAt = performance.now();
        const outcomes = await this.batch(session, commands).run();
        this.options.onBatch?.(commands.length, performance.now() - startedAt);
        return outcomes.map((outcome) => ({ ok: true, outcome }));
      } catch (error) {
        await session.rollback();
        const failure = batchFailure(error);
        // One of the batch is to blame; alone, each is refused for its own reasons only.
        if (commands.length > 1 && (failure === 'contested' || failure === 'bug')) {
          return this.runOneByOne(session, commands, begunAt);
        }
        if (failure === 'bug') return commands.map(() => ({ ok: false, error }));
        if (attempt === ATTEMPTS_MAX || performance.now() - begunAt > PATIENCE_MS) {
          const unavailable = new UnavailableError('LOG_UNAVAILABLE', 1, { cause: error });
          return commands.map(() => ({ ok: false, error: unavailable }));
        }
        if (commands.length > 1 && failure === 'race' && attempt === ATTEMPTS_TOGETHER_MAX) {
          return this.runOneByOne(session, commands, begunAt);
        }
        await delay(BACKOFF_MS * 2 ** (attempt - 1));
      }
    }
  }

  /** Each gets its try, but all of them together have no more patience than the batch had. */
  private async runOneByOne(
    session: BatchSession,
    commands: readonly Command[],
    begunAt: number,
  ): Promise<readonly Settled<CommandOutcome>[]> {
    const settled: Settled<CommandOutcome>[] = [];
    for (const command of commands) settled.push(...(await this.run(session, [command], begunAt)));
    return settled;
  }

  private batch(session: BatchSession, commands: readonly Command[]): Batch {
    const { partitionOf, knownVenues, calendar } = this;
    return new Batch(session, commands, {
      partitionOf,
      knownVenues,
      calendar,
      flagDefaults: this.options.flagDefaults,
    });
  }
}
