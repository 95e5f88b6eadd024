import { IsBoolean, ValidateIf } from 'class-validator';
import { LIMITS } from '#contracts';
import type { CommandData } from '#contracts';
import { field, Id, OneOf, Reason, Text } from './fields.js';

/** Required, and `null` takes the override away again. */
function FlagValue(): PropertyDecorator {
  const description = 'null takes the override away';
  return field({ description }, { type: 'boolean', nullable: true }, [
    ValidateIf((_request, value) => value !== null),
    IsBoolean(),
  ]);
}

export class SetFlagRequest implements Data<'SetFlag'> {
  @Text({ max: LIMITS.flag })
  readonly flag!: string;

  @FlagValue()
  readonly value!: boolean | null;

  @OneOf(['global', 'venue'])
  readonly scope!: 'global' | 'venue';

  @Reason()
  readonly reason!: string;
}

/** The body of `PUT /api/flags/:flag`. */
export class PutFlagRequest {
  @FlagValue()
  readonly value!: boolean | null;

  @Id({ optional: true, description: 'Absent: for all venues' })
  readonly venueId?: string | null;

  @Reason()
  readonly reason!: string;
}

type Data<T extends keyof CommandData> = CommandData[T];
