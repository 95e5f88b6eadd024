import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { ReadModel, RefusedDemand, RefusedWanted } from '#postgres';
import { READ_MODEL } from '../tokens.js';

export class ReadRefusedDemand extends Query<RefusedDemand> {
  constructor(readonly wanted: RefusedWanted) {
    super();
  }
}

@QueryHandler(ReadRefusedDemand)
export class ReadRefusedDemandHandler implements IQueryHandler<ReadRefusedDemand> {
  constructor(@Inject(READ_MODEL) private readonly readModel: ReadModel) {}

  execute({ wanted }: ReadRefusedDemand): Promise<RefusedDemand> {
    return this.readModel.readRefusedDemand(wanted);
  }
}
