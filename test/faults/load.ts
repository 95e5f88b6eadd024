import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { logPartitionOf } from '#contracts';
import type { CommandOutcome, VenueConfiguration } from '#contracts';
import { KafkaCommandSender, REPLIES_TOPIC } from '#kafka';
import { bistro, envelope, wish } from '../support/bistro.js';
import { outsideKafka } from '../support/topic-collector.js';
import { LANES, LOG_PARTITIONS } from './house.js';
import type { House, Process } from './house.js';

/** One try of a command over HTTP. */
export interface Try {
  readonly process: string;
  readonly partition: number;
  readonly sentMs: number;
  readonly endedMs: number;
  /** Null: the connection broke, or nothing came in time. */
  readonly status: number | null;
}

/** What readiness said, once. */
export interface Look {
  readonly process: string;
  /** When it was asked: what happens until it has answered, it need not know. */
  readonly atMs: number;
  /** Null: nothing was said. */
  readonly status: number | null;
  readonly word: string;
  /** Dependencies that are not up. */
  readonly of: readonly string[];
  readonly reasons: string;
}

interface Answered {
  readonly commandId: string;
  readonly outcome: CommandOutcome;
}

const ANSWER_MS_MAX = 20_000;
const PAUSE_MS = 100;
const LOOK_EVERY_MS = 250;
const KAFKA_EVERY_MS = 200;
/** A reply that is not here by then may have been read by nobody. */
const REREAD_MS = 20_000;

export const now = (): number => performance.now();

/**
 * Booking systems at work: for every process and venue one that sends over HTTP, one command after
 * the other and each until it is answered, and one that sends over Kafka; and an orchestrator that
 * asks every process whether it is ready.
 */
export class Load {
  readonly tries: Try[] = [];
  readonly looks: Look[] = [];
  readonly answered: Answered[] = [];
  /** When they were stored by the broker; taken away when their reply is here. */
  readonly awaited = new Map<string, number>();
  /** Replies, by command. */
  readonly replies = new Map<string, CommandOutcome[]>();
  readonly venues: readonly VenueConfiguration[];
  private readonly over = new AbortController();
  private workers: Promise<void>[] = [];

  constructor(private readonly house: House) {
    // Two of one lane, and one of each of two others.
    this.venues = [0, LANES, 1, 2].map((partition) => venueOf(partition));
  }

  /** Resolves when all are at work and each has had its first answer. */
  async start(): Promise<void> {
    const { processes } = this.house;
    for (const venue of this.venues) {
      await this.settle(processes[0]!, envelope('ConfigureVenue', venue.venueId, venue));
    }
    await this.listen();
    for (const process of processes) {
      this.workers.push(this.orchestrate(process));
      for (const { venueId } of this.venues) this.workers.push(this.call(process, venueId));
    }
    this.workers.push(this.produce());
    while (!this.isAnswered(0)) await delay(PAUSE_MS);
  }

  /** Whether every process has answered a command of every venue since. */
  isAnswered(sinceMs: number): boolean {
    const answered = new Set(
      this.tries
        .filter(({ status, endedMs }) => status !== null && status < 500 && endedMs >= sinceMs)
        .map(({ process, partition }) => `${process} ${partition}`),
    );
    return answered.size === this.house.processes.length * this.venues.length;
  }

  /** Whatever was sent is answered; what was sent over Kafka has its reply. */
  async stop(): Promise<void> {
    this.over.abort();
    await Promise.all(this.workers);
  }

  /** Asks for a process's answer to a path, in vain rather than for long. */
  async ask(process: Process, path: string): Promise<{ status: number; body: unknown } | null> {
    try {
      const response = await fetch(`${process.deployment.service.url}${path}`, {
        headers: { authorization: `Bearer ${process.deployment.token}` },
        signal: AbortSignal.timeout(5_000),
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return null;
    }
  }

  private async call(process: Process, venueId: string): Promise<void> {
    for (let n = 0; !this.over.signal.aborted; n++) {
      const bookingId = randomUUID();
      const startsAt = new Date(Date.UTC(2038, 2, 1 + (n % 300), 12 + (n % 8))).toISOString();
      await this.settle(process, envelope('RegisterBooking', venueId, wish(bookingId, startsAt)));
      await this.settle(process, envelope('AssignBest', venueId, { bookingId }));
    }
  }

  /** Sends until there is an answer, always under the same id. */
  private async settle(
    process: Process,
    command: { readonly commandId: string; readonly venueId: string },
  ): Promise<void> {
    for (;;) {
      const answer = await this.send(process, command);
      const outcome = answer === null ? null : outcomeIn(answer);
      if (outcome) {
        this.answered.push({ commandId: command.commandId, outcome });
        return void (await delay(PAUSE_MS));
      }
      await delay(PAUSE_MS);
    }
  }

  private async send(
    process: Process,
    command: { readonly venueId: string },
  ): Promise<{ readonly status: number; readonly body: unknown } | null> {
    const sentMs = now();
    let answer: { readonly status: number; readonly body: unknown } | null = null;
    try {
      const response = await fetch(`${process.deployment.service.url}/api/commands`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${process.deployment.token}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(command),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      answer = { status: response.status, body: await response.json() };
    } catch {
      // No answer; the same is sent again.
    }
    this.tries.push({
      process: process.name,
      partition: logPartitionOf(command.venueId, LOG_PARTITIONS),
      sentMs,
      endedMs: now(),
      status: answer?.status ?? null,
    });
    return answer;
  }

  private async orchestrate(process: Process): Promise<void> {
    while (!this.over.signal.aborted) {
      const atMs = now();
      const answer = await this.ask(process, '/health/ready');
      const { status = 'nothing', dependencies = {} } = (answer?.body ?? {}) as {
        status?: string;
        dependencies?: Record<string, { status: string; detail?: string }>;
      };
      const reasons = Object.entries(dependencies).filter(([, each]) => each.status !== 'up');
      this.looks.push({
        process: process.name,
        atMs,
        status: answer?.status ?? null,
        word: status,
        of: reasons.map(([name]) => name),
        reasons: reasons.map(([name, { detail }]) => `${name}: ${detail}`).join('; '),
      });
      await delay(LOOK_EVERY_MS);
    }
  }

  private async produce(): Promise<void> {
    const { brokers } = this.house;
    const sender = new KafkaCommandSender({ brokers: [brokers], partitions: LOG_PARTITIONS });
    for (let n = 0; !this.over.signal.aborted; n++) {
      const { venueId } = this.venues[n % this.venues.length]!;
      const startsAt = new Date(Date.UTC(2037, 2, 1 + (n % 300), 12 + (n % 8))).toISOString();
      const command = envelope('RegisterBooking', venueId, wish(randomUUID(), startsAt));
      for (;;) {
        try {
          await sender.send([command]);
          this.awaited.set(command.commandId, now());
          if (this.replies.has(command.commandId)) this.awaited.delete(command.commandId);
          break;
        } catch {
          await delay(KAFKA_EVERY_MS);
        }
      }
      await delay(KAFKA_EVERY_MS);
    }
    await sender.close();
  }

  /**
   * Reads the replies, anew where none comes any more: a client that nobody has told is on a
   * connection that is silent.
   */
  private async listen(): Promise<void> {
    let end = await this.readReplies();
    let readMs = now();
    const reread = async (): Promise<void> => {
      while (!this.over.signal.aborted || this.awaited.size > 0) {
        await delay(LOOK_EVERY_MS);
        const waitedMs = now() - Math.max(readMs, Math.min(...this.awaited.values()));
        if (this.awaited.size === 0 || waitedMs < REREAD_MS) continue;
        readMs = now();
        await end();
        // Kafka itself may be away.
        end = await this.readReplies().catch(() => () => Promise.resolve());
      }
      await end();
    };
    this.workers.push(reread());
  }

  private async readReplies(): Promise<() => Promise<void>> {
    const kafka = outsideKafka([this.house.brokers]);
    const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topics: [REPLIES_TOPIC], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        const outcome = JSON.parse(String(message.value)) as CommandOutcome;
        const known = this.replies.get(outcome.commandId);
        if (known) known.push(outcome);
        else this.replies.set(outcome.commandId, [outcome]);
        this.awaited.delete(outcome.commandId);
        return Promise.resolve();
      },
    });
    return () => Promise.race([consumer.disconnect().catch(() => undefined), delay(2_000)]);
  }
}

function outcomeIn({ status, body }: { status: number; body: unknown }): CommandOutcome | null {
  if (status === 200) return body as CommandOutcome;
  return (body as { outcome?: CommandOutcome }).outcome ?? null;
}

function venueOf(partition: number): VenueConfiguration {
  for (;;) {
    const venue = bistro();
    if (logPartitionOf(venue.venueId, LOG_PARTITIONS) === partition) return venue;
  }
}
