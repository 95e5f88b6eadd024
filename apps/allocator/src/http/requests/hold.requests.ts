import type { CommandData, JsonObject } from '#contracts';
import { FreeObject, Id, IdList, Int, Nested, TABLES_PER_COMMAND_MAX, Text } from './fields.js';
import { WindowRequest } from './window.request.js';

/**
 * Only a bound against nonsense: what a venue allows is its policy's, answered `HOLD_TTL_INVALID`.
 */
const TTL_SECONDS = { min: 1, max: 86_400 };

export class HoldTablesRequest implements Data<'HoldTables'> {
  @Id()
  readonly holdId!: string;

  @Id({ optional: true })
  readonly bookingId?: string | null;

  @IdList({ min: 1, max: TABLES_PER_COMMAND_MAX })
  readonly tableIds!: readonly string[];

  @Nested(() => WindowRequest, { optional: true, description: "Absent: the booking's window" })
  readonly window?: WindowRequest | null;

  @Int(TTL_SECONDS, { optional: true, description: "Seconds; absent: the policy's default" })
  readonly ttlSeconds?: number | null;

  @FreeObject({ optional: true })
  readonly metadata?: JsonObject | null;
}

export class ExtendHoldRequest implements Data<'ExtendHold'> {
  @Id()
  readonly holdId!: string;

  @Int(TTL_SECONDS, { description: 'Seconds from now' })
  readonly ttlSeconds!: number;
}

export class ConfirmHoldRequest implements Data<'ConfirmHold'> {
  @Id()
  readonly holdId!: string;

  @Id()
  readonly bookingId!: string;
}

export class ReleaseHoldRequest implements Data<'ReleaseHold'> {
  @Id()
  readonly holdId!: string;

  @Id({ optional: true })
  readonly bookingId?: string | null;

  @Text({ max: 500 }, { optional: true })
  readonly reason?: string | null;
}

export class ExpireHoldRequest implements Data<'ExpireHold'> {
  @Id()
  readonly holdId!: string;
}

type Data<T extends keyof CommandData> = CommandData[T];
