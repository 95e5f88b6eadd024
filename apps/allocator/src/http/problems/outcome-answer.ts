import type { CommandAnswer, CommandOutcome, UnansweredCommand } from '#contracts';
import { UnavailableError } from '#event-sourcing';
import type { ParsedCommand } from '../requests/parse-command.js';
import { Problem } from './problem.js';
import { statusOf } from './status-of.js';

/** An accepted outcome as it is; any other as the problem that carries it. */
export function acceptedOr(outcome: CommandOutcome): CommandOutcome {
  if (outcome.status === 'accepted') return outcome;
  throw problemOf(outcome);
}

function problemOf(outcome: CommandOutcome): Problem {
  const { rejection } = outcome;
  if (rejection === undefined) throw new Error(`outcome ${outcome.status} without a rejection`);
  return new Problem(statusOf[rejection.code], rejection.code, rejection.message, {
    details: rejection.details,
    outcome,
  });
}

/**
 * Each command's own answer, in their order: that one of them cannot be had now is no answer to the
 * others.
 *
 * @throws what the first failed with, where none was answered
 */
export function answersOf(
  parsed: readonly ParsedCommand[],
  settled: readonly PromiseSettledResult<CommandOutcome>[],
): CommandAnswer[] {
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed && settled.every(({ status }) => status === 'rejected')) throw failed.reason;
  return settled.map((each, i) => {
    if (each.status === 'fulfilled') return each.value;
    const command = parsed[i]!;
    // What is no command is answered without being submitted.
    if (!command.ok) throw each.reason;
    return unanswered(command.command.commandId, each.reason);
  });
}

function unanswered(commandId: string, error: unknown): UnansweredCommand {
  const known = error instanceof UnavailableError ? error : null;
  return {
    commandId,
    status: 'unavailable',
    code: known?.code ?? 'INTERNAL',
    retryAfterSeconds: known?.retryAfterSeconds ?? RETRY_FAILED_SECONDS,
  };
}

/** What failed for a fault of ours may need people before it is answered. */
const RETRY_FAILED_SECONDS = 30;
