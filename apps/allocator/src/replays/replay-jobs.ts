import { randomUUID } from 'node:crypto';
import { UnavailableError } from '#event-sourcing';
import type { ReplayAsked, ReplayCount, Uuid } from '#contracts';
import {
  applyReplay,
  compareReplay,
  countReplay,
  findReplay,
  forgetShadow,
  listReplays,
  lockRebuild,
  replayObservabilityRows,
  runReplay,
  startReplay,
  stopReplay,
} from '#postgres';
import type { createPool, Replay, ReplayFilter, ReplaySink } from '#postgres';
import type { TopicSink } from '#kafka';
import { observabilityOf, TELEMETRY_PROJECTION } from '#telemetry';

export interface ReplayJobsOptions {
  readonly pool: ReturnType<typeof createPool>;
  readonly partitions: number;
  /** Opens a topic to be filled again; null: there is no Kafka. */
  readonly openTopic: ((topic: string) => Promise<TopicSink>) | null;
  /** Told of a replay that ended before its end; its row says the same. */
  readonly onError: (error: unknown, replayId: Uuid) => void;
}

export interface WantedReplay {
  readonly target: ReplayAsked['target'];
  readonly filter: ReplayFilter;
  readonly dryRun: boolean;
  /** Events a second at most; null: as fast as it goes. */
  readonly rate: number | null;
  readonly startedBy: string;
}

/** A topic was asked for, and there is no Kafka. */
export class NoTopicsError extends Error {
  override readonly name = 'NoTopicsError';
  readonly code = 'KAFKA_NOT_CONFIGURED';
}

/** A replay reads and writes as fast as it is let: more at once would starve the commands. */
const RUNNING_MAX = 2;
const LISTED_MAX = 100;

/** What one does with its events, once everything that it needs is there. */
interface Work {
  readonly run: (replay: Replay, signal: AbortSignal) => Promise<unknown>;
  /** It never began. */
  readonly giveUp: () => Promise<void>;
}

interface Job {
  readonly interrupt: AbortController;
  /** Resolves when the page in hand is done with. */
  ended: Promise<void>;
}

/** The replays that this process runs, and a look at all others. */
export class ReplayJobs {
  private readonly jobs = new Map<Uuid, Job>();
  private stopping = false;

  constructor(private readonly options: ReplayJobsOptions) {}

  /** What a replay to telemetry or a topic would deliver now; begins nothing. */
  async count({ target, filter }: WantedReplay): Promise<ReplayCount> {
    const { pool, partitions } = this.options;
    const projection = target === 'telemetry' ? TELEMETRY_PROJECTION : null;
    const counted = await countReplay(pool, partitions, { filter, projection });
    return { dryRun: true, target, ...counted };
  }

  /**
   * Begins one and answers at once.
   * @throws UnavailableError while two are under way or the process stops; RebuildError
   * `REBUILD_ELSEWHERE`; NoTopicsError; TransportError
   */
  async start(wanted: WantedReplay): Promise<Replay> {
    if (this.stopping) throw new UnavailableError('STOPPING', 5);
    if (this.jobs.size >= RUNNING_MAX) throw new UnavailableError('OVERLOADED', 30);
    const { pool, partitions } = this.options;
    const id = randomUUID();
    // Takes its place before anything is awaited, so that three at once are not all let in.
    const job: Job = { interrupt: new AbortController(), ended: Promise.resolve() };
    this.jobs.set(id, job);
    let work: Work | null = null;
    try {
      work = await this.prepare(id, wanted);
      const replay = await startReplay(pool, partitions, { id, ...wanted });
      job.ended = this.run(replay, work, job.interrupt.signal);
      return replay;
    } catch (error) {
      this.jobs.delete(id);
      await work?.giveUp();
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

  /** Applies what a replay to allocations has compared. @throws RebuildError */
  apply(id: Uuid): Promise<Replay> {
    const { pool, partitions } = this.options;
    return applyReplay(pool, partitions, id);
  }

  /**
   * Ends one after the page in hand, in whatever process it runs, and forgets what it has compared.
   * @throws ReplayError
   */
  async stop(id: Uuid): Promise<Replay> {
    const { pool } = this.options;
    const { target } = await stopReplay(pool, id);
    await this.interrupt(this.jobs.get(id));
    if (target === 'allocations') await forgetShadow(pool, id);
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

  /** Everything that may be missing is asked for before the replay is begun. */
  private async prepare(id: Uuid, { target, rate }: WantedReplay): Promise<Work> {
    const { pool, partitions, openTopic } = this.options;
    if (target === 'allocations') {
      const lock = await lockRebuild(pool);
      return {
        run: (replay, signal) => compareReplay(replay, { pool, partitions, lock, rate, signal }),
        giveUp: () => Promise.resolve(lock.release(true)),
      };
    }
    const deliver = (sink: ReplaySink): Work['run'] => {
      return (replay, signal) => runReplay(replay, { pool, rate, signal, sink });
    };
    if (target === 'telemetry') {
      return { run: deliver(telemetrySink(id)), giveUp: () => Promise.resolve() };
    }
    if (openTopic === null) throw new NoTopicsError('without Kafka there are no topics');
    const { send, close } = await openTopic(target.slice('topic:'.length));
    const run = deliver({ send });
    return { run: (replay, signal) => run(replay, signal).finally(close), giveUp: close };
  }

  private async run(replay: Replay, work: Work, signal: AbortSignal): Promise<void> {
    try {
      await work.run(replay, signal);
    } catch (error) {
      this.options.onError(error, replay.id);
    } finally {
      this.jobs.delete(replay.id);
    }
  }
}

function telemetrySink(id: Uuid): ReplaySink {
  return {
    projection: TELEMETRY_PROJECTION,
    write: (client, events) => replayObservabilityRows(client, events.flatMap(observabilityOf), id),
  };
}
