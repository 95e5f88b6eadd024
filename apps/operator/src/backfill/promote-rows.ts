import { randomUUID } from 'node:crypto';
import type { Command, CommandOutcome, Warning } from '#contracts';
import type { Submitter } from '#event-sourcing';
import type { ShadowBooking } from '#postgres';
import { shadowBookings } from '#postgres';
import { LISTED_MAX } from './import-rows.js';
import type { Pool } from './pool.js';

export interface PromoteReport {
  bookingsPromoted: number;
  bookingsLeft: number;
  /** Why bookings stay shadows; at most {@link LISTED_MAX}. */
  readonly left: Warning[];
}

const BOOKINGS_PER_COMMAND = 100;

/** Guards every shadow assignment that overlaps nothing, and tells of the others. */
export async function promoteRows(
  pool: Pool,
  commands: Submitter<Command, CommandOutcome>,
  onProgress: (bookings: number, total: number) => void,
): Promise<PromoteReport> {
  const report: PromoteReport = { bookingsPromoted: 0, bookingsLeft: 0, left: [] };
  let [seen, total] = [0, 0];
  for await (const page of shadowBookings(pool)) total += page.length;
  for await (const bookings of byVenue(shadowBookings(pool))) {
    const { events, warnings } = await commands.submit(promoteCommand(bookings));
    report.bookingsPromoted += events.filter(({ type }) => type === 'AllocationPromoted').length;
    report.bookingsLeft += warnings.length;
    report.left.push(...warnings.slice(0, LISTED_MAX - report.left.length));
    onProgress((seen += bookings.length), total);
  }
  return report;
}

function promoteCommand(bookings: readonly ShadowBooking[]): Command {
  return {
    commandId: randomUUID(),
    type: 'PromoteAllocations',
    venueId: bookings[0]!.venueId,
    data: { bookingIds: bookings.map((booking) => booking.bookingId) },
    actor: { kind: 'operator', id: 'allocator backfill' },
  };
}

async function* byVenue(
  pages: AsyncIterable<readonly ShadowBooking[]>,
): AsyncGenerator<readonly ShadowBooking[]> {
  let group: ShadowBooking[] = [];
  for await (const page of pages) {
    for (const booking of page) {
      const other = group.length > 0 && group[0]!.venueId !== booking.venueId;
      if (other || group.length >= BOOKINGS_PER_COMMAND) {
        yield group;
        group = [];
      }
      group.push(booking);
    }
  }
  if (group.length > 0) yield group;
}
