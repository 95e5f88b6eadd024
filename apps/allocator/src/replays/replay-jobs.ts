import { randomUUID } from 'node:crypto';
import { UnavailableError } from '#event-sourcing';
import type { Uuid } from '#contracts';
import {
  findReplay,
  listReplays,
  replayObservabilityRows,
  runReplay,
  startReplay,
  stopReplay,
} from '#postgres';
import type { createPool, Replay, ReplayFilter } from '#postgres';
import { observabilityOf, TELEMETRY_PROJECTION } from '#telemetry';

export interface ReplayJobsOptions {
  readonly pool: ReturnType<typeof createPool>;
  readonly partitions: number;
  /** Told of a replay that ended before its end; its row says the same. */
  readonly onError: (error: unknown, replayId: Uuid) => void;
}

export interface ReplayAsked {
  readonly filter: ReplayFilter;
  /** Events a second at most; null: as fast as it goes. */
  readonly rate: number | null;
  readonly startedBy: string;
}

/** A replay reads and writes as fast as it is let: more at once would starve the commands. */
const RUNNING_MAX = 2;
const LISTED_MAX = 100;

interface Job {
  readonly interrupt: AbortController;
  /** Resolves when the page in hand is done with. */
  ended: Promise<void>;
}

/** The replays to telemetry that this process runs, and a look at all others. */
export class ReplayJobs {
  private readonly jobs = new Map<Uuid, Job>();
  private stopping = false;

  constructor(private readonly options: ReplayJobsOptions) {}

  /**
   * Begins one and answers at once.
   * @throws UnavailableError while two are under way or the process stops
   */
  async start({ filter, rate, startedBy }: ReplayAsked): Promise<Replay> {
    if (this.stopping) throw new UnavailableError('STOPPING', 5);
    if (this.jobs.size >= RUNNING_MAX) throw new UnavailableError('OVERLOADED', 30);
    const { pool, partitions } = this.options;
    const id = randomUUID();
    // Takes its place before anything is awaited, so that three at once are not all let in.
    const job: Job = { interrupt: new AbortController(), ended: Promise.resolve() };
    this.jobs.set(id, job);
    try {
      const replay = await startReplay(pool, partitions, {
        id,
        target: 'telemetry',
        filter,
        startedBy,
      });
      job.ended = this.run(replay, rate, job.interrupt.signal);
      return replay;
    } catch (error) {
      this.jobs.delete(id);
      throw error;
    }
  }

  /** @throws ReplayError `REPLAY_NOT_FOUND` */
  find(id: Uuid): Promise<Replay> {
    return findReplay(this.options.pool, id);
  }

  /** The latest, newest first. */
  list(): Promise<readonly Replay[]> {
    return listReplays(this.options.pool, LISTED_MAX);
  }

  /** Ends one after the page in hand, in whatever process it runs. @throws ReplayError */
  async stop(id: Uuid): Promise<Replay> {
    await stopReplay(this.options.pool, id);
    await this.interrupt(this.jobs.get(id));
    return this.find(id);
  }

  /** Interrupts what runs here; it stays `running` and can be resumed by the command line. */
  async stopAll(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.jobs.values()].map((job) => this.interrupt(job)));
  }

  private async interrupt(job: Job | undefined): Promise<void> {
    job?.interrupt.abort();
    await job?.ended;
  }

  private async run(replay: Replay, rate: number | null, signal: AbortSignal): Promise<void> {
    const { pool, onError } = this.options;
    try {
      await runReplay(replay, {
        pool,
        rate,
        signal,
        sink: {
          projection: TELEMETRY_PROJECTION,
          write: (client, events) =>
            replayObservabilityRows(client, events.flatMap(observabilityOf), replay.id),
        },
      });
    } catch (error) {
      onError(error, replay.id);
    } finally {
      this.jobs.delete(replay.id);
    }
  }
}
