import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { NO_READS, serviceDateAt, serviceDay, timelineOf, timelineReads } from '#allocation';
import type { ServiceDay, Venue } from '#allocation';
import type { Instant, Timeline, Uuid } from '#contracts';
import type { FloorReader } from '#postgres';
import { FLOOR_READER } from '../tokens.js';

/** Null: there is no such venue. */
export class ReadTimeline extends Query<Timeline | null> {
  constructor(
    readonly venueId: Uuid,
    /** `YYYY-MM-DD`; null: the service day that it is there now. */
    readonly date: string | null,
  ) {
    super();
  }
}

@QueryHandler(ReadTimeline)
export class ReadTimelineHandler implements IQueryHandler<ReadTimeline> {
  constructor(@Inject(FLOOR_READER) private readonly floors: FloorReader) {}

  async execute({ venueId, date }: ReadTimeline): Promise<Timeline | null> {
    const { floor, now } = await this.floors.read(venueId, (known, at) =>
      known.venue && at ? timelineReads(known, dayAt(known.venue, date, at)) : NO_READS,
    );
    return floor.venue ? timelineOf(floor, floor.venue, dayAt(floor.venue, date, now), now) : null;
  }
}

function dayAt({ clock, configuration }: Venue, date: string | null, now: Instant): ServiceDay {
  const { policy } = configuration;
  return serviceDay(policy, clock, date ?? serviceDateAt(policy, clock, now));
}
