import { setTimeout as delay } from 'node:timers/promises';
import { LIMITS } from '#contracts';
import type { Actor, Command, CommandOutcome } from '#contracts';
import { COMMANDS_OF_OUR_OWN } from '#contracts';
import { Backoff, Suspicion, UnavailableError } from '#event-sourcing';
import type { Submitter, SuspicionOptions } from '#event-sourcing';
import type { HandledRecord } from '#kafka';
import type { ParsedCommand } from '../http/requests/parse-command.js';
import { commandTooLarge, invalidOutcome, parseCommand } from '../http/requests/parse-command.js';

/** Who asks when the record does not say: whoever may write to the topic is a booking system. */
const UNNAMED: Actor = { kind: 'booking-system', id: 'kafka' };
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 5_000;

export interface AnswerParts {
  readonly commands: Submitter<Command, CommandOutcome>;
  readonly stopped: AbortSignal;
  /** Whether commands are answered at all now, of this process: then one that fails is alone. */
  readonly isServing: () => boolean;
  /** Told of a command that failed, and did so for the first time or is set aside for it. */
  readonly onFailure?: (commandId: string, error: unknown, isSetAside: boolean) => void;
  readonly suspicion?: SuspicionOptions;
}

/**
 * Answers records of the commands topic: each value is read as a command and submitted in its
 * order; what is not answered is submitted again, in order, until it is. The topic's access list is
 * its guard, so the actor is whom the sender names, though never the system itself.
 *
 * A record is set aside where its own bytes are at fault, or where it alone keeps failing while
 * commands are answered: a fault of ours with one must not hold up all that follow it.
 */
export function answerRecords(
  parts: AnswerParts,
): (values: readonly (Buffer | null)[]) => Promise<readonly HandledRecord[]> {
  return async (values) => {
    const handled: (HandledRecord | null)[] = values.map(() => null);
    const parsed = values.map(readValue);
    const suspicions = parsed.map(() => new Suspicion(parts.suspicion));
    const backoff = new Backoff(RETRY_MS_MIN, RETRY_MS_MAX);
    for (;;) {
      const open = parsed.flatMap((record, i) => (handled[i] === null ? [{ record, i }] : []));
      if (open.length === 0) return handled.filter((record) => record !== null);
      const answers = open.map(({ record }) => answer(parts.commands, record));
      for (const [n, settled] of (await Promise.allSettled(answers)).entries()) {
        const { record, i } = open[n]!;
        if (settled.status === 'fulfilled') handled[i] = settled.value;
        else handled[i] = failed(parts, record, suspicions[i]!, settled.reason);
      }
      if (!handled.includes(null)) continue;
      if (open.some(({ i }) => handled[i] !== null)) backoff.succeeded();
      await delay(backoff.nextMs(), null, { signal: parts.stopped });
    }
  };
}

/** Null: it is to be submitted again. */
function failed(
  { isServing, onFailure }: AnswerParts,
  record: ParsedCommand | string,
  suspicion: Suspicion,
  error: unknown,
): HandledRecord | null {
  // Waited for others, and nothing is said about this one.
  if (error instanceof UnavailableError && error.failure !== 'away') return null;
  suspicion.note(performance.now());
  const isSetAside = suspicion.isSuspect && isServing();
  const commandId = typeof record !== 'string' && record.ok ? record.command.commandId : '';
  if (isSetAside || suspicion.failures === 1) onFailure?.(commandId, error, isSetAside);
  if (!isSetAside) return null;
  const unreadable = `the service failed on this command ${suspicion.failures} times; resend it`;
  return { outcome: null, unreadable, fault: 'service' };
}

async function answer(
  commands: Submitter<Command, CommandOutcome>,
  record: ParsedCommand | string,
): Promise<HandledRecord> {
  if (typeof record === 'string') return { outcome: null, unreadable: record };
  if (record.ok) return { outcome: await commands.submit(record.command), unreadable: null };
  const { outcome } = record;
  // Without an id nobody could tell whom the reply is for.
  const addressed = UUID_SHAPE.test(outcome.commandId) ? outcome : null;
  return { outcome: addressed, unreadable: outcome.rejection?.message ?? 'not a command' };
}

/** A larger value is not read for the sake of an answer. */
const ADDRESSED_BYTES_MAX = 4 * LIMITS.commandBytes;
const UUID_SHAPE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The command of a record, or the reason why it is none. */
function readValue(value: Buffer | null): ParsedCommand | string {
  if (value === null) return 'the record has no value';
  if (value.length > LIMITS.commandBytes) return tooLarge(value);
  let raw: unknown;
  try {
    raw = JSON.parse(utf8.decode(value));
  } catch (error) {
    return `the value is not JSON in UTF-8: ${(error as Error).message}`;
  }
  const parsed = parseCommand(raw, actorOf);
  if (parsed.ok && COMMANDS_OF_OUR_OWN.has(parsed.command.type)) {
    return `${parsed.command.type} is the service’s own; nobody sends it`;
  }
  return parsed;
}

/** It is refused as it is; read only to find whom to tell. */
function tooLarge(value: Buffer): ParsedCommand | string {
  const message = commandTooLarge(value.length);
  if (value.length > ADDRESSED_BYTES_MAX) return message;
  try {
    const raw: unknown = JSON.parse(utf8.decode(value));
    return { ok: false, outcome: invalidOutcome(raw, [{ path: '', message }]) };
  } catch {
    return message;
  }
}

function actorOf(sent: Actor | null): Actor {
  if (sent === null) return UNNAMED;
  return sent.kind === 'system' ? { ...sent, kind: 'booking-system' } : sent;
}
