import { setTimeout as delay } from 'node:timers/promises';
import type { CommandOutcome } from '#contracts';
import { Traffic } from './traffic.js';
import type { Reply } from './traffic.js';

/** A command as a sender writes it. */
export interface SentCommand {
  readonly commandId: string;
  readonly type: string;
  readonly venueId: string;
  readonly data: object;
}

/** Long enough for a restart of whatever is down, on a busy machine. */
const ANSWER_MS_MAX = 240_000;
/** A client of a test is less patient than Retry-After asks of a polite one. */
const RETRY_MS_MAX = 100;

/** A booking system: it sends commands, and repeats one under its id until it has an answer. */
export class CommandClient {
  constructor(
    private readonly url: () => string,
    private readonly token: () => string,
    readonly traffic: Traffic = new Traffic(),
  ) {}

  /** One try; null when the connection broke. */
  async request(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Reply | null> {
    try {
      const response = await fetch(`${this.url()}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.token()}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const retryAfter = response.headers.get('retry-after');
      return {
        status: response.status,
        retryAfterSeconds: retryAfter === null ? null : Number(retryAfter),
        body: await response.json(),
      };
    } catch {
      return null;
    }
  }

  /** One try; null when there was no outcome, which `traffic` counts by why. */
  async send(command: SentCommand): Promise<CommandOutcome | null> {
    const { traffic } = this;
    traffic.sent++;
    const reply = await this.request('POST', '/api/commands', command);
    const outcome = reply === null ? null : outcomeIn(reply);
    if (outcome === null) traffic.unanswered(reply);
    else if (outcome.status === 'accepted') traffic.accepted++;
    else traffic.refused++;
    return outcome;
  }

  /** Sends until there is an outcome, always under the same id. */
  async settle(command: SentCommand): Promise<CommandOutcome> {
    const deadline = performance.now() + ANSWER_MS_MAX;
    for (let repeated = false; ; repeated = true) {
      const outcome = await this.send(command);
      if (outcome !== null) {
        if (repeated && outcome.duplicate) this.traffic.unheard++;
        return outcome;
      }
      if (performance.now() > deadline) {
        throw new Error(`no answer to ${JSON.stringify(command)} for ${ANSWER_MS_MAX / 1000} s`);
      }
      await delay(RETRY_MS_MAX * (0.5 + Math.random() / 2));
    }
  }

  /** One try to read a stored outcome; counted only when that was not possible. */
  async read(commandId: string): Promise<void> {
    const reply = await this.request('GET', `/api/commands/${commandId}`);
    if (reply?.status !== 200) this.traffic.unanswered(reply);
  }

  /** The stored outcome; null when the id is not known. */
  async outcomeOf(commandId: string): Promise<CommandOutcome | null> {
    const reply = await this.request('GET', `/api/commands/${commandId}`);
    if (reply?.status === 404) return null;
    if (reply?.status !== 200) throw new Error(`no outcome: ${JSON.stringify(reply)}`);
    return reply.body as CommandOutcome;
  }
}

function outcomeIn({ status, body }: Reply): CommandOutcome | null {
  if (status === 200) return body as CommandOutcome;
  if (status >= 500) return null;
  return (body as { outcome?: CommandOutcome }).outcome ?? null;
}
