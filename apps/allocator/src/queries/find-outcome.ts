import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { CommandOutcome, Uuid } from '#contracts';
import type { ReadModel } from '#postgres';
import { READ_MODEL } from '../tokens.js';

export class FindOutcome extends Query<{ venueId: Uuid; outcome: CommandOutcome } | null> {
  constructor(readonly commandId: Uuid) {
    super();
  }
}

@QueryHandler(FindOutcome)
export class FindOutcomeHandler implements IQueryHandler<FindOutcome> {
  constructor(@Inject(READ_MODEL) private readonly readModel: ReadModel) {}

  execute({ commandId }: FindOutcome): Promise<{ venueId: Uuid; outcome: CommandOutcome } | null> {
    return this.readModel.findOutcome(commandId);
  }
}
