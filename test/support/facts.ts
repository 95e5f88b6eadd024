import type { BookingStatus, Window } from '#contracts';
import { idOf } from './floor-plan.js';
import type { Expected } from './given.js';

/** What happened, as specifications expect it: named things, and whatever else is to be looked at. */

export function registered(booking: string, more: object = {}): Expected {
  return { type: 'BookingRegistered', data: { bookingId: idOf(booking), ...more } };
}

export function changed(booking: string, ...facts: readonly string[]): Expected {
  return { type: 'BookingChanged', data: { bookingId: idOf(booking), changed: facts } };
}

export function statusChanged(booking: string, from: BookingStatus, to: BookingStatus): Expected {
  return { type: 'BookingStatusChanged', data: { bookingId: idOf(booking), from, to } };
}

export function held(hold: string, tables: string, more: object = {}): Expected {
  return { type: 'HoldPlaced', data: { holdId: idOf(hold), tables: labels(tables), ...more } };
}

export function extended(hold: string, expiresAt: string): Expected {
  return { type: 'HoldExtended', data: { holdId: idOf(hold), expiresAt } };
}

export function confirmed(hold: string, booking: string): Expected {
  return { type: 'HoldConfirmed', data: { holdId: idOf(hold), bookingId: idOf(booking) } };
}

export function released(hold: string, reason?: string): Expected {
  return { type: 'HoldReleased', data: { holdId: idOf(hold), ...(reason ? { reason } : {}) } };
}

export function expired(hold: string): Expected {
  return { type: 'HoldExpired', data: { holdId: idOf(hold) } };
}

export function assigned(booking: string, tables: string, more: object = {}): Expected {
  const data = { bookingId: idOf(booking), tables: labels(tables), ...more };
  return { type: 'TablesAssigned', data };
}

export function unassigned(booking: string, removed: string, more: object = {}): Expected {
  const data = { bookingId: idOf(booking), removed: labels(removed), ...more };
  return { type: 'TablesUnassigned', data };
}

export function moved(booking: string, from: string, to: string, window?: Window): Expected {
  return {
    type: 'BookingMoved',
    data: {
      bookingId: idOf(booking),
      from: { tables: labels(from) },
      to: { tables: labels(to), ...(window ? { window } : {}) },
    },
  };
}

/** `swapped('B1 gets T2', 'B2 gets T1')`. */
export function swapped(a: string, b: string, more: object = {}): Expected {
  const side = (told: string) => {
    const [booking = '', tables = ''] = told.split(' gets ');
    return { bookingId: idOf(booking), to: { tables: labels(tables), ...more } };
  };
  return { type: 'BookingsSwapped', data: { a: side(a), b: side(b) } };
}

export function blocked(block: string, tables: string, more: object = {}): Expected {
  return { type: 'TablesBlocked', data: { blockId: idOf(block), tables: labels(tables), ...more } };
}

export function unblocked(block: string, tables: string, remaining = ''): Expected {
  const data = { blockId: idOf(block), tables: labels(tables), remaining: labels(remaining) };
  return { type: 'TablesUnblocked', data };
}

export function pinned(booking: string, reason: string): Expected {
  return { type: 'BookingPinned', data: { bookingId: idOf(booking), reason } };
}

export function unpinned(booking: string): Expected {
  return { type: 'BookingUnpinned', data: { bookingId: idOf(booking) } };
}

export function conflictObserved(tables: string, more: object = {}): Expected {
  return { type: 'ShadowConflictObserved', data: { tables: labels(tables), ...more } };
}

export function configured(version: number, more: object = {}): Expected {
  return { type: 'VenueConfigured', data: { version, ...more } };
}

export function flagSet(flag: string, value: boolean | null, previous: boolean | null): Expected {
  return { type: 'FlagSet', data: { flag, value, previous } };
}

/** `'T1 T2'` as references that match by label; none for the empty text. */
export function labels(tables: string): { label: string }[] {
  return tables === '' ? [] : tables.split(' ').map((label) => ({ label }));
}

/** `stayExtended('B1', 'T1 T2', from('19:00', '21:15'))`. */
export function stayExtended(booking: string, tables: string, window: Window): Expected {
  const to = { tables: labels(tables), window };
  return { type: 'StayExtended', data: { bookingId: idOf(booking), to } };
}

export function overstayObserved(booking: string, tables: string, next: string): Expected {
  const data = { bookingId: idOf(booking), tables: labels(tables), next: { id: idOf(next) } };
  return { type: 'OverstayObserved', data };
}
