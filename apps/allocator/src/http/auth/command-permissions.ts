import type { Actor, ActorKind, Command, CommandType } from '#contracts';
import type { Principal, TokenRole } from '#platform';
import { Problem } from '../problems/problem.js';
import { hasRole, requireVenue } from './principal.js';

const SELLERS: readonly TokenRole[] = ['booking-system', 'staff', 'operator'];
const FLOOR: readonly TokenRole[] = ['staff', 'operator'];

/** Who may send each command; `admin` may send all but those that nobody outside may. */
const SENDERS: { readonly [T in CommandType]: readonly TokenRole[] | 'nobody outside' } = {
  ConfigureVenue: ['admin'],
  RegisterBooking: SELLERS,
  SetBookingStatus: SELLERS,
  HoldTables: SELLERS,
  HoldBest: SELLERS,
  ExtendHold: SELLERS,
  ConfirmHold: SELLERS,
  ReleaseHold: SELLERS,
  AssignTables: SELLERS,
  AssignBest: SELLERS,
  UnassignTables: SELLERS,
  MoveBooking: SELLERS,
  SwapBookings: FLOOR,
  RepackBookings: FLOOR,
  BlockTables: FLOOR,
  UnblockTables: FLOOR,
  PinBooking: FLOOR,
  UnpinBooking: FLOOR,
  SetFlag: ['operator'],
  ImportAllocations: ['operator'],
  PromoteAllocations: ['operator'],
  // The sweeper's: a hold's time is the database's to tell.
  ExpireHold: 'nobody outside',
  // So are the stays of guests who are here.
  ExtendStay: 'nobody outside',
};

/**
 * @param path where the command is in the request, such as `[3]`, empty for a single one
 * @throws a 403 {@link Problem} naming the field at fault.
 */
export function requirePermission(principal: Principal, command: Command, path: string): void {
  const senders = SENDERS[command.type];
  if (senders === 'nobody outside' || !hasRole(principal, senders)) {
    throw new Problem(403, 'FORBIDDEN', `The token may not send ${command.type}.`, {
      details: { path: `${path}${path === '' ? '' : '.'}type` },
    });
  }
  // A flag for all venues is recorded under a venue that nobody owns: it takes a token for all.
  requireVenue(principal, command.venueId);
}

/**
 * The actor that the log remembers: its kind is what the token says. The sender may name a person
 * of that kind, since a booking system or a till speaks for many.
 */
export function actorOf(principal: Principal): (sent: Actor | null) => Actor {
  const kind = kindOf(principal);
  return (sent) => ({ kind, id: sent?.kind === kind ? sent.id : principal.subject });
}

function kindOf({ roles }: Principal): ActorKind {
  if (roles.includes('admin') || roles.includes('operator')) return 'operator';
  return roles.includes('staff') ? 'staff' : 'booking-system';
}
