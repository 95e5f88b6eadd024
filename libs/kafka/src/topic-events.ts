import type { LoggedEvent } from '#contracts';
import { eventHash } from '#contracts';
import { expectOurs, TransportError } from '#event-sourcing';
import type { LogReader } from '#event-sourcing';
import type { KafkaClusterOptions } from './cluster.js';
import type { PassedOver } from './passed-over.js';
import { readTopic } from './read-topic.js';

export interface TopicEventsOptions {
  readonly kafka: KafkaClusterOptions;
  readonly log: LogReader<LoggedEvent>;
  /** Whether what the topic lacks is read from the log; otherwise it is refused. */
  readonly refill: boolean;
  /** Told of what is passed over, and of every range that the topic lacks, before it is filled. */
  readonly onMissing: (message: string) => void;
}

const PAGE = 500;

/** The events of a partition as the topic has them: dense, each following from the one before. */
export class TopicEvents {
  constructor(private readonly options: TopicEventsOptions) {}

  /**
   * The events with `after < seq <= last`. Repeats are dropped; what retention has cut off, and what
   * is not published yet, is read from the log.
   * @throws TransportError `TOPIC_FOREIGN` or `TOPIC_AHEAD` for another log's topic; `TOPIC_BROKEN`
   * for a record that was changed or does not follow from the one before; `TOPIC_INCOMPLETE`
   */
  async *read(partition: number, after: number, last: number): AsyncGenerator<LoggedEvent> {
    let seq = after;
    let hash: string | null = null;
    for await (const { logged, passedOver } of readTopic(this.options.kafka, partition)) {
      if (logged === null) {
        this.options.onMissing(unusable(passedOver));
        continue;
      }
      const { event } = logged;
      if (event.seq <= seq) continue;
      if (event.seq > seq + 1) {
        for await (const filled of this.filled(partition, seq, Math.min(event.seq - 1, last))) {
          yield filled;
          ({ seq } = filled.event);
          ({ hash } = filled);
        }
      }
      if (event.seq > last) return;
      if (hash === null)
        await expectOurs(this.options.log, partition, { seq: event.seq, hash: logged.hash });
      expectLink(logged, hash);
      yield logged;
      ({ seq } = event);
      ({ hash } = logged);
    }
    yield* this.filled(partition, seq, last);
  }

  private async *filled(
    partition: number,
    after: number,
    last: number,
  ): AsyncGenerator<LoggedEvent> {
    const { log } = this.options;
    if (after >= last) return;
    this.miss(`partition ${partition} seq ${after + 1} to ${last}`);
    for (let seq = after; seq < last;) {
      const page = await log.read(partition, seq, Math.min(PAGE, last - seq));
      if (page.length === 0) return;
      yield* page;
      seq = page.at(-1)!.event.seq;
    }
  }

  private miss(what: string): void {
    const { refill, onMissing } = this.options;
    const message = `the topic does not have ${what}: cut off by retention, unreadable, or not published yet`;
    if (refill) return onMissing(`${message}; read from the log`);
    const wayOut = 'let the replay read from the log what the topic lacks';
    throw new TransportError('TOPIC_INCOMPLETE', `${message}; ${wayOut}`);
  }
}

function unusable({ partition, firstOffset, lastOffset, reason }: PassedOver): string {
  return `partition ${partition} offsets ${firstOffset} to ${lastOffset} are passed over: ${reason}`;
}

function expectLink({ event, prevHash, hash }: LoggedEvent, previous: string | null): void {
  const follows = previous === null || prevHash === previous;
  if (follows && eventHash(prevHash, event) === hash) return;
  throw new TransportError(
    'TOPIC_BROKEN',
    `the topic's record of partition ${event.partition} seq ${event.seq} is not what was recorded: ` +
      'see allocator verify.',
  );
}
