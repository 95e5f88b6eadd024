import type { Command, ContextChange, SentWindow, TableRef, Uuid, Window } from '#contracts';
import { resolveWindow } from './checks/window-checks.js';
import type { Decision, Rejected } from './decision.js';
import { reject } from './decision.js';
import type { Change, Floor } from './floor.js';
import { overlaps } from './windows.js';

/** As many events as are looked at; older pictures than that are stale whatever happened. */
export const CHANGES_MAX = 200;
/** As many as are told. */
const TOLD_MAX = 20;

/**
 * Refuses what would take effect on the word of a person who was shown a picture that has changed
 * where it matters to the command. Whatever is refused anyway keeps its own reasons, which say
 * more; and what has no effect, a repeat, needs no picture.
 */
export function refuseIfStale(floor: Floor, command: Command, decision: Decision): Decision {
  const shown = command.shownContextVersion;
  if (shown == null || decision.kind === 'rejected' || decision.events.length === 0) {
    return decision;
  }
  const at = shownAt(command);
  if (at === null || at.partition !== floor.partition) {
    return stale(floor, shown, 'is not a version of this venue', []);
  }
  const { seq } = at;
  const { afterSeq, events } = floor.changes ?? { afterSeq: floor.contextSeq, events: [] };
  const since = events.filter((change) => change.seq > seq).reverse();
  if (afterSeq > seq) return stale(floor, shown, 'is too long ago', since);
  const concern = concernOf(floor, command);
  const changes = since.filter((change) => matters(change, concern));
  return changes.length === 0 ? decision : stale(floor, shown, 'has changed since', changes);
}

/** The place in the log that a command's picture was of; null when it names none. */
export function shownAt({
  shownContextVersion,
}: Command): { readonly partition: number; readonly seq: number } | null {
  const [, partition, seq] = /^(\d{1,4}):(\d{1,15})$/.exec(shownContextVersion ?? '') ?? [];
  return partition === undefined ? null : { partition: Number(partition), seq: Number(seq) };
}

/** The tables that a command would take, and when. */
interface Take {
  readonly tableIds: readonly Uuid[];
  readonly window: Window;
}

/** What a command is about. */
interface Concern {
  /** The bookings that are seated or moved. */
  readonly bookingIds: ReadonlySet<Uuid>;
  /** The hold that is placed or used up; null when there is none. */
  readonly holdId: Uuid | null;
  readonly takes: readonly Take[];
}

/** Null: any change matters to the command. */
function concernOf(floor: Floor, command: Command): Concern | null {
  switch (command.type) {
    case 'ConfirmHold': {
      const { bookingId, holdId } = command.data;
      const hold = floor.holds.get(holdId);
      return hold ? { bookingIds: new Set([bookingId]), holdId, takes: [hold] } : null;
    }
    case 'HoldTables': {
      const { bookingId = null, holdId, tableIds, window } = command.data;
      const bookingIds = new Set(bookingId === null ? [] : [bookingId]);
      return { bookingIds, holdId, takes: takesOf(floor, bookingId, tableIds, window) };
    }
    case 'AssignTables': {
      const { bookingId, tableIds, window, mode } = command.data;
      const kept = mode === 'add' ? floor.assignments.get(bookingId)?.window : undefined;
      const takes = takesOf(floor, bookingId, tableIds, window ?? kept);
      return { bookingIds: new Set([bookingId]), holdId: null, takes };
    }
    case 'RepackBookings': {
      const { bookingId, tableIds, window, moves } = command.data;
      const bookingIds = new Set([bookingId, ...moves.map((move) => move.bookingId)]);
      const moved = moves.map((move): Take => {
        const window = floor.assignments.get(move.bookingId)!.window;
        return { tableIds: move.tableIds, window };
      });
      const takes = [...takesOf(floor, bookingId, tableIds, window), ...moved];
      return { bookingIds, holdId: null, takes };
    }
    default:
      return null;
  }
}

/** The one taking of tables, in the window that was sent or else in the booking's own. */
function takesOf(
  floor: Floor,
  bookingId: Uuid | null,
  tableIds: readonly Uuid[],
  sent: SentWindow | null | undefined,
): readonly Take[] {
  const resolved = sent == null ? null : resolveWindow(sent, floor.venue!.clock);
  const own = bookingId === null ? undefined : floor.bookings.get(bookingId)?.window;
  const window = resolved?.ok ? resolved.window : own!;
  return [{ tableIds, window }];
}

/**
 * Whether a change may make a person choose otherwise: the rules of the venue are others, one of
 * the bookings is, or somebody else has taken one of the tables at that time. Holds of the bookings'
 * own do not: they are how one is being worked on. What others give up does not either.
 */
function matters(change: Change, concern: Concern | null): boolean {
  if (concern === null) return true;
  const { bookingIds, holdId } = concern;
  const isTaken = (tables: readonly TableRef[], window: Window): boolean =>
    concern.takes.some(
      (take) =>
        overlaps(window, take.window) &&
        tables.some(({ tableId }) => take.tableIds.includes(tableId)),
    );
  switch (change.type) {
    case 'VenueConfigured':
    case 'FlagSet':
      return true;
    case 'BookingRegistered':
    case 'BookingChanged':
    case 'BookingStatusChanged':
    case 'BookingPinned':
    case 'BookingUnpinned':
    case 'TablesUnassigned':
      return bookingIds.has(change.data.bookingId);
    case 'TablesAssigned':
    case 'AllocationImported':
    case 'AllocationPromoted':
      return (
        bookingIds.has(change.data.bookingId) || isTaken(change.data.tables, change.data.window)
      );
    case 'StayExtended': {
      const { bookingId, to } = change.data;
      return bookingIds.has(bookingId) || isTaken(to.tables, to.window);
    }
    case 'OverstayObserved':
      return bookingIds.has(change.data.bookingId);
    case 'BookingMoved': {
      const { bookingId, to } = change.data;
      return bookingIds.has(bookingId) || isTaken(to.tables, to.window);
    }
    case 'BookingsSwapped': {
      const { a, b } = change.data;
      return [a, b].some(
        (side) => bookingIds.has(side.bookingId) || isTaken(side.to.tables, side.to.window),
      );
    }
    case 'HoldPlaced': {
      const { holdId: placed, bookingId: holder, tables, window } = change.data;
      const own = placed === holdId || (holder !== null && bookingIds.has(holder));
      return !own && isTaken(tables, window);
    }
    case 'TablesBlocked':
      return isTaken(change.data.tables, change.data.window);
    case 'HoldExtended':
    case 'HoldConfirmed':
    case 'HoldReleased':
    case 'HoldExpired':
    case 'TablesUnblocked':
    case 'ShadowConflictObserved':
    case 'CommandRejected':
      return false;
  }
}

function stale(floor: Floor, shown: string, why: string, newestFirst: readonly Change[]): Rejected {
  const changes = newestFirst.slice(0, TOLD_MAX).map(contextChange);
  const message = `the picture that was shown (${shown}) ${why}; read it again`;
  return reject('STALE_CONTEXT', message, {
    expected: shown,
    current: floor.contextVersion,
    changes: changes.map((change) => ({
      ...change,
      tables: change.tables.map((table) => ({ ...table })),
    })),
  });
}

function contextChange(change: Change): ContextChange {
  const { type, recordedAt: at, actor } = change;
  const data = change.data as {
    readonly bookingId?: Uuid | null;
    readonly tables?: readonly TableRef[] | readonly { readonly id: Uuid }[];
    readonly to?: { readonly tables: readonly TableRef[] };
    readonly a?: {
      readonly bookingId: Uuid;
      readonly to: { readonly tables: readonly TableRef[] };
    };
    readonly removed?: readonly TableRef[];
  };
  // A configuration has tables, too; which of them changed it does not say.
  const named = type === 'VenueConfigured' ? [] : (data.tables as readonly TableRef[] | undefined);
  const tables = named ?? data.to?.tables ?? data.a?.to.tables ?? data.removed ?? [];
  return {
    type,
    at,
    actor: actor.id,
    bookingId: data.bookingId ?? data.a?.bookingId ?? null,
    tables,
  };
}
