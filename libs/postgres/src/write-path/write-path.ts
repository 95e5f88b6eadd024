import { setTimeout as delay } from 'node:timers/promises';
import type { Venue } from '#allocation';
import type { Command, CommandOutcome, Flags, Uuid } from '#contracts';
import { logPartitionOf } from '#contracts';
import type { Failure, Settled, Submitter, Way } from '#event-sourcing';
import { Lanes, UnavailableError } from '#event-sourcing';
import pg from 'pg';
import { CalendarStore, createCalendarPool } from '../calendar/calendar-store.js';
import { ConnectionLostError } from '../connection-lost.js';
import { failureOf } from '../failure.js';
import { Batch } from './batch.js';
import { BatchSession, PartitionHeldError, RowHeldError } from './batch-session.js';
import { Experience } from './experience.js';

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
  /** Longest wait for the lock of a log partition; default 5 s. */
  readonly lockTimeoutMs?: number;
  /** Told of every try that failed and is repeated or given up. */
  readonly onTrouble?: (trouble: WriteTrouble) => void;
  /**
   * Told of every batch that was answered, for metrics: commands in it and milliseconds it took.
   */
  readonly onBatch?: (commands: number, elapsedMs: number) => void;
}

/** A try of a batch that came to nothing. */
export interface WriteTrouble {
  readonly failure: Failure;
  readonly error: unknown;
  readonly partitions: readonly number[];
  readonly commands: number;
}

/** Tries of one batch before its senders are told to come back. */
const ATTEMPTS_MAX = 6;
const BACKOFF_MS = 40;
/** No further try after this: whoever waits behind the batch has waited as long. */
const PATIENCE_MS = 8_000;
/** Longest wait for the answer to one flight of statements. */
const FLIGHT_MS_MAX = 6_000;
/** Longest wait of a lane for one partition's lock, while the lane's others wait for it. */
const LANE_LOCK_MS_MAX = 500;
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
  /** By log partition: those of the detours. */
  private readonly detours = new Map<number, BatchSession>();
  private readonly knownVenues = new Map<Uuid, Venue>();
  private readonly calendar: CalendarStore;
  private ownCalendarPool: pg.Pool | null;
  /** What became of the commands of late. */
  readonly experience = new Experience();

  constructor(private readonly options: WritePathOptions) {
    const { databaseUrl, lanes, batchMax } = options;
    const lockTimeoutMs = Math.min(LANE_LOCK_MS_MAX, options.lockTimeoutMs ?? LANE_LOCK_MS_MAX);
    this.sessions = Array.from({ length: lanes }, (_, lane) => {
      return this.session(`allocator lane ${lane}`, lockTimeoutMs);
    });
    this.ownCalendarPool = options.calendar ? null : createCalendarPool(databaseUrl);
    this.calendar = options.calendar ?? new CalendarStore(this.ownCalendarPool!);
    this.lanes = new Lanes({
      lanes,
      batchMax,
      queueMax: options.queueMax ?? 20 * batchMax,
      partitionOf: (command) => this.partitionOf(command.venueId),
      run: (way, batch) => this.run(way, batch),
      onReturn: (partition) => void this.endDetour(partition),
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
    await Promise.all([...this.sessions, ...this.detours.values()].map((each) => each.close()));
    const pool = this.ownCalendarPool;
    this.ownCalendarPool = null;
    await pool?.end();
  }

  private readonly partitionOf = (venueId: Uuid): number =>
    logPartitionOf(venueId, this.options.partitions);

  private session(name: string, lockTimeoutMs: number): BatchSession {
    const { databaseUrl } = this.options;
    return new BatchSession({ databaseUrl, name, lockTimeoutMs, flightMsMax: FLIGHT_MS_MAX });
  }

  private async endDetour(partition: number): Promise<void> {
    const session = this.detours.get(partition);
    this.detours.delete(partition);
    await session?.close().catch(() => undefined);
  }

  private async run(
    { lane, detour }: Way,
    commands: readonly Command[],
  ): Promise<readonly Settled<CommandOutcome>[]> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    const isDetour = detour !== null;
    const session = isDetour ? this.detourOf(detour) : this.sessions[lane]!;
    session.until(deadlineMs);
    const settled = await this.settle({ session, isDetour, deadlineMs }, commands);
    settled.forEach((each, i) =>
      this.experience.note(this.partitionOf(commands[i]!.venueId), each),
    );
    return settled;
  }

  private detourOf(partition: number): BatchSession {
    const known = this.detours.get(partition);
    if (known) return known;
    const lockTimeoutMs = this.options.lockTimeoutMs ?? 5_000;
    const session = this.session(`allocator partition ${partition}`, lockTimeoutMs);
    this.detours.set(partition, session);
    return session;
  }

  /** Tries until it is answered, as far as that may help and time allows. */
  private async settle(
    run: Run,
    commands: readonly Command[],
  ): Promise<readonly Settled<CommandOutcome>[]> {
    const { session, isDetour, deadlineMs } = run;
    for (let attempt = 1; ; attempt++) {
      try {
        const startedAt = performance.now();
        const outcomes = await this.batch(session, commands).run();
        this.options.onBatch?.(commands.length, performance.now() - startedAt);
        return outcomes.map((outcome) => ({ kind: 'answered', outcome }));
      } catch (error) {
        await session.rollback();
        const failure = batchFailure(error);
        const byPartition = this.byPartition(commands);
        const partitions = [...byPartition.keys()];
        if (error instanceof PartitionHeldError && !isDetour) {
          if (byPartition.size === 1) return commands.map(() => ({ kind: 'held' }));
          return this.settleApart(run, commands, [...byPartition.values()]);
        }
        this.options.onTrouble?.({ failure, error, partitions, commands: commands.length });
        // Where we are connected to may be what is wrong, such as a server that only reads.
        if (failure === 'away') session.renew();
        // One of the batch is to blame; alone, each is refused for its own reasons only.
        if (commands.length > 1 && (failure === 'contested' || failure === 'content')) {
          return this.settleApart(
            run,
            commands,
            commands.map((command) => [command]),
          );
        }
        if (failure === 'content') return commands.map(() => ({ kind: 'failed', error }));
        if (attempt === ATTEMPTS_MAX || performance.now() > deadlineMs) {
          return commands.map(() => notAnswered(failure, error));
        }
        if (commands.length > 1 && failure === 'race' && attempt === ATTEMPTS_TOGETHER_MAX) {
          return this.settleApart(
            run,
            commands,
            commands.map((command) => [command]),
          );
        }
        await delay(BACKOFF_MS * 2 ** (attempt - 1));
      }
    }
  }

  /**
   * Each part gets its try, but all of them together have no more patience than the batch had. What
   * comes after a command of its partition that was not answered is not answered either, since its
   * sender repeats them in their order; unless that one alone was in somebody's way.
   */
  private async settleApart(
    run: Run,
    commands: readonly Command[],
    parts: readonly (readonly Command[])[],
  ): Promise<readonly Settled<CommandOutcome>[]> {
    const settled = new Map<Command, Settled<CommandOutcome>>();
    const left = new Map<number, Settled<CommandOutcome>>();
    for (const part of parts) {
      const partition = this.partitionOf(part[0]!.venueId);
      const before = left.get(partition);
      const answers = before ? part.map(() => before) : await this.settle(run, part);
      part.forEach((command, i) => settled.set(command, answers[i]!));
      const one = answers.find(isLeft);
      if (one) left.set(partition, one);
    }
    return commands.map((command) => settled.get(command)!);
  }

  /** In the order of their first command. */
  private byPartition(commands: readonly Command[]): Map<number, Command[]> {
    const parts = new Map<number, Command[]>();
    for (const command of commands) {
      const partition = this.partitionOf(command.venueId);
      const part = parts.get(partition);
      if (part) part.push(command);
      else parts.set(partition, [command]);
    }
    return parts;
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

interface Run {
  readonly session: BatchSession;
  readonly isDetour: boolean;
  /** Of `performance.now()`: no further try after it. */
  readonly deadlineMs: number;
}

/** Everything about the connection is known as such here; the rest is a mistake of ours. */
function batchFailure(error: unknown): Failure {
  if (error instanceof PartitionHeldError) return 'race';
  if (error instanceof RowHeldError) return 'contested';
  const isOfTheDatabase = error instanceof pg.DatabaseError || error instanceof ConnectionLostError;
  return isOfTheDatabase ? failureOf(error) : 'content';
}

/** Not for a reason of the one command: what follows in its partition would fare no better. */
function isLeft(settled: Settled<CommandOutcome>): boolean {
  if (settled.kind !== 'failed') return settled.kind === 'held';
  return settled.error instanceof UnavailableError && settled.error.failure !== 'contested';
}

function notAnswered(failure: Failure, cause: unknown): Settled<CommandOutcome> {
  const error = new UnavailableError('LOG_UNAVAILABLE', 1, { failure, cause });
  return { kind: 'failed', error };
}
