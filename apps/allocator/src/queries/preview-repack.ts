import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { previewReads, previewRepack } from '#allocation';
import type { Rejected, RepackWish } from '#allocation';
import type { RepackPreview, Uuid } from '#contracts';
import type { FloorReader } from '#postgres';
import { FLOOR_READER } from '../tokens.js';

/** The fewest moves that would seat a booking now. Null: its venue is not configured. */
export class PreviewRepack extends Query<RepackPreview | Rejected | null> {
  constructor(
    readonly venueId: Uuid,
    readonly wish: RepackWish,
  ) {
    super();
  }
}

@QueryHandler(PreviewRepack)
export class PreviewRepackHandler implements IQueryHandler<PreviewRepack> {
  constructor(@Inject(FLOOR_READER) private readonly floors: FloorReader) {}

  async execute({ venueId, wish }: PreviewRepack): Promise<RepackPreview | Rejected | null> {
    const { floor, now } = await this.floors.read(venueId, (known) => previewReads(known, wish));
    return floor.venue ? previewRepack(floor, floor.venue, wish, now) : null;
  }
}
