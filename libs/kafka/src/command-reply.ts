import type { CommandOutcome } from '#contracts';
import type { Fitting } from './fitting-sends.js';

const MESSAGE_CHARACTERS_MAX = 500;

/** The reply to a command, and a small one that says where the outcome can be read. */
export function replyOf(outcome: CommandOutcome): Fitting {
  const key = outcome.commandId;
  const value = JSON.stringify(outcome);
  const bytes = Buffer.byteLength(value);
  return {
    whole: { key, value },
    smaller: { key, value: JSON.stringify(abridged(outcome, bytes)) },
  };
}

function abridged(outcome: CommandOutcome, bytes: number): CommandOutcome {
  const { commandId, status, duplicate, contextVersion, rejection } = outcome;
  const path = status === 'invalid' ? null : `/api/commands/${commandId}`;
  return {
    commandId,
    status,
    duplicate,
    events: [],
    contextVersion,
    ...(rejection && {
      rejection: {
        code: rejection.code,
        message: rejection.message.slice(0, MESSAGE_CHARACTERS_MAX),
        checks: [],
        blockers: [],
        alternatives: [],
      },
    }),
    warnings: [],
    abridged: { bytes, path },
  };
}
