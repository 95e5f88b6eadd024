import type {
  BookingStatus,
  Command,
  CommandData,
  CommandEnvelope,
  CommandType,
  Policy,
  SentWindow,
  VenueConfiguration,
} from '#contracts';
import { derivedUuid } from '#contracts';
import { VENUE_ID, floorPlan, idOf, instant } from './floor-plan.js';

type Sent<T extends CommandType> = CommandEnvelope<T> & { readonly type: T };
type Envelope = Partial<Omit<CommandEnvelope, 'type' | 'data'>>;
type Names = string | readonly string[];

/** A command to the specification's venue. Equal commands share an id unless told otherwise. */
export function command<T extends CommandType>(
  type: T,
  data: CommandData[T],
  envelope: Envelope = {},
): Command {
  const commandId = derivedUuid('command', type, JSON.stringify(data), JSON.stringify(envelope));
  const actor = { kind: 'staff', id: 'sam' } as const;
  const sent: Sent<T> = { commandId, type, venueId: VENUE_ID, actor, ...envelope, data };
  return sent as unknown as Command;
}

/** The same command, otherwise sent: by somebody else, under another id, on another route. */
export function sent(original: Command, envelope: Envelope): Command {
  return {
    ...original,
    commandId: derivedUuid(original.commandId, JSON.stringify(envelope)),
    ...envelope,
  };
}

/** Sent by the service itself, as repacking is. */
export function automatically(original: Command): Command {
  return sent(original, { actor: { kind: 'system', id: 'repacker' } });
}

/** Sent by the ops manual route. */
export function byOps(original: Command): Command {
  return sent(original, { route: 'ops' });
}

export function configure(
  policy: Partial<Policy> = {},
  plan: Partial<VenueConfiguration> & { force?: boolean; reason?: string } = {},
): Command {
  return command('ConfigureVenue', floorPlan(policy, plan));
}

/** A party of two at 19:00 (so until 21:00), confirmed, unless told otherwise. */
export function register(
  booking: string,
  wish: Partial<CommandData['RegisterBooking']> = {},
): Command {
  return command('RegisterBooking', {
    bookingId: idOf(booking),
    partySize: 2,
    startsAt: instant('19:00'),
    status: 'confirmed',
    ...wish,
  });
}

export function setStatus(booking: string, status: BookingStatus): Command {
  return command('SetBookingStatus', { bookingId: idOf(booking), status });
}

/** `booking: null` is a hold for nobody in particular, which must name its window. */
export function hold(
  holdName: string,
  booking: string | null,
  tables: Names,
  more: { window?: SentWindow; ttlSeconds?: number } = {},
): Command {
  return command('HoldTables', {
    holdId: idOf(holdName),
    bookingId: booking === null ? null : idOf(booking),
    tableIds: ids(tables),
    ...more,
  });
}

export function holdBest(
  holdName: string,
  booking: string,
  more: Omit<CommandData['HoldBest'], 'holdId' | 'bookingId'> = {},
): Command {
  return command('HoldBest', { holdId: idOf(holdName), bookingId: idOf(booking), ...more });
}

export function extend(holdName: string, ttlSeconds: number): Command {
  return command('ExtendHold', { holdId: idOf(holdName), ttlSeconds });
}

export function confirm(holdName: string, booking: string): Command {
  return command('ConfirmHold', { holdId: idOf(holdName), bookingId: idOf(booking) });
}

export function release(holdName: string, booking: string | null = null): Command {
  const bookingId = booking === null ? null : idOf(booking);
  return command('ReleaseHold', { holdId: idOf(holdName), bookingId, reason: 'not needed' });
}

export function expire(holdName: string): Command {
  return command('ExpireHold', { holdId: idOf(holdName) });
}

export function assign(booking: string, tables: Names, window: SentWindow | null = null): Command {
  return command('AssignTables', { bookingId: idOf(booking), tableIds: ids(tables), window });
}

export function add(booking: string, tables: Names, window: SentWindow | null = null): Command {
  const [bookingId, tableIds] = [idOf(booking), ids(tables)];
  return command('AssignTables', { bookingId, tableIds, window, mode: 'add' });
}

export function assignBest(
  booking: string,
  more: Omit<CommandData['AssignBest'], 'bookingId'> = {},
): Command {
  return command('AssignBest', { bookingId: idOf(booking), ...more });
}

/** All tables of the booking, or those named. */
export function unassign(booking: string, tables: Names | null = null): Command {
  const tableIds = tables === null ? null : ids(tables);
  return command('UnassignTables', { bookingId: idOf(booking), tableIds });
}

export function move(booking: string, tables: Names, window: SentWindow | null = null): Command {
  return command('MoveBooking', { bookingId: idOf(booking), tableIds: ids(tables), window });
}

export function swap(a: string, b: string): Command {
  return command('SwapBookings', { bookingIdA: idOf(a), bookingIdB: idOf(b) });
}

/** `repack('B9', 'T1', { B1: 'T2', B2: ['T3', 'T4'] })`: who makes room goes where. */
export function repack(
  booking: string,
  tables: Names,
  moves: Readonly<Record<string, Names>>,
  window: SentWindow | null = null,
): Command {
  return command('RepackBookings', {
    bookingId: idOf(booking),
    tableIds: ids(tables),
    window,
    moves: Object.entries(moves).map(([name, to]) => ({
      bookingId: idOf(name),
      tableIds: ids(to),
    })),
  });
}

export function block(
  blockName: string,
  tables: Names,
  window: SentWindow,
  reason = 'wobbles',
): Command {
  return command('BlockTables', {
    blockId: idOf(blockName),
    tableIds: ids(tables),
    window,
    reason,
  });
}

export function unblock(blockName: string, tables: Names | null = null): Command {
  const tableIds = tables === null ? null : ids(tables);
  return command('UnblockTables', { blockId: idOf(blockName), tableIds, reason: null });
}

export function pin(booking: string, reason = 'by the window'): Command {
  return command('PinBooking', { bookingId: idOf(booking), reason });
}

export function unpin(booking: string, reason = 'no longer'): Command {
  return command('UnpinBooking', { bookingId: idOf(booking), reason });
}

/** One flag of this venue; any text, because refusing what is no flag's name is a rule, too. */
export function flip(flag: string, value: boolean | null, reason = 'an exercise'): Command {
  return command('SetFlag', { flag, value, scope: 'venue', reason });
}

export function ids(names: Names): string[] {
  return (typeof names === 'string' ? [names] : names).map(idOf);
}

/** The same command about other things: every id in it, the venue's included, is another venue's. */
export function inVenue(original: Command, name: string): Command {
  const text = JSON.stringify(original).replaceAll(UUID, (id) => derivedUuid(name, id));
  return JSON.parse(text) as Command;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** As the service sends it, by its clock. */
export function extendStay(booking: string): Command {
  return sent(command('ExtendStay', { bookingId: idOf(booking) }), {
    actor: { kind: 'system', id: 'stays' },
  });
}
