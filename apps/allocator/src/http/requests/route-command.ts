import { randomUUID } from 'node:crypto';
import type { Actor, Command, CommandType, Uuid } from '#contracts';
import { refusal } from './parameters.js';
import { parseCommand } from './parse-command.js';
import { UUID_SHAPE } from './uuid-shape.js';

const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * The command that a route of its own stands for, judged like any other.
 *
 * @param idOf the command's id, when it follows from the data; absent: a new one.
 * @throws a 400 problem whose fields are named as in the body, not as in the envelope.
 */
export function commandOf(
  type: CommandType,
  venueId: Uuid,
  data: unknown,
  actorOf: (sent: Actor | null) => Actor,
  idOf: (data: unknown) => Uuid = () => randomUUID(),
): Command {
  const parsed = parseCommand({ commandId: NIL, type, venueId, data }, actorOf);
  if (parsed.ok) return { ...parsed.command, commandId: idOf(parsed.command.data) };
  const fields = parsed.outcome.rejection?.details?.['fields'] as {
    path: string;
    message: string;
  }[];
  throw refusal(
    fields.map(({ path, message }) => ({ path: path.replace(/^data\.?/, '') || 'body', message })),
  );
}

/** The header's UUID in lower case, null without one. @throws a 400 problem for anything else. */
export function idempotencyKey(header: string | undefined): Uuid | null {
  if (header === undefined) return null;
  if (!UUID_SHAPE.test(header)) {
    throw refusal([{ path: 'Idempotency-Key', message: 'Idempotency-Key must be a UUID' }]);
  }
  return header.toLowerCase();
}
