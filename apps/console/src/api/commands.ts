import type { CommandData, CommandEnvelope, CommandOutcome, CommandType, Uuid } from '#contracts';
import { sessionNow } from '../session/session.js';
import { untilAnswered } from './attempts.js';
import { request } from './request.js';

/** Longer than a busy service takes; a person who waits still knows what for. */
const LIMIT_MS = 8_000;

/**
 * Asks for one change in the person's name, until it is answered or given up. Asked for again after
 * that, it is the same command, which takes effect once.
 *
 * @throws {ApiProblem} a refusal carries its `rejection`
 */
export function sendCommand<T extends CommandType>(
  type: T,
  venueId: Uuid,
  data: CommandData[T],
): Promise<CommandOutcome> {
  const { subject, actorKind } = sessionNow();
  const actor = { kind: actorKind, id: subject };
  return untilAnswered([type, venueId, data, actor], (commandId) => {
    const body: CommandEnvelope<T> = { commandId, type, venueId, data, actor };
    return request<CommandOutcome>('POST', '/api/commands', { body, limitMs: LIMIT_MS });
  });
}
