import type { Decision, Fact } from '#allocation';
import type { Command, CommandOutcome, Instant, SelectionTrace, Uuid } from '#contracts';
import type { StoredOutcome } from './rows.js';

/** A command of a batch with what it led to. */
export interface Decided {
  readonly command: Command;
  readonly fingerprint: string;
  decision: Decision;
  /** Its events, placed in the log. */
  facts: PlacedFact[];
  contextVersion: string | null;
}

export type PlacedFact = Fact & { readonly id: Uuid; readonly partition: number };

export function outcomeOf({ command, decision, facts, contextVersion }: Decided): CommandOutcome {
  const { commandId } = command;
  const events = facts.map(({ id, type, partition, seq }) => ({ id, type, partition, seq }));
  const common = { commandId, duplicate: false, events, contextVersion };
  return decision.kind === 'accepted'
    ? { ...common, status: 'accepted', warnings: decision.warnings }
    : { ...common, status: 'rejected', rejection: decision.rejection, warnings: [] };
}

/** The row that remembers the outcome under its command id, dated like the command's events. */
export function storedOutcome(
  decided: Decided,
  recordedAt: Instant,
): StoredOutcome & { readonly type: string; readonly recordedAt: Instant } {
  const { command, fingerprint } = decided;
  const { commandId, venueId, type } = command;
  return { commandId, venueId, type, fingerprint, outcome: outcomeOf(decided), recordedAt };
}

/** The stored answer again, or the refusal of another content under the same id. */
export function repeated(
  stored: Pick<StoredOutcome, 'commandId' | 'fingerprint' | 'outcome'>,
  fingerprint: string,
): CommandOutcome {
  if (stored.fingerprint === fingerprint) return { ...stored.outcome, duplicate: true };
  return {
    commandId: stored.commandId,
    status: 'rejected',
    duplicate: false,
    events: [],
    contextVersion: null,
    rejection: {
      code: 'IDEMPOTENCY_MISMATCH',
      message: 'this command id was used for a command with another content; make a new id',
      checks: [],
      blockers: [],
      alternatives: [],
    },
    warnings: [],
  };
}

/** Puts the time of the choice into its trace: the domain has no clock. */
export function timed(decision: Decision, elapsedMicros: number): Decision {
  const stamp = (trace: SelectionTrace | null) => (trace ? { ...trace, elapsedMicros } : null);
  if (decision.kind === 'rejected') return { ...decision, trace: stamp(decision.trace) };
  const events = decision.events.map((event) =>
    event.type === 'TablesAssigned'
      ? { ...event, data: { ...event.data, trace: stamp(event.data.trace) } }
      : event,
  );
  return { ...decision, events };
}
