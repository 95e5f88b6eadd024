import { IsBoolean, ValidateIf } from 'class-validator';
import type { CommandData } from '#contracts';
import { field, Id, OneOf, Text } from './fields.js';

/** Required, and `null` takes the override away again. */
function FlagValue(): PropertyDecorator {
  const description = 'null takes the override away';
  return field({ description }, { type: 'boolean', nullable: true }, [
    ValidateIf((_request, value) => value !== null),
    IsBoolean(),
  ]);
}

export class SetFlagRequest implements Data<'SetFlag'> {
  @Text({ max: 100 })
  readonly flag!: string;

  @FlagValue()
  readonly value!: boolean | null;

  @OneOf(['global', 'venue'])
  readonly scope!: 'global' | 'venue';

  @Text({ max: 500 })
  readonly reason!: string;
}

/** The body of `PUT /api/flags/:flag`. */
export class PutFlagRequest {
  @FlagValue()
  readonly value!: boolean | null;

  @Id({ optional: true, description: 'Absent: for all venues' })
  readonly venueId?: string | null;

  @Text({ max: 500 })
  readonly reason!: string;
}

type Data<T extends keyof CommandData> = CommandData[T];
