import { setTimeout as delay } from 'node:timers/promises';
import { LIMITS } from '#contracts';
import type { Actor, Command, CommandOutcome } from '#contracts';
import { COMMANDS_OF_OUR_OWN } from '#contracts';
import { UnavailableError } from '#event-sourcing';
import type { Submitter } from '#event-sourcing';
import type { HandledRecord } from '#kafka';
import type { ParsedCommand } from '../http/requests/parse-command.js';
import { commandTooLarge, invalidOutcome, parseCommand } from '../http/requests/parse-command.js';

/** Who asks when the record does not say: whoever may write to the topic is a booking system. */
const UNNAMED: Actor = { kind: 'booking-system', id: 'kafka' };
const RETRY_MS = 250;

/**
 * Answers records of the commands topic: each value is read as a command and submitted in its
 * order; what is unavailable for a while is submitted again, in order, until it is answered. The
 * topic's access list is its guard, so the actor is whom the sender names, though never the system
 * itself.
 */
export function answerRecords(
  commands: Submitter<Command, CommandOutcome>,
  stopped: AbortSignal,
): (values: readonly (Buffer | null)[]) => Promise<readonly HandledRecord[]> {
  return async (values) => {
    const handled: (HandledRecord | null)[] = values.map(() => null);
    const parsed = values.map(readValue);
    for (;;) {
      const open = parsed.flatMap((record, i) => (handled[i] === null ? [{ record, i }] : []));
      if (open.length === 0) return handled.filter((record) => record !== null);
      const answers = open.map(({ record }) => answer(commands, record));
      for (const [n, settled] of (await Promise.allSettled(answers)).entries()) {
        const { i } = open[n]!;
        if (settled.status === 'fulfilled') handled[i] = settled.value;
        else if (!(settled.reason instanceof UnavailableError)) {
          // A fault of ours with this one command must not hold up all that follow it.
          handled[i] = { outcome: null, unreadable: 'the service failed on this command' };
        }
      }
      if (handled.includes(null)) await delay(RETRY_MS, null, { signal: stopped });
    }
  };
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
