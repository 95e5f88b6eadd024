import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { AssignmentView, CommandOutcome, RecordedEvent, Seating, Uuid } from '#contracts';
import type { ReadModel } from '#postgres';
import { READ_MODEL } from '../tokens.js';

/**
 * The tables that a command left a booking with: what its event says, so that its repeat hears the
 * same whatever happened since; and where it found everything so already, what the booking has.
 */
export class ReadSeating extends Query<readonly AssignmentView[]> {
  constructor(
    readonly bookingId: Uuid,
    readonly outcome: CommandOutcome,
  ) {
    super();
  }
}

@QueryHandler(ReadSeating)
export class ReadSeatingHandler implements IQueryHandler<ReadSeating> {
  constructor(@Inject(READ_MODEL) private readonly readModel: ReadModel) {}

  async execute({ bookingId, outcome }: ReadSeating): Promise<readonly AssignmentView[]> {
    for (const event of await this.eventsOf(outcome)) {
      const seating = seatingOf(event, bookingId);
      if (seating !== null) return assignmentsOf(event, seating);
    }
    return (await this.readModel.findBooking(bookingId, null))?.assignments ?? [];
  }

  /** The events of one command follow each other in the log. */
  private async eventsOf({ events }: CommandOutcome): Promise<readonly RecordedEvent[]> {
    const [first] = events;
    if (first === undefined || !events.some(({ type }) => SEATING_TYPES.has(type))) return [];
    const filter = { venueId: null, types: null, from: null, to: null };
    const { partition, seq } = first;
    const wanted = { ...filter, partition, afterSeq: seq - 1, limit: events.length };
    return this.readModel.readEventsPage(wanted);
  }
}

/** Events that say all that a booking has after them. */
const SEATING_TYPES: ReadonlySet<string> = new Set(['TablesAssigned', 'BookingMoved']);

/** What an event gave a booking; null when it gave it nothing. */
function seatingOf(event: RecordedEvent, bookingId: Uuid): Seating | null {
  if (event.type === 'TablesAssigned' && event.data.bookingId === bookingId) return event.data;
  if (event.type === 'BookingMoved' && event.data.bookingId === bookingId) return event.data.to;
  return null;
}

function assignmentsOf(event: RecordedEvent, seating: Seating): readonly AssignmentView[] {
  const { tables, window, mergeGroupId } = seating;
  return tables.map((table) => ({
    ...table,
    startAt: window.start,
    endAt: window.end!,
    assignedBy: event.actor.id,
    assignedAt: event.recordedAt,
    mergeGroupId,
  }));
}
