import type { Reads } from '#allocation';
import { demandStarts, pastStarts } from '#allocation';
import type { Uuid } from '#contracts';

/** The reads of several venues as `read_floors` takes them. */
export interface Wanted {
  readonly bookings: Uuid[];
  readonly holds: Uuid[];
  readonly blocks: Uuid[];
  readonly spans: object[];
  readonly bookingSpans: object[];
  readonly demand: object[];
  readonly past: object[];
  readonly changes: object[];
}

export type VenueReads = Map<Uuid, Reads[]>;

export function wantedOf(reads: VenueReads): Wanted {
  const ids = { bookings: new Set<Uuid>(), holds: new Set<Uuid>(), blocks: new Set<Uuid>() };
  // Many commands of a batch want the same stretch; it is read once.
  const spans = new Map<string, object>();
  const bookingSpans = new Map<string, object>();
  const demand = new Map<string, object>();
  const past = new Map<string, object>();
  const changes = new Map<string, object>();
  for (const [venueId, wanted] of reads) {
    for (const read of wanted) {
      for (const id of read.bookings) ids.bookings.add(id);
      for (const id of read.holds) ids.holds.add(id);
      for (const id of read.blocks) ids.blocks.add(id);
      for (const { tableIds, window } of read.spans) {
        put(spans, { venueId, tableIds, ...window });
      }
      for (const { bookingId, tableIds } of read.bookingSpans) {
        put(bookingSpans, { venueId, bookingId, tableIds });
      }
      for (const window of read.demand) {
        const { start: startsFrom, end } = demandStarts(window);
        put(demand, { venueId, startsFrom, end });
      }
      for (const window of read.past) {
        const { start: startsFrom, end } = pastStarts(window);
        put(past, { venueId, startsFrom, end });
      }
      for (const afterSeq of read.changesAfter) put(changes, { venueId, afterSeq });
    }
  }
  return {
    bookings: [...ids.bookings],
    holds: [...ids.holds],
    blocks: [...ids.blocks],
    spans: [...spans.values()],
    bookingSpans: [...bookingSpans.values()],
    demand: [...demand.values()],
    past: [...past.values()],
    changes: [...changes.values()],
  };
}

function put(rows: Map<string, object>, row: object): void {
  rows.set(JSON.stringify(row), row);
}
