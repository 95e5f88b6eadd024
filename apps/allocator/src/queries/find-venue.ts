import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Uuid, VenueView } from '#contracts';
import type { ReadModel } from '#postgres';
import { READ_MODEL } from '../tokens.js';

export class FindVenue extends Query<VenueView | null> {
  constructor(readonly venueId: Uuid) {
    super();
  }
}

@QueryHandler(FindVenue)
export class FindVenueHandler implements IQueryHandler<FindVenue> {
  constructor(@Inject(READ_MODEL) private readonly readModel: ReadModel) {}

  execute({ venueId }: FindVenue): Promise<VenueView | null> {
    return this.readModel.findVenue(venueId);
  }
}
