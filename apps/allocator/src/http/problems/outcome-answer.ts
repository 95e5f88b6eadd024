import type { CommandOutcome } from '#contracts';
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
