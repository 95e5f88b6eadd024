import { EVENT_SCHEMA_VERSIONS } from './events.js';
import type { EventEnvelope, EventType, RecordedEvent } from './events.js';
import type { JsonObject } from './values.js';

/** An event as it is stored: of any version that was ever written, by us or by a newer release. */
export interface StoredEvent extends EventEnvelope {
  readonly type: string;
  readonly data: unknown;
}

/** Makes data of one schema version data of the next. Pure: the same for every reader. */
export type Upcaster = (data: JsonObject) => JsonObject;

/** The steps of one event type; the first makes version 1 version 2. Nothing is ever taken out. */
export interface VersionHistory {
  readonly version: number;
  readonly steps: readonly Upcaster[];
}

export class UpcastError extends Error {
  override readonly name = 'UpcastError';
  readonly code = 'EVENT_UNREADABLE';
  constructor({ type, schemaVersion, partition, seq }: StoredEvent) {
    super(
      `event ${partition}:${seq} is ${type} version ${schemaVersion}, which this release does not ` +
        'know; it was written by a newer one',
    );
  }
}

/** No event type has changed yet. A new version adds its step here, and a stored example of the old. */
const STEPS: { readonly [T in EventType]?: readonly Upcaster[] } = {};

/** What this release knows of an event type; undefined when nothing. */
export function versionsOf(type: string): VersionHistory | undefined {
  if (!Object.hasOwn(EVENT_SCHEMA_VERSIONS, type)) return undefined;
  const known = type as EventType;
  return { version: EVENT_SCHEMA_VERSIONS[known], steps: STEPS[known] ?? [] };
}

/**
 * A stored event in today's shape, for whoever folds or shows it. Hashes cover what is stored, so
 * the chain is verified, and records are published, before this and never after.
 *
 * @throws UpcastError for what a newer release wrote: guessing would be worse than stopping.
 */
export function upcast(stored: StoredEvent, historyOf = versionsOf): RecordedEvent {
  const history = historyOf(stored.type);
  if (history === undefined || stored.schemaVersion > history.version) {
    throw new UpcastError(stored);
  }
  // The common case makes nothing new.
  if (stored.schemaVersion === history.version) return stored as RecordedEvent;
  const steps = history.steps.slice(stored.schemaVersion - 1, history.version - 1);
  const data = steps.reduce((older, step) => step(older), stored.data as JsonObject);
  return { ...stored, schemaVersion: history.version, data } as unknown as RecordedEvent;
}
