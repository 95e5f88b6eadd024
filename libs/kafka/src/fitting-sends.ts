import type { Kafka, Message, Producer } from 'kafkajs';
import { EXCHANGE_MS_MAX, letGo, within } from './bounded.js';
import { compressionNumber } from './codecs/index.js';
import type { Compression } from './codecs/index.js';
import { isRefusal } from './error-type.js';
import { AS_TOLD, connectProducer } from './producer.js';
import { runsOf } from './record-bytes.js';

/** A message, and what to send where it does not fit. */
export interface Fitting {
  readonly whole: Message;
  readonly smaller: Message;
}

/** Below what a broker takes when nobody told it otherwise (1 MiB). */
const RUN_BYTES_MAX = 512 * 1024;

/**
 * Sends messages so that each arrives in one form or another, once. A batch goes to one partition,
 * which takes all of it or nothing, so a batch that is refused is divided and nothing that was
 * taken is sent again.
 */
export class FittingSends {
  private producer: Producer | null = null;

  constructor(
    private readonly kafka: Kafka,
    private readonly options: {
      readonly compression: Compression;
      /** Told of a message of which not even the smaller form fits. It is given up. */
      readonly onLost: (error: unknown) => void;
    },
  ) {}

  /**
   * Resolves when all are durable. Throws when that is not known; then `sent` was told of all that
   * are.
   */
  async send<T extends Fitting>(
    place: { readonly topic: string; readonly partition: number },
    messages: readonly T[],
    sent: (messages: readonly T[]) => void,
  ): Promise<void> {
    for (const run of runsOf(messages, RUN_BYTES_MAX)) await this.sendRun(place, run, sent);
  }

  async close(): Promise<void> {
    const producer = this.producer;
    this.producer = null;
    if (producer) await letGo(producer);
  }

  private async sendRun<T extends Fitting>(
    place: { readonly topic: string; readonly partition: number },
    run: readonly T[],
    sent: (messages: readonly T[]) => void,
  ): Promise<void> {
    if (
      await this.takes(
        place,
        run.map(({ whole }) => whole),
      )
    )
      return sent(run);
    if (run.length > 1) {
      const half = Math.ceil(run.length / 2);
      await this.sendRun(place, run.slice(0, half), sent);
      return this.sendRun(place, run.slice(half), sent);
    }
    const [last] = run;
    if (!(await this.takes(place, [last!.smaller]))) {
      this.options.onLost(new Error(`${place.topic} takes not even the smaller form of a record`));
    }
    sent(run);
  }

  /** False: the topic does not take these together, and has taken none of them. */
  private async takes(
    { topic, partition }: { readonly topic: string; readonly partition: number },
    messages: readonly Message[],
  ): Promise<boolean> {
    this.producer ??= await connectProducer(this.kafka, AS_TOLD);
    const told = messages.map((message) => ({ ...message, partition }));
    const compression = compressionNumber(this.options.compression);
    const sending = this.producer.send({ topic, messages: told, acks: -1, compression });
    try {
      await within(EXCHANGE_MS_MAX, sending);
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  }
}
