import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { quote, quoteReads } from '#allocation';
import type { QuoteWish, Rejected } from '#allocation';
import type { QuoteAnswer, Uuid } from '#contracts';
import type { FloorReader } from '#postgres';
import { FLOOR_READER } from '../tokens.js';

/** What the selector would do for a booking now. Null: its venue is not configured. */
export class QuoteTables extends Query<QuoteAnswer | Rejected | null> {
  constructor(
    readonly venueId: Uuid,
    readonly wish: QuoteWish,
    /** The hold that was placed for this quote; null when nothing was held. */
    readonly holdId: Uuid | null,
  ) {
    super();
  }
}

@QueryHandler(QuoteTables)
export class QuoteTablesHandler implements IQueryHandler<QuoteTables> {
  constructor(@Inject(FLOOR_READER) private readonly floors: FloorReader) {}

  async execute({ venueId, wish, holdId }: QuoteTables): Promise<QuoteAnswer | Rejected | null> {
    const { floor, now } = await this.floors.read(venueId, (known) => quoteReads(known, wish));
    if (!floor.venue) return null;
    const startedAt = process.hrtime.bigint();
    const answer = quote(floor, floor.venue, wish, holdId, now);
    if ('kind' in answer) return answer;
    // The domain has no clock.
    const elapsedMicros = Number((process.hrtime.bigint() - startedAt) / 1000n);
    return { ...answer, trace: { ...answer.trace, elapsedMicros } };
  }
}
