import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { contextReads, manualContext } from '#allocation';
import type { ManualContext, Uuid } from '#contracts';
import type { FloorReader, ReadModel } from '#postgres';
import { FLOOR_READER, READ_MODEL } from '../tokens.js';
import { namingOf } from './named-blockers.js';

/** Null: the booking is not of that venue. */
export class ReadManualContext extends Query<ManualContext | null> {
  constructor(
    readonly venueId: Uuid,
    readonly bookingId: Uuid,
  ) {
    super();
  }
}

@QueryHandler(ReadManualContext)
export class ReadManualContextHandler implements IQueryHandler<ReadManualContext> {
  constructor(
    @Inject(FLOOR_READER) private readonly floors: FloorReader,
    @Inject(READ_MODEL) private readonly readModel: ReadModel,
  ) {}

  async execute({ venueId, bookingId }: ReadManualContext): Promise<ManualContext | null> {
    const { floor, now } = await this.floors.read(venueId, (known) =>
      contextReads(known, bookingId),
    );
    const context = manualContext(floor, bookingId, now);
    if (context === null) return null;
    const naming = await namingOf(this.readModel, context.conflicts);
    return {
      ...context,
      tables: context.tables.map((table) => ({ ...table, blockers: naming(table.blockers) })),
      conflicts: naming(context.conflicts),
    };
  }
}
