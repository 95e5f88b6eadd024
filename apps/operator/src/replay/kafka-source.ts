import type { LoggedEvent } from '#contracts';
import { parkedSeqs, PostgresLogReader } from '#postgres';
import type { createPool, ReplayFilter, ReplayPages, ReplaySpan } from '#postgres';
import { VerbError } from '../exit.js';
import { findKafka } from '../find-kafka.js';
import { note } from '../terminal.js';
import { TopicEvents } from './topic-events.js';
import type { Missing } from './topic-events.js';

export interface KafkaSourceOptions {
  readonly pool: ReturnType<typeof createPool>;
  readonly partitions: number;
  readonly filter: ReplayFilter;
  /** Whose parked events are left out; null: nobody's. */
  readonly projection: string | null;
  /** Whether what the topic lacks is read from the log; otherwise it is refused. */
  readonly refill: boolean;
}

/** Opens the topic as the source of a replay. @throws VerbError where there is no Kafka */
export async function openKafkaSource(options: KafkaSourceOptions): Promise<KafkaSource> {
  const kafka = await findKafka();
  if (kafka === null) {
    throw new VerbError('USAGE', 'Without Kafka there is no topic to read: set KAFKA_BROKERS.');
  }
  const log = new PostgresLogReader(options.pool, options.partitions);
  const onMissing = (missing: Missing) => tellMissing(missing, options.refill);
  return new KafkaSource(new TopicEvents({ kafka, log, onMissing }), options);
}

/**
 * The events that a replay wants, out of the topic: the same as out of the log. Every partition is
 * read from the beginning of what the topic has, as a resumed replay's are.
 */
export class KafkaSource implements ReplayPages {
  private reading: { partition: number; at: number; events: AsyncGenerator<LoggedEvent> } | null =
    null;
  private parked: ReadonlySet<number> = new Set();

  constructor(
    private readonly topic: Pick<TopicEvents, 'read'>,
    private readonly options: KafkaSourceOptions,
  ) {}

  async read(partition: number, after: number, last: number, limit: number) {
    if (this.reading?.partition !== partition || this.reading.at !== after) {
      await this.reading?.events.return(undefined);
      this.reading = { partition, at: after, events: await this.open(partition, after, last) };
    }
    const { reading } = this;
    const page: LoggedEvent[] = [];
    while (page.length < limit) {
      const next = await reading.events.next();
      if (next.done === true) break;
      reading.at = next.value.event.seq;
      if (this.wants(next.value)) page.push(next.value);
    }
    return page;
  }

  /** How many events of each type there are to replay. */
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

  private async open(partition: number, after: number, last: number) {
    const { pool, projection } = this.options;
    this.parked = projection ? await parkedSeqs(pool, projection, partition) : new Set();
    return this.topic.read(partition, after, last);
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

function tellMissing({ partition, fromSeq, toSeq }: Missing, refill: boolean): void {
  const what = `partition ${partition} seq ${fromSeq} to ${toSeq}`;
  const message = `the topic does not have ${what}: cut off by retention, or not published yet`;
  if (refill) return note(`${message}; read from the log`);
  throw new VerbError('TOPIC_INCOMPLETE', `${message}. Without --no-refill the log is read there.`);
}
