import { Coverage, Floor, decide, evolve, venueOf } from '#allocation';
import type { Command, LoggedEvent, RecordedEvent, Uuid } from '#contracts';
import { EVENT_SCHEMA_VERSIONS, GENESIS_HASH, derivedUuid, eventHash } from '#contracts';
import { logPartitionOf } from '#contracts';
import type { createPool } from '#postgres';
import { enforcing } from '../test/support/enforcing.js';
import { EVERY_CLOCK } from '../test/support/clocks.js';
import { assignments, configurations, registrations, RESTAURANTS } from './restaurants.js';

/** Bookings decided together: two seatings of every table, after which the floors are empty. */
const SITTING = 64 * 50 * 2;
const FIRST_INSTANT = Date.parse('2026-06-01T00:00:00.000Z');

/**
 * A log of at least so many events, decided by the domain and chained as the write path chains
 * them: bookings registered, seated, some by way of a hold, many checked in, some cancelled. Only
 * the log: the outcomes are left out, and the tables are what a replay makes of it. Answers how
 * many.
 */
export async function writeLongLog(
  pool: ReturnType<typeof createPool>,
  partitions: number,
  eventsWanted: number,
): Promise<number> {
  const log = new LongLog(partitions);
  for (let from = 0; log.length < eventsWanted; from += SITTING) {
    const events = log.sitting(from);
    await pool.query(`select commit_batch($1, '[]', '{}')`, [JSON.stringify(events.map(rowOf))]);
  }
  await pool.query('vacuum (analyze) events');
  return log.length;
}

class LongLog {
  length = 0;
  private readonly tails = new Map<number, { seq: number; hash: string }>();

  constructor(private readonly partitions: number) {}

  /** What happens to the bookings `from` … `from + SITTING`. */
  sitting(from: number): LoggedEvent[] {
    const now = new Date(FIRST_INSTANT + from * 100).toISOString();
    const floors = new Map(RESTAURANTS.map((venue) => [venue.venueId, this.floorOf(venue, now)]));
    const commands = [
      ...(from === 0 ? configurations() : []),
      ...registrations(from, SITTING),
      ...assignments(from, SITTING).flatMap(courseOf),
    ];
    return commands.flatMap((command) => this.record(command, floors.get(command.venueId)!, now));
  }

  private floorOf(venue: (typeof RESTAURANTS)[number], now: string): Floor {
    const { venueId } = venue;
    const floor = new Floor(
      venueId,
      logPartitionOf(venueId, this.partitions),
      enforcing,
      Coverage.everything(),
      EVERY_CLOCK,
    );
    if (this.length > 0) floor.venue = venueOf(venue, 1, now, EVERY_CLOCK);
    return floor;
  }

  private record(command: Command, floor: Floor, recordedAt: string): LoggedEvent[] {
    const decision = decide(floor, command, recordedAt);
    if (decision.kind === 'rejected') throw new Error(JSON.stringify(decision.rejection));
    const { venueId, partition } = floor;
    const { commandId, actor } = command;
    return decision.events.map((decided, n) => {
      const { seq: last, hash: prevHash } = this.tails.get(partition) ?? BEGINNING;
      const event = {
        id: derivedUuid(commandId, n),
        type: decided.type,
        schemaVersion: EVENT_SCHEMA_VERSIONS[decided.type],
        ...{ venueId, partition, seq: last + 1, recordedAt, actor, commandId },
        correlationId: null,
        data: decided.data,
      } as RecordedEvent;
      evolve(floor, event);
      const hash = eventHash(prevHash, event);
      this.tails.set(partition, { seq: last + 1, hash });
      this.length += 1;
      return { event, prevHash, hash, traceparent: null };
    });
  }
}

const BEGINNING = { seq: 0, hash: GENESIS_HASH };

/** Of ten bookings one is held before, four are checked in, and one is cancelled. */
function courseOf(assign: Command, n: number): Command[] {
  const { bookingId, tableIds } = assign.data as { bookingId: Uuid; tableIds: readonly Uuid[] };
  const next = (type: Command['type'], data: object): Command =>
    ({ ...assign, commandId: derivedUuid(assign.commandId, type), type, data }) as Command;
  const holdId = derivedUuid('bench', 'hold', bookingId);
  switch (n % 10) {
    case 0:
      return [
        next('HoldTables', { holdId, bookingId, tableIds }),
        next('ConfirmHold', { holdId, bookingId }),
      ];
    case 1:
      return [assign, next('SetBookingStatus', { bookingId, status: 'cancelled' })];
    case 2:
    case 3:
    case 4:
    case 5:
      return [assign, next('SetBookingStatus', { bookingId, status: 'checked_in' })];
    default:
      return [assign];
  }
}

/** As `commit_batch` takes it. */
function rowOf({ event, prevHash, hash }: LoggedEvent): object {
  const { actor, correlationId } = event;
  return { ...event, metadata: { actor, correlationId, traceparent: null }, prevHash, hash };
}
