import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { NO_READS, holdView } from '#allocation';
import type { EndedClaim } from '#allocation';
import type { HoldView, Uuid } from '#contracts';
import type { FloorReader } from '#postgres';
import { FLOOR_READER } from '../tokens.js';

/** A hold that is there, or how it ended; neither where it never was. */
export interface HoldState {
  readonly hold: HoldView | null;
  readonly ended: EndedClaim | null;
}

export class ReadHold extends Query<HoldState> {
  constructor(
    readonly venueId: Uuid,
    readonly holdId: Uuid,
  ) {
    super();
  }
}

@QueryHandler(ReadHold)
export class ReadHoldHandler implements IQueryHandler<ReadHold> {
  constructor(@Inject(FLOOR_READER) private readonly floors: FloorReader) {}

  async execute({ venueId, holdId }: ReadHold): Promise<HoldState> {
    const needs = { ...NO_READS, holds: [holdId] };
    const { floor, now } = await this.floors.read(venueId, () => needs);
    const hold = floor.holds.get(holdId);
    const ended = floor.ended.get(holdId);
    return {
      hold: hold ? holdView(floor, hold, now) : null,
      ended: ended?.kind === 'hold' ? ended : null,
    };
  }
}
