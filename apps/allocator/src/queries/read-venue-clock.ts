import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { NO_READS } from '#allocation';
import type { Uuid, VenueClock } from '#contracts';
import type { FloorReader } from '#postgres';
import { FLOOR_READER } from '../tokens.js';

/** The clock that decides a venue's times now. Null: the venue is not configured. */
export class ReadVenueClock extends Query<VenueClock | null> {
  constructor(readonly venueId: Uuid) {
    super();
  }
}

@QueryHandler(ReadVenueClock)
export class ReadVenueClockHandler implements IQueryHandler<ReadVenueClock> {
  constructor(@Inject(FLOOR_READER) private readonly floors: FloorReader) {}

  async execute({ venueId }: ReadVenueClock): Promise<VenueClock | null> {
    const { floor } = await this.floors.read(venueId, () => NO_READS);
    if (!floor.venue) return null;
    const { timeZone, fromMs, offsetsMs } = floor.venue.clock;
    return {
      timeZone,
      fromSeconds: fromMs.map((ms) => ms / 1_000),
      offsetSeconds: offsetsMs.map((ms) => ms / 1_000),
    };
  }
}
