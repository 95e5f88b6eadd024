import { COMMAND_TYPES } from '../commands.js';
import type {
  CommandData,
  CommandEnvelope,
  CommandType,
  ImportedRow,
  RepackingMove,
  SelectionConstraints,
} from '../commands.js';
import { LIMITS } from '../limits.js';
import type { Actor, JsonObject } from '../values.js';
import {
  absent,
  boolean,
  integer,
  list,
  named,
  nullable,
  object,
  oneOf,
  shaped,
} from './schema.js';
import type { Members, Schema } from './schema.js';
import {
  bookingStatus,
  free,
  sentActor,
  sentIds,
  sentMetadata,
  sentReason,
  sentText,
  sentTime,
  sentUuid,
  sentWindow,
} from './values.js';
import { sentVenue } from './venue.js';

/** What only our own routes say. */
type OursAlone = 'route' | 'shownContextVersion';

/** A command as it is sent: who asks is proved by the token, and `actor` only adds to it. */
export type SentCommand = Omit<CommandEnvelope, 'type' | 'data' | 'actor' | OursAlone> & {
  readonly actor?: Actor | null;
};

export const sentEnvelope: Members<SentCommand> = {
  commandId: sentUuid,
  venueId: sentUuid,
  issuedAt: absent(
    shaped(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/),
  ),
  actor: absent(sentActor),
  correlationId: absent(sentText(LIMITS.name)),
  traceparent: absent(shaped(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)),
  expectedContextVersion: absent(sentText(LIMITS.name)),
};

/** Any command's envelope, whatever its data. */
export const commandEnvelope = object<SentCommand & { type: CommandType; data: JsonObject }>({
  ...sentEnvelope,
  type: oneOf(...COMMAND_TYPES),
  data: free,
});

const holdSeconds = integer(LIMITS.holdSeconds);
const someTables = sentIds(1, LIMITS.tablesPerCommand);
const blockedTables = sentIds(1, LIMITS.tablesPerVenue);
const anyTables = sentIds(0, LIMITS.tablesPerCommand);
const window = absent(sentWindow);
const constraints = absent(
  object<SelectionConstraints>({
    zone: absent(sentText(LIMITS.name)),
    maxTables: absent(integer({ min: 1, max: LIMITS.tablesPerCommand })),
    excludeTableIds: absent(anyTables),
  }),
);

/** The data of every command; it does not compile when a command or one of its fields is forgotten. */
export const COMMAND_DATA: { readonly [T in CommandType]: Schema<CommandData[T]> } = {
  ConfigureVenue: object<CommandData['ConfigureVenue']>({
    ...sentVenue,
    force: absent(boolean),
    reason: absent(sentReason),
  }),
  RegisterBooking: object<CommandData['RegisterBooking']>({
    bookingId: sentUuid,
    partySize: integer(LIMITS.partySize),
    startsAt: sentTime,
    endsAt: absent(sentTime),
    status: bookingStatus,
    zone: absent(sentText(LIMITS.name)),
    pinnedTableIds: absent(anyTables),
    metadata: absent(sentMetadata),
  }),
  SetBookingStatus: object<CommandData['SetBookingStatus']>({
    bookingId: sentUuid,
    status: bookingStatus,
  }),
  HoldTables: object<CommandData['HoldTables']>({
    holdId: sentUuid,
    bookingId: absent(sentUuid),
    tableIds: someTables,
    window,
    ttlSeconds: absent(holdSeconds),
    metadata: absent(sentMetadata),
  }),
  HoldBest: object<CommandData['HoldBest']>({
    holdId: sentUuid,
    bookingId: sentUuid,
    window,
    constraints,
    ttlSeconds: absent(holdSeconds),
    metadata: absent(sentMetadata),
  }),
  ExtendHold: object<CommandData['ExtendHold']>({ holdId: sentUuid, ttlSeconds: holdSeconds }),
  ConfirmHold: object<CommandData['ConfirmHold']>({ holdId: sentUuid, bookingId: sentUuid }),
  ReleaseHold: object<CommandData['ReleaseHold']>({
    holdId: sentUuid,
    bookingId: absent(sentUuid),
    reason: absent(sentReason),
  }),
  AssignTables: object<CommandData['AssignTables']>({
    bookingId: sentUuid,
    tableIds: someTables,
    window,
    mode: absent(oneOf('replace', 'add')),
  }),
  AssignBest: object<CommandData['AssignBest']>({
    bookingId: sentUuid,
    window,
    constraints,
  }),
  UnassignTables: object<CommandData['UnassignTables']>({
    bookingId: sentUuid,
    tableIds: absent(someTables),
  }),
  MoveBooking: object<CommandData['MoveBooking']>({
    bookingId: sentUuid,
    tableIds: someTables,
    window,
  }),
  SwapBookings: object<CommandData['SwapBookings']>({
    bookingIdA: sentUuid,
    bookingIdB: sentUuid,
  }),
  RepackBookings: object<CommandData['RepackBookings']>({
    bookingId: sentUuid,
    tableIds: someTables,
    window,
    moves: list(object<RepackingMove>({ bookingId: sentUuid, tableIds: someTables }), {
      min: 0,
      max: LIMITS.movesPerCommand,
    }),
  }),
  BlockTables: object<CommandData['BlockTables']>({
    blockId: sentUuid,
    tableIds: blockedTables,
    window: sentWindow,
    reason: sentReason,
  }),
  UnblockTables: object<CommandData['UnblockTables']>({
    blockId: sentUuid,
    tableIds: absent(blockedTables),
    reason: absent(sentReason),
  }),
  PinBooking: object<CommandData['PinBooking']>({ bookingId: sentUuid, reason: sentReason }),
  UnpinBooking: object<CommandData['UnpinBooking']>({ bookingId: sentUuid, reason: sentReason }),
  ExpireHold: object<CommandData['ExpireHold']>({ holdId: sentUuid }),
  ExtendStay: object<CommandData['ExtendStay']>({ bookingId: sentUuid }),
  ImportAllocations: object<CommandData['ImportAllocations']>({
    rows: list(importedRow(), { min: 1, max: LIMITS.rowsPerCommand }),
  }),
  PromoteAllocations: object<CommandData['PromoteAllocations']>({
    bookingIds: sentIds(1, LIMITS.rowsPerCommand),
  }),
  SetFlag: object<CommandData['SetFlag']>({
    flag: sentText(LIMITS.flag),
    value: nullable(boolean),
    scope: oneOf('global', 'venue'),
    reason: sentReason,
  }),
};

function importedRow(): Schema<ImportedRow> {
  return named(
    'ImportedRow',
    object<ImportedRow>({
      bookingId: sentUuid,
      tableId: sentUuid,
      start: sentTime,
      end: sentTime,
      assignedBy: absent(sentText(LIMITS.name)),
      assignedAt: absent(sentTime),
      idempotencyKey: absent(sentText(LIMITS.name)),
      mergeGroupId: absent(sentUuid),
    }),
  );
}
