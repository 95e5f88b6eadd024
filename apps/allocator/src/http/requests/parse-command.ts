import { firstUnstorable, LIMITS } from '#contracts';
import type { Actor, Command, CommandOutcome } from '#contracts';
import { COMMAND_REQUESTS } from './command-requests.js';
import { EnvelopeRequest } from './envelope.request.js';
import { isRecord } from './field-kinds.js';
import { normalised } from './normalised.js';
import { problemsOf } from './problems-of.js';
import type { FieldProblem } from './problems-of.js';

export type ParsedCommand =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly outcome: CommandOutcome };

/**
 * One command from whatever was sent: over HTTP, over Kafka, from a file. Ids come out in lower
 * case, reasons without the blanks around them, everything else as sent. What is not a command gets
 * an outcome with status `invalid` whose `details.fields` name every field at fault.
 *
 * @param actorOf who asks, given what the sender says about that; the sender's word is not proof.
 */
export function parseCommand(raw: unknown, actorOf: (sent: Actor | null) => Actor): ParsedCommand {
  const problems = commandProblems(raw);
  if (problems.length > 0) return { ok: false, outcome: invalidOutcome(raw, problems) };
  const sent = normalised(EnvelopeRequest, raw as object) as EnvelopeRequest;
  const command = {
    commandId: sent.commandId,
    type: sent.type,
    venueId: sent.venueId,
    data: normalised(COMMAND_REQUESTS[sent.type], sent.data),
    issuedAt: sent.issuedAt ? new Date(sent.issuedAt).toISOString() : null,
    actor: actorOf(sent.actor ?? null),
    correlationId: sent.correlationId ?? null,
    traceparent: sent.traceparent ?? null,
    expectedContextVersion: sent.expectedContextVersion ?? null,
  };
  return { ok: true, command: command as Command };
}

function commandProblems(raw: unknown): readonly FieldProblem[] {
  if (!isRecord(raw)) return [{ path: '', message: 'a command must be a JSON object' }];
  const envelope = problemsOf(EnvelopeRequest, raw, '');
  const type = raw['type'] as keyof typeof COMMAND_REQUESTS;
  const data = raw['data'];
  // Data of a known type is judged even when the envelope is at fault, so that one answer names
  // all.
  const known = typeof type === 'string' && Object.hasOwn(COMMAND_REQUESTS, type) && isRecord(data);
  const problems = known
    ? [...envelope, ...problemsOf(COMMAND_REQUESTS[type], data, 'data')]
    : envelope;
  return problems.length > 0 ? problems : meaningProblems(raw as unknown as EnvelopeRequest);
}

/** What can be asked only of a command whose fields are all of their shape. */
function meaningProblems(sent: EnvelopeRequest): readonly FieldProblem[] {
  const unstorable = firstUnstorable(sent);
  if (unstorable !== null) {
    return [
      { path: unstorable, message: 'has a NUL, half of a surrogate pair or a number without end' },
    ];
  }
  const bytes = bytesOf(sent);
  if (bytes > LIMITS.commandBytes) return [{ path: '', message: commandTooLarge(bytes) }];
  if (sent.issuedAt && Number.isNaN(Date.parse(sent.issuedAt))) {
    return [{ path: 'issuedAt', message: 'is not a time that exists' }];
  }
  const { venueId } = sent.data as { venueId?: string };
  if (venueId !== undefined && venueId.toLowerCase() !== sent.venueId.toLowerCase()) {
    return [{ path: 'data.venueId', message: "must be the envelope's venueId" }];
  }
  return [];
}

/** Fields whose length nothing but the whole command bounds. */
const UNBOUNDED = ['metadata', 'tables', 'rows'] as const;

/**
 * As it will be stored, which may be longer than it was sent: `1e20` is 21 digits. Zero where every
 * field has a bound of its own.
 */
function bytesOf(sent: EnvelopeRequest): number {
  const data = sent.data as unknown as Record<string, unknown>;
  if (!UNBOUNDED.some((field) => data[field] != null)) return 0;
  return Buffer.byteLength(JSON.stringify(data));
}

export function commandTooLarge(bytes: number): string {
  return `a command takes ${LIMITS.commandBytes} bytes at most, and this one has ${bytes}`;
}

/**
 * The answer to something that is not a command. Its id is as sent, or empty when there is none.
 */
export function invalidOutcome(raw: unknown, fields: readonly FieldProblem[]): CommandOutcome {
  const named = fields
    .slice(0, 3)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return {
    commandId: sentId(raw),
    status: 'invalid',
    duplicate: false,
    events: [],
    contextVersion: null,
    rejection: {
      code: 'PAYLOAD_INVALID',
      message: named.join('; '),
      checks: [],
      blockers: [],
      alternatives: [],
      details: { fields: fields.map((field) => ({ ...field })) },
    },
    warnings: [],
  };
}

function sentId(raw: unknown): string {
  const id = isRecord(raw) ? raw['commandId'] : undefined;
  return typeof id === 'string' && id.length <= 100 ? id : '';
}
