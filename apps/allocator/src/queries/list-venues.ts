import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Uuid, VenueSummary } from '#contracts';
import type { ReadModel } from '#postgres';
import { READ_MODEL } from '../tokens.js';

export class ListVenues extends Query<readonly VenueSummary[]> {
  constructor(readonly reach: readonly Uuid[] | '*') {
    super();
  }
}

@QueryHandler(ListVenues)
export class ListVenuesHandler implements IQueryHandler<ListVenues> {
  constructor(@Inject(READ_MODEL) private readonly readModel: ReadModel) {}

  execute({ reach }: ListVenues): Promise<readonly VenueSummary[]> {
    return this.readModel.listVenues(reach);
  }
}
