import type { Alternative, Blocker, Check, CheckId, Table } from '#contracts';
import { blockerWords, checkWords } from '../words.js';
import type { Setting } from '../words.js';

/** What each check is about, for a host. */
export const CHECK_TITLES: { readonly [I in CheckId]: string } = {
  exists: 'Known table',
  active: 'In use',
  booking: 'Booking',
  window: 'Time',
  service: 'Open then',
  capacity: 'Seats',
  fit: 'Size',
  slack: 'Spare seats',
  zone: 'One zone',
  movable: 'Movable',
  merges: 'Joining',
  adjacency: 'Together',
  conflict: 'Free then',
  presence: 'Nobody there',
  pinned: 'Pin',
};

/** What a check found, in a sentence. */
export function foundWords(
  check: Check,
  blockers: readonly Blocker[],
  tables: readonly Table[],
  setting: Setting,
): string {
  const { id, code, details = {} } = check;
  if (check.status === 'ok' || code === undefined) return passWords(check);
  if (id === 'conflict' && blockers.length > 0) {
    return blockers.map((blocker) => blockerWords(blocker, setting)).join(' ');
  }
  const { minParty, partySize, tableIds } = details;
  if (id === 'fit' && typeof minParty === 'number' && minParty > Number(partySize)) {
    return `Kept for parties of ${minParty} or more; this one is ${Number(partySize)}.`;
  }
  const named = Array.isArray(tableIds) && id !== 'adjacency' ? labelsIn(tables, tableIds) : '';
  return `${named === '' ? '' : `${named}: `}${checkWords(code, details)}`;
}

function passWords({ id, details = {} }: Check): string {
  const { seats, partySize } = details;
  if (id === 'capacity' && seats !== undefined) {
    return `${Number(seats)} seats for ${Number(partySize)}.`;
  }
  return `${CHECK_TITLES[id]}: fine.`;
}

function labelsIn(tables: readonly Table[], ids: readonly unknown[]): string {
  return tables
    .filter(({ id }) => ids.includes(id))
    .map(({ label }) => label)
    .join(', ');
}

/** Why something is suggested, and what taking it does when that is more than to pick tables. */
export function reasonWords({ tables, spareSeats, sameTime }: Alternative): string {
  const seats = spareSeats === 1 ? 'seat' : 'seats';
  return [
    ...(sameTime ? [] : ['seats them then']),
    ...(tables.length > 1 ? [`${tables.length} tables joined`] : []),
    spareSeats === 0 ? 'no seat to spare' : `${spareSeats} ${seats} to spare`,
  ].join(', ');
}
