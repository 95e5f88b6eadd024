import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { NO_READS, bothReads, holdView, validateChoice, validationReads } from '#allocation';
import type { Choice } from '#allocation';
import type { HoldAnswer, Uuid } from '#contracts';
import type { FloorReader, ReadModel } from '#postgres';
import { FLOOR_READER, READ_MODEL } from '../tokens.js';
import { namedValidation } from './named-blockers.js';

/** A hold with what is to be said of its tables, of one instant. Null: it has ended. */
export class ReadHeld extends Query<HoldAnswer | null> {
  constructor(
    readonly venueId: Uuid,
    readonly holdId: Uuid,
    readonly choice: Choice,
  ) {
    super();
  }
}

@QueryHandler(ReadHeld)
export class ReadHeldHandler implements IQueryHandler<ReadHeld> {
  constructor(
    @Inject(FLOOR_READER) private readonly floors: FloorReader,
    @Inject(READ_MODEL) private readonly readModel: ReadModel,
  ) {}

  async execute({ venueId, holdId, choice }: ReadHeld): Promise<HoldAnswer | null> {
    const { floor, now } = await this.floors.read(venueId, (known, at) =>
      bothReads({ ...NO_READS, holds: [holdId] }, validationReads(known, choice, at)),
    );
    const hold = floor.holds.get(holdId);
    const judged = validateChoice(floor, choice, now);
    if (!hold || !judged) return null;
    const validation = await namedValidation(this.readModel, judged);
    return { hold: holdView(floor, hold, now), summary: validation.summary, validation };
  }
}
