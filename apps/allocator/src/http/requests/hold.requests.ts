import { LIMITS } from '#contracts';
import type { CommandData, JsonObject } from '#contracts';
import { SelectionConstraintsRequest } from './assignment.requests.js';
import { FreeObject, Id, IdList, Int, Nested, Reason } from './fields.js';
import { WindowRequest } from './window.request.js';

export class HoldTablesRequest implements Data<'HoldTables'> {
  @Id()
  readonly holdId!: string;

  @Id({ optional: true })
  readonly bookingId?: string | null;

  @IdList({ min: 1, max: LIMITS.tablesPerCommand })
  readonly tableIds!: readonly string[];

  @Nested(() => WindowRequest, { optional: true, description: "Absent: the booking's window" })
  readonly window?: WindowRequest | null;

  @Int(LIMITS.holdSeconds, { optional: true, description: "Seconds; absent: the policy's default" })
  readonly ttlSeconds?: number | null;

  @FreeObject({ optional: true })
  readonly metadata?: JsonObject | null;
}

export class HoldBestRequest implements Data<'HoldBest'> {
  @Id()
  readonly holdId!: string;

  @Id()
  readonly bookingId!: string;

  @Nested(() => WindowRequest, { optional: true, description: "Absent: the booking's window" })
  readonly window?: WindowRequest | null;

  @Nested(() => SelectionConstraintsRequest, { optional: true })
  readonly constraints?: SelectionConstraintsRequest | null;

  @Int(LIMITS.holdSeconds, { optional: true, description: "Seconds; absent: the policy's default" })
  readonly ttlSeconds?: number | null;

  @FreeObject({ optional: true })
  readonly metadata?: JsonObject | null;
}

export class ExtendHoldRequest implements Data<'ExtendHold'> {
  @Id()
  readonly holdId!: string;

  @Int(LIMITS.holdSeconds, { description: 'Seconds from now' })
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

  @Reason({ optional: true })
  readonly reason?: string | null;
}

export class ExpireHoldRequest implements Data<'ExpireHold'> {
  @Id()
  readonly holdId!: string;
}

export class ExtendStayRequest implements Data<'ExtendStay'> {
  @Id()
  readonly bookingId!: string;
}

type Data<T extends keyof CommandData> = CommandData[T];
