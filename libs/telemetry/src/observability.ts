import { derivedUuid, upcast } from '#contracts';
import type {
  Instant,
  JsonObject,
  LoggedEvent,
  RecordedEvent,
  RejectionCode,
  Uuid,
} from '#contracts';
import { boundedContext } from './bounded-context.js';

/** The projection's name, of its checkpoints and its consumer group. */
export const TELEMETRY_PROJECTION = 'telemetry';

/** A row of `observability_events`, columns as they are named there. */
export interface ObservabilityEvent {
  readonly id: Uuid;
  /** When it was recorded, not when it was projected: a replay makes the same rows. */
  readonly created_at: Instant;
  readonly source: ObservabilitySource;
  readonly event_type: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly venue_id: Uuid;
  readonly booking_id: Uuid | null;
  readonly context: JsonObject;
  readonly event_id: Uuid;
}

export type ObservabilitySource =
  'capacity.hold' | 'capacity.selector' | 'capacity.manual' | 'capacity.rpc';

/**
 * Refusals that the runbook's conflict query lists, beside the conflicts that were only observed.
 * The conflict alert counts them but for the last: a full house is nobody's conflict.
 */
const CONFLICT_CODES: ReadonlySet<RejectionCode> = new Set<RejectionCode>([
  'TABLE_CONFLICT',
  'HOLD_CONFLICT',
  'TABLE_BLOCKED',
  'NO_TABLES_FIT',
]);

/** What a row says besides where it comes from. */
interface Observation {
  readonly source: ObservabilitySource;
  /** The last part of the event type: `capacity.hold` + `created`. */
  readonly what: string;
  readonly severity?: 'warning';
  readonly bookingId: Uuid | null;
  readonly context: object;
}

/**
 * What one event means to the people who watch the allocator:
 *
 * | event | source | event_type |
 * | --- | --- | --- |
 * | HoldPlaced, HoldExtended, HoldConfirmed, HoldReleased, HoldExpired | capacity.hold |
 * `capacity.hold.created`, `.extended`, `.confirmed`, `.released`, `.expired` |
 * | TablesAssigned by the selector | capacity.selector | `capacity.selector.assignment`, with the
 * trace |
 * | TablesAssigned, TablesUnassigned, BookingMoved, BookingsSwapped by staff | capacity.manual |
 * `capacity.manual.assignment`, `.unassignment`, `.move`, `.swap` |
 * | the same by anyone else | capacity.rpc | `capacity.rpc.assignment`, … |
 * | CommandRejected for a conflict, or for no tables that fit | capacity.selector |
 * `capacity.selector.assignment`, with `context.error` |
 * | CommandRejected for anything else | capacity.hold, .manual or .rpc | `….refused`, with
 * `context.error` |
 * | ShadowConflictObserved | capacity.selector | `capacity.selector.assignment`, with
 * `context.error` and `context.observed` true: it would have been refused |
 *
 * All others leave no row. A swap leaves two, one for each booking. Pure; ids follow from the
 * event.
 */
export function observabilityOf({ event }: LoggedEvent): readonly ObservabilityEvent[] {
  return observationsOf(upcast(event)).map((observation, n) => ({
    id: derivedUuid(event.id, n),
    created_at: event.recordedAt,
    source: observation.source,
    event_type: `${observation.source}.${observation.what}`,
    severity: observation.severity ?? 'info',
    venue_id: event.venueId,
    booking_id: observation.bookingId,
    context: boundedContext({
      ...observation.context,
      actor: event.actor,
      commandId: event.commandId,
      correlationId: event.correlationId,
      partition: event.partition,
      seq: event.seq,
    }),
    event_id: event.id,
  }));
}

function observationsOf(event: RecordedEvent): readonly Observation[] {
  const source = asker(event);
  switch (event.type) {
    case 'HoldPlaced':
      return [hold('created', event.data)];
    case 'HoldExtended':
      return [hold('extended', event.data)];
    case 'HoldConfirmed':
      return [hold('confirmed', event.data)];
    case 'HoldReleased':
      return [hold('released', event.data)];
    case 'HoldExpired':
      return [hold('expired', event.data)];
    case 'TablesAssigned': {
      const selected = event.data.method === 'best';
      return [about('assignment', selected ? 'capacity.selector' : source, event.data)];
    }
    case 'TablesUnassigned':
      return [about('unassignment', source, event.data)];
    case 'BookingMoved':
      return [about('move', source, event.data)];
    case 'BookingsSwapped': {
      const { a, b, warnings } = event.data;
      return [
        swapped(source, a, { swappedWith: b.bookingId, warnings }),
        swapped(source, b, { swappedWith: a.bookingId, warnings }),
      ];
    }
    case 'CommandRejected':
      return [refusal(event, source)];
    case 'ShadowConflictObserved':
      return [shadowConflict(event.data)];
    default:
      return [];
  }
}

/** Where a change comes from that neither a hold nor the selector made. */
function asker(event: RecordedEvent): ObservabilitySource {
  return event.actor.kind === 'staff' ? 'capacity.manual' : 'capacity.rpc';
}

function hold(what: string, data: { readonly bookingId: Uuid | null }): Observation {
  return about(what, 'capacity.hold', data);
}

function about(
  what: string,
  source: ObservabilitySource,
  data: { readonly bookingId: Uuid | null },
): Observation {
  return { source, what, bookingId: data.bookingId, context: data };
}

function swapped(
  source: ObservabilitySource,
  side: { readonly bookingId: Uuid },
  more: object,
): Observation {
  return { source, what: 'swap', bookingId: side.bookingId, context: { ...side, ...more } };
}

type Rejected = Extract<RecordedEvent, { type: 'CommandRejected' }>;

function refusal({ data }: Rejected, source: ObservabilitySource): Observation {
  const { rejection, ...asked } = data;
  const { code, message, ...reasons } = rejection;
  const context = { ...asked, error: { code, message }, ...reasons };
  const told = { severity: 'warning', bookingId: data.bookingId, context } as const;
  if (CONFLICT_CODES.has(code)) {
    return { source: 'capacity.selector', what: 'assignment', ...told };
  }
  const ofHold = data.commandType.endsWith('Hold') || data.commandType === 'HoldTables';
  return { source: ofHold ? 'capacity.hold' : source, what: 'refused', ...told };
}

type ShadowConflict = Extract<RecordedEvent, { type: 'ShadowConflictObserved' }>['data'];

/**
 * Listed and counted where a refusal for it would be: who watches before enforcing sees what will
 * be refused, in the same query and on the same alert.
 */
function shadowConflict(data: ShadowConflict): Observation {
  const labels = data.tables.map((table) => table.label).join(', ');
  const error = {
    code: 'TABLE_CONFLICT',
    message: `observed, not enforced: ${labels} already claimed in this window`,
  };
  return {
    source: 'capacity.selector',
    what: 'assignment',
    severity: 'warning',
    bookingId: data.bookingId,
    context: { ...data, observed: true, error },
  };
}
