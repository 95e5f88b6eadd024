import { COMMAND_TYPES } from '../commands.js';
import type {
  BookingFacts,
  EventData,
  EventEnvelope,
  EventType,
  Seating,
  SentFacts,
} from '../events.js';
import {
  absent,
  boolean,
  constant,
  integer,
  list,
  named,
  nullable,
  object,
  oneOf,
  text,
} from './schema.js';
import type { Members, Schema } from './schema.js';
import { blocker, rejection, trace, warnings } from './checks.js';
import {
  actor,
  bookingStatus,
  free,
  instant,
  seatedTables,
  tableRef,
  tableRefs,
  uuid,
  window,
} from './values.js';
import { recordedVenue } from './venue.js';

/** What the log adds to every event; its type and data are left to each. */
export const recordedEnvelope: Members<EventEnvelope> = {
  id: uuid,
  schemaVersion: integer({ min: 1 }),
  venueId: uuid,
  partition: integer({ min: 0 }),
  seq: integer({ min: 1 }),
  recordedAt: instant,
  actor,
  commandId: uuid,
  correlationId: nullable(text()),
};

const persons = integer({ min: 1 });

const seatingMembers: Members<Seating> = {
  tables: seatedTables,
  window,
  shadow: boolean,
  mergeGroupId: nullable(uuid),
};
const seating = named('Seating', object<Seating>(seatingMembers));

const sentFacts = named(
  'SentFacts',
  object<SentFacts>({
    startsAt: text(),
    endsAt: nullable(text()),
    timeZone: nullable(text()),
    status: bookingStatus,
  }),
);

const bookingFacts: Members<BookingFacts> = {
  bookingId: uuid,
  partySize: persons,
  startsAt: instant,
  endsAt: instant,
  window,
  status: bookingStatus,
  zone: nullable(text()),
  pinnedTableIds: list(uuid),
  metadata: nullable(free),
  sent: absent(sentFacts),
};

const swapped = named(
  'SwappedBooking',
  object<EventData['BookingsSwapped']['a']>({
    bookingId: uuid,
    partySize: persons,
    from: seating,
    to: seating,
  }),
);

const pinning = { bookingId: uuid, partySize: persons, reason: text() };
const flag = { flag: text(), reason: text(), scope: oneOf('global', 'venue') };

/**
 * The data of every event, by type and version: first those that are no longer written, in the
 * order of their versions, then today's. A new version puts its own at the end and leaves those
 * before as they were. It does not compile when an event or one of its fields is forgotten.
 */
export const EVENT_DATA: {
  readonly [T in EventType]: readonly [...older: Schema<never>[], today: Schema<EventData[T]>];
} = {
  VenueConfigured: [
    object<EventData['VenueConfigured']>({
      ...recordedVenue,
      version: integer({ min: 1 }),
      force: boolean,
      reason: nullable(text()),
    }),
  ],
  BookingRegistered: [object<EventData['BookingRegistered']>(bookingFacts)],
  BookingChanged: [object<EventData['BookingChanged']>({ ...bookingFacts, changed: list(text()) })],
  BookingStatusChanged: [
    object<EventData['BookingStatusChanged']>({
      bookingId: uuid,
      partySize: persons,
      from: bookingStatus,
      to: bookingStatus,
      released: nullable(seating),
      endedAt: absent(instant),
      sent: absent(sentFacts),
    }),
  ],
  HoldPlaced: [
    object<EventData['HoldPlaced']>({
      holdId: uuid,
      bookingId: nullable(uuid),
      partySize: nullable(persons),
      tables: tableRefs,
      window,
      shadow: boolean,
      expiresAt: instant,
      expiresAtMax: instant,
      metadata: nullable(free),
      warnings,
    }),
  ],
  HoldExtended: [
    object<EventData['HoldExtended']>({
      holdId: uuid,
      bookingId: nullable(uuid),
      tables: tableRefs,
      window,
      expiresAt: instant,
      previousExpiresAt: instant,
    }),
  ],
  HoldConfirmed: [
    object<EventData['HoldConfirmed']>({
      holdId: uuid,
      bookingId: uuid,
      partySize: persons,
      tables: tableRefs,
      window,
    }),
  ],
  HoldReleased: [
    object<EventData['HoldReleased']>({
      holdId: uuid,
      bookingId: nullable(uuid),
      tables: tableRefs,
      window,
      reason: text(),
    }),
  ],
  HoldExpired: [
    object<EventData['HoldExpired']>({
      holdId: uuid,
      bookingId: nullable(uuid),
      tables: tableRefs,
      window,
      expiresAt: instant,
    }),
  ],
  TablesAssigned: [
    object<EventData['TablesAssigned']>({
      ...seatingMembers,
      bookingId: uuid,
      partySize: persons,
      method: oneOf('manual', 'best', 'hold', 'restored', 'repack'),
      previous: nullable(seating),
      warnings,
      trace: nullable(trace),
    }),
  ],
  TablesUnassigned: [
    object<EventData['TablesUnassigned']>({
      bookingId: uuid,
      partySize: persons,
      removed: tableRefs,
      window,
      remaining: nullable(seating),
      reason: text(),
    }),
  ],
  BookingMoved: [
    object<EventData['BookingMoved']>({
      bookingId: uuid,
      partySize: persons,
      from: seating,
      to: seating,
      warnings,
    }),
  ],
  BookingsSwapped: [object<EventData['BookingsSwapped']>({ a: swapped, b: swapped, warnings })],
  TablesBlocked: [
    object<EventData['TablesBlocked']>({
      blockId: uuid,
      tables: tableRefs,
      window,
      shadow: boolean,
      reason: text(),
    }),
  ],
  TablesUnblocked: [
    object<EventData['TablesUnblocked']>({
      blockId: uuid,
      tables: tableRefs,
      window,
      remaining: tableRefs,
      reason: nullable(text()),
    }),
  ],
  StayExtended: [
    object<EventData['StayExtended']>({
      bookingId: uuid,
      partySize: persons,
      from: seating,
      to: seating,
    }),
  ],
  OverstayObserved: [
    object<EventData['OverstayObserved']>({
      bookingId: uuid,
      partySize: persons,
      tables: tableRefs,
      until: instant,
      next: blocker,
    }),
  ],
  BookingPinned: [object<EventData['BookingPinned']>(pinning)],
  BookingUnpinned: [object<EventData['BookingUnpinned']>(pinning)],
  AllocationImported: [
    object<EventData['AllocationImported']>({
      ...seatingMembers,
      bookingId: uuid,
      partySize: nullable(persons),
      table: tableRef,
      assignedBy: nullable(text()),
      assignedAt: instant,
      idempotencyKey: nullable(text()),
    }),
  ],
  AllocationPromoted: [
    object<EventData['AllocationPromoted']>({
      ...seatingMembers,
      bookingId: uuid,
      partySize: nullable(persons),
    }),
  ],
  ShadowConflictObserved: [
    object<EventData['ShadowConflictObserved']>({
      bookingId: nullable(uuid),
      holdId: nullable(uuid),
      blockId: nullable(uuid),
      tables: tableRefs,
      window,
      blockers: list(blocker),
    }),
  ],
  FlagSet: [
    object<EventData['FlagSet']>({
      ...flag,
      value: nullable(boolean),
      previous: nullable(boolean),
    }),
  ],
  CommandRejected: [
    object<EventData['CommandRejected']>({
      commandType: oneOf(...COMMAND_TYPES),
      bookingId: nullable(uuid),
      holdId: nullable(uuid),
      partySize: nullable(persons),
      tables: tableRefs,
      window: nullable(window),
      rejection,
      trace: nullable(trace),
    }),
  ],
};

/** A recorded event of one type and version: the value of its Kafka record, a line of an export. */
export function recordedEvent(type: EventType, version: number): Schema<object> {
  const data = EVENT_DATA[type][version - 1]!;
  const members = {
    ...recordedEnvelope,
    type: constant(type),
    schemaVersion: constant(version),
    data,
  };
  return object<object>(members);
}
