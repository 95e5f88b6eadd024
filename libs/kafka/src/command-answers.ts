import type { CommandOutcome } from '#contracts';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { replyOf } from './command-reply.js';
import type { Compression } from './codecs/index.js';
import { deadLetterOf } from './dead-letter.js';
import { FittingSends } from './fitting-sends.js';
import type { Fitting } from './fitting-sends.js';

/** What became of one record: an outcome to reply with, a reason to set it aside, or both. */
export interface HandledRecord {
  readonly outcome: CommandOutcome | null;
  /** Why it is set aside; null: it is not. */
  readonly unreadable: string | null;
  /** Ours: the same record may well be taken when it is sent again. Absent: the record's own. */
  readonly fault?: 'service';
}

/** Records of one partition that were handled, in their order. */
export interface HandledChunk {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  readonly handled: readonly HandledRecord[];
}

/** A topic of answers, and its number of partitions. */
export interface AnswerTopic {
  readonly topic: string;
  readonly partitions: number;
}

interface Answer extends Fitting {
  /** Unlike any other of the chunk: what it is, and of which record. */
  readonly id: string;
}

/**
 * Sends the replies and the dead letters of chunks. All of a chunk go to one partition each, which
 * is that of the commands where the topics have as many. When a send fails, the records come again;
 * what was confirmed of them before is not sent a second time.
 */
export class CommandAnswers {
  private readonly sends: FittingSends;
  /** Answers confirmed of the chunk in hand, by partition. */
  private readonly confirmed = new Map<number, Set<string>>();
  /** Records set aside since the start. */
  setAside = 0;

  constructor(
    kafka: Kafka,
    options: { readonly compression: Compression; readonly onLost: (error: unknown) => void },
  ) {
    this.sends = new FittingSends(kafka, options);
  }

  /** Resolves when all are durable. */
  async send(
    chunk: HandledChunk,
    to: { readonly replies: AnswerTopic; readonly dead: AnswerTopic },
  ): Promise<void> {
    const { partition, messages, handled } = chunk;
    const replies: Answer[] = [];
    const dead: Answer[] = [];
    handled.forEach(({ outcome, unreadable, fault }, i) => {
      const message = messages[i]!;
      // Offsets begin anew in a topic that was made anew; times do not.
      const id = `${message.offset} ${message.timestamp}`;
      if (outcome) replies.push({ id: `reply ${id}`, ...replyOf(outcome) });
      if (unreadable === null) return;
      const why = { error: unreadable, fault: fault ?? ('sender' as const) };
      dead.push({ id: `dead ${id}`, ...deadLetterOf(chunk, message, why) });
    });
    const confirmed = this.confirmed.get(partition) ?? new Set<string>();
    this.confirmed.set(partition, confirmed);
    await this.sendTo(to.replies, partition, replies, confirmed);
    await this.sendTo(to.dead, partition, dead, confirmed);
    this.setAside += dead.length;
    this.confirmed.delete(partition);
  }

  close(): Promise<void> {
    return this.sends.close();
  }

  private sendTo(
    { topic, partitions }: AnswerTopic,
    source: number,
    answers: readonly Answer[],
    confirmed: Set<string>,
  ): Promise<void> {
    const open = answers.filter(({ id }) => !confirmed.has(id));
    const place = { topic, partition: source % partitions };
    return this.sends.send(place, open, (sent) => {
      for (const { id } of sent) confirmed.add(id);
    });
  }
}
