import type { ContextChange, EventType } from '#contracts';
import type { ApiProblem } from '../api/problem.js';
import { clockSeconds } from '../time/venue-time.js';
import { shortId } from '../words.js';
import type { Setting } from '../words.js';

/** What can make a picture stale, as a host says it. */
const HAPPENED: { readonly [T in EventType]?: string } = {
  VenueConfigured: 'the floor or the rules of the house were changed',
  BookingRegistered: 'the booking was registered',
  BookingChanged: 'the booking was changed',
  BookingStatusChanged: 'the status of the booking changed',
  BookingPinned: 'the booking was pinned',
  BookingUnpinned: 'the booking was unpinned',
  HoldPlaced: 'was held',
  TablesAssigned: 'was given away',
  TablesUnassigned: 'was given up',
  BookingMoved: 'got another party',
  BookingsSwapped: 'got another party',
  TablesBlocked: 'was blocked',
  FlagSet: 'a switch was flipped',
};

/** What changed since the picture that a person decided on, newest first. */
export function changesOf({ details }: ApiProblem): readonly ContextChange[] {
  const changes = details?.['changes'];
  return Array.isArray(changes) ? (changes as readonly ContextChange[]) : [];
}

/** `19:42:10, by host-2: M4 was held for Sato`. */
export function changeWords(change: ContextChange, { timeZone, nameOf }: Setting): string {
  const { type, at, actor, bookingId, tables } = change;
  const what = HAPPENED[type as EventType] ?? 'something changed';
  const labels = tables.map(({ label }) => label).join(' + ');
  const about = what.startsWith('was') || what.startsWith('got') ? `${labels} ${what}` : what;
  const whom = bookingId === null ? '' : ` (${nameOf?.(bookingId) ?? shortId(bookingId)})`;
  return `${clockSeconds(at, timeZone)}, by ${actor}: ${about}${whom}`;
}
