import { randomUUID } from 'node:crypto';
import { UnavailableError } from '#event-sourcing';
import type { ReplayAsked, ReplayCount, ReplayFrom, Uuid } from '#contracts';
import {
  applyReplay,
  compareReplay,
  countReplay,
  findReplay,
  forgetShadow,
  listReplays,
  lockRebuild,
  replayObservabilityRows,
  replaySpan,
  ReplaySource,
  runReplay,
  startReplay,
  stopReplay,
  StreamedSource,
} from '#postgres';
import type {
  createPool,
  EventStream,
  Replay,
  ReplayFilter,
  ReplayPages,
  ReplaySink,
} from '#postgres';
import type { TopicSink } from '#kafka';
import { observabilityOf, TELEMETRY_PROJECTION } from '#telemetry';

export interface ReplayJobsOptions {
  readonly pool: ReturnType<typeof createPool>;
  readonly partitions: number;
  /** Null: there is no Kafka. */
  readonly kafka: ReplayTopics | null;
  /** Told of a replay that ended before its end; its row says the same. */
  readonly onError: (error: unknown, replayId: Uuid) => void;
}

/** What replays do with Kafka. */
export interface ReplayTopics {
  /** Opens a topic to be filled again. */
  readonly open: (topic: string) => Promise<TopicSink>;
  /** The events as the topic of the log has them; what it lacks is read from the log if `refill`. */
  readonly events: (refill: boolean) => EventStream;
}

export interface WantedReplay {
  readonly target: ReplayAsked['target'];
  readonly source: ReplayFrom;
  /** From Kafka: whether what the topic lacks is read from the log; otherwise it is refused. */
  readonly refill: boolean;
  readonly filter: ReplayFilter;
  readonly dryRun: boolean;
  /** Events a second at most; null: as fast as it goes. */
  readonly rate: number | null;
  readonly startedBy: string;
}

/** A replay to or from a topic was asked for, and there is no Kafka. */
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

  /**
   * What a replay to telemetry or a topic would deliver now; begins nothing. Counted in the log,
   * wherever it would read: a topic gives the same events, or the replay is refused.
   */
  async count({ target, filter }: WantedReplay): Promise<ReplayCount> {
    const { pool, partitions } = this.options;
    const source = new ReplaySource(pool, filter, projectionOf(target));
    const counted = await countReplay(source, await replaySpan(pool, partitions, filter));
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
  private async prepare(id: Uuid, wanted: WantedReplay): Promise<Work> {
    const { pool, partitions, kafka } = this.options;
    const { target, rate } = wanted;
    const source = this.sourceOf(wanted);
    if (target === 'allocations') {
      const lock = await lockRebuild(pool);
      const options = { pool, partitions, lock, rate, source };
      return {
        run: (replay, signal) => compareReplay(replay, { ...options, signal }),
        giveUp: () => Promise.resolve(lock.release(true)),
      };
    }
    const deliver = (sink: ReplaySink): Work['run'] => {
      return (replay, signal) => runReplay(replay, { pool, rate, signal, sink, source });
    };
    if (target === 'telemetry') {
      return { run: deliver(telemetrySink(id)), giveUp: () => Promise.resolve() };
    }
    if (kafka === null) throw new NoTopicsError('without Kafka there are no topics');
    const { send, close } = await kafka.open(target.slice('topic:'.length));
    const run = deliver({ send });
    return { run: (replay, signal) => run(replay, signal).finally(close), giveUp: close };
  }

  /** Where the events are read, unless it is the log. */
  private sourceOf({ target, source, refill, filter }: WantedReplay): ReplayPages | undefined {
    if (source === 'postgres') return undefined;
    const { pool, kafka } = this.options;
    if (kafka === null) throw new NoTopicsError('without Kafka there is no topic to read');
    // Of a venue as well, tables want every event of its log partition, because each is checked.
    const wanted = target === 'allocations' ? { ...filter, venueId: null } : filter;
    const projection = projectionOf(target);
    return new StreamedSource(kafka.events(refill), { pool, filter: wanted, projection });
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

/** Whose parked events a replay leaves out. */
function projectionOf(target: WantedReplay['target']): string | null {
  return target === 'telemetry' ? TELEMETRY_PROJECTION : null;
}

function telemetrySink(id: Uuid): ReplaySink {
  return {
    projection: TELEMETRY_PROJECTION,
    write: (client, events) => replayObservabilityRows(client, events.flatMap(observabilityOf), id),
  };
}
