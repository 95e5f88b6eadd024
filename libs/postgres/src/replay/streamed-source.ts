import type { LoggedEvent } from '#contracts';
import { parkedSeqs } from '../parking/parked-events.js';
import type { Queryable } from '../queries/queryable.js';
import type { ReplayFilter } from './replay.js';
import type { ReplayPage, ReplayPages } from './replay-source.js';
import type { ReplaySpan } from './replays.js';

/** Who can only read a log from some place on: a topic that carries it. */
export interface EventStream {
  /** All events of a partition with `after < seq <= last`, in order. */
  read(partition: number, after: number, last: number): AsyncGenerator<LoggedEvent>;
}

export interface StreamedSourceOptions {
  readonly pool: Queryable;
  readonly filter: ReplayFilter;
  /** Whose parked events are left out; null: nobody's. */
  readonly projection: string | null;
}

/** Events looked at for one page, so that a stream with little that is wanted can be interrupted. */
const LOOK_MAX = 10_000;

/**
 * The events that a replay wants, out of a stream: the same as out of the log. Every partition is
 * read from the beginning of what the stream has, as a resumed replay's are.
 */
export class StreamedSource implements ReplayPages {
  private reading: { partition: number; at: number; events: AsyncGenerator<LoggedEvent> } | null =
    null;
  private parked: ReadonlySet<number> = new Set();

  constructor(
    private readonly stream: EventStream,
    private readonly options: StreamedSourceOptions,
  ) {}

  async read(partition: number, after: number, last: number, limit: number): Promise<ReplayPage> {
    if (this.reading?.partition !== partition || this.reading.at !== after) {
      await this.close();
      this.reading = { partition, at: after, events: await this.open(partition, after, last) };
    }
    const { reading } = this;
    const events: LoggedEvent[] = [];
    for (let looked = 0; events.length < limit && looked < LOOK_MAX; looked++) {
      const next = await reading.events.next();
      if (next.done === true) return { events, to: last };
      reading.at = next.value.event.seq;
      if (this.wants(next.value)) events.push(next.value);
    }
    return { events, to: reading.at };
  }

  async count({ starts, ends }: ReplaySpan): Promise<ReadonlyMap<string, number>> {
    const types = new Map<string, number>();
    for (const [partition, last] of ends) {
      // One by one: a partition may be longer than the memory.
      for await (const logged of await this.open(partition, starts.get(partition)!, last)) {
        const { type } = logged.event;
        if (this.wants(logged)) types.set(type, (types.get(type) ?? 0) + 1);
      }
    }
    return new Map([...types].sort());
  }

  async close(): Promise<void> {
    const { reading } = this;
    this.reading = null;
    await reading?.events.return(undefined);
  }

  private async open(partition: number, after: number, last: number) {
    const { pool, projection } = this.options;
    this.parked = projection ? await parkedSeqs(pool, projection, partition) : new Set();
    return this.stream.read(partition, after, last);
  }

  private wants({ event }: LoggedEvent): boolean {
    const { venueId, types, from, to } = this.options.filter;
    return (
      (venueId === null || event.venueId === venueId) &&
      (types === null || types.includes(event.type)) &&
      (from === null || event.recordedAt >= from) &&
      (to === null || event.recordedAt < to) &&
      !this.parked.has(event.seq)
    );
  }
}
