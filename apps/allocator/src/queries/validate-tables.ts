import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { validateChoice, validationReads } from '#allocation';
import type { Choice } from '#allocation';
import type { Uuid, ValidationAnswer } from '#contracts';
import type { FloorReader, ReadModel } from '#postgres';
import { FLOOR_READER, READ_MODEL } from '../tokens.js';
import { namedValidation } from './named-blockers.js';

/** Null: the booking is not of that venue. */
export class ValidateTables extends Query<ValidationAnswer | null> {
  constructor(
    readonly venueId: Uuid,
    readonly choice: Choice,
  ) {
    super();
  }
}

@QueryHandler(ValidateTables)
export class ValidateTablesHandler implements IQueryHandler<ValidateTables> {
  constructor(
    @Inject(FLOOR_READER) private readonly floors: FloorReader,
    @Inject(READ_MODEL) private readonly readModel: ReadModel,
  ) {}

  async execute({ venueId, choice }: ValidateTables): Promise<ValidationAnswer | null> {
    const { floor, now } = await this.floors.read(venueId, (known, at) =>
      validationReads(known, choice, at),
    );
    const validation = validateChoice(floor, choice, now);
    return validation && namedValidation(this.readModel, validation);
  }
}
