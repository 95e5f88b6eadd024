import { useSearchParams } from 'wouter';
import type { Uuid } from '#contracts';
import { useWorkplace } from '../../shell/workplace.js';
import { nowMs } from '../../time/clock.js';
import { wallClock } from '../../time/venue-time.js';

/** What is asked of history; it is in the address, so that a link leads to the same answer. */
export interface Moment {
  /** One that has left the floor plan can still be asked about: the log forgets nothing. */
  readonly tableId: Uuid;
  /** `2026-11-27T19:30` on the venue's clock; null: everything that happened to the table. */
  readonly at: string | null;
  /** Null: as known now. */
  readonly asOf: string | null;
}

export function useMoment(): readonly [Moment, (change: Partial<Moment>) => void] {
  const { venueId, venue, timeZone } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const tableId = search.get('table') ?? venue.tables[0]?.id ?? '';
  const at = search.get('at');
  const moment: Moment = {
    tableId,
    at: at === 'any' ? null : (at ?? wallClock(nowMs(), timeZone)),
    asOf: search.get('asOf'),
  };
  const change = (part: Partial<Moment>): void =>
    setSearch(searchOf(venueId, { ...moment, ...part }), { replace: true });
  return [moment, change];
}

/** The question as an address says it, with the venue whose table and clock it means. */
export function searchOf(venue: Uuid, { tableId: table, at, asOf }: Moment): URLSearchParams {
  const search = new URLSearchParams({ venue, table, at: at ?? 'any' });
  if (asOf !== null) search.set('asOf', asOf);
  return search;
}
