import type { Choice } from '#allocation';
import { LIMITS } from '#contracts';
import type { CommandData } from '#contracts';
import { Flag, Id, IdList, Int, Text } from './fields.js';
import { refusal } from './parameters.js';
import { ShownContextVersion } from './shown-context.js';

/** `?bookingId=` */
export class ManualContextQuery {
  @Id()
  readonly bookingId!: string;
}

/** The body of `POST /api/staff/manual/validate`. */
export class ValidateRequest {
  @Id()
  readonly bookingId!: string;

  @IdList({ min: 1, max: LIMITS.tablesPerCommand })
  readonly tableIds!: readonly string[];

  @Flag({ optional: true, description: 'Overrides the flag' })
  readonly requireAdjacency?: boolean | null;

  @Id({ optional: true, description: "The booking's own holds never count, named or not" })
  readonly excludeHoldId?: string | null;
}

/** The body of `POST /api/staff/manual/hold`. */
export class ManualHoldRequest extends ValidateRequest {
  @Int(LIMITS.holdSeconds, { optional: true, description: "Seconds; absent: the policy's default" })
  readonly holdTtlSeconds?: number | null;

  @Id({ optional: true, description: 'Made by the caller, to repeat it safely; absent: a new one' })
  readonly holdId?: string | null;

  @ShownContextVersion()
  readonly contextVersion?: string | null;
}

/** The body of `POST /api/staff/manual/hold/extend`. */
export class ManualExtendRequest {
  @Id()
  readonly holdId!: string;

  @Id()
  readonly bookingId!: string;

  @Int(LIMITS.holdSeconds, { description: 'Seconds from now' })
  readonly ttlSeconds!: number;
}

/** The body of `DELETE /api/staff/manual/hold`. */
export class ManualReleaseRequest {
  @Id()
  readonly holdId!: string;

  @Id()
  readonly bookingId!: string;
}

/** The body of `POST /api/staff/manual/confirm`. */
export class ManualConfirmRequest {
  @Id()
  readonly bookingId!: string;

  @Id()
  readonly holdId!: string;

  @Text({ max: 200 }, { optional: true, description: 'Repeating it returns the stored answer' })
  readonly idempotencyKey?: string | null;

  @ShownContextVersion()
  readonly contextVersion?: string | null;
}

/** The body of `POST /api/ops/bookings/:bookingId/tables`. */
export class OpsTablesRequest {
  @IdList({ min: 1, max: LIMITS.tablesPerCommand }, { optional: true })
  readonly tableIds?: readonly string[] | null;

  @Id({ optional: true, description: 'Instead of tableIds' })
  readonly tableId?: string | null;
}

/** @throws a 400 problem unless exactly one of the two ways to name tables is used. */
export function namedTables({ tableIds, tableId }: OpsTablesRequest): readonly string[] {
  if ((tableIds == null) === (tableId == null)) {
    throw refusal([{ path: 'tableIds', message: 'either tableIds or tableId must be given' }]);
  }
  return tableIds ?? [tableId!];
}

/** Own holds never count, so `excludeHoldId` has nothing to add for a hold of the booking's. */
export function choiceOf({ bookingId, tableIds, requireAdjacency }: ValidateRequest): Choice {
  return { bookingId, tableIds, requireAdjacency: requireAdjacency ?? undefined };
}

/** The data of `HoldTables`. */
export function holdOf(request: ManualHoldRequest, holdId: string): CommandData['HoldTables'] {
  const { bookingId, tableIds, holdTtlSeconds, requireAdjacency } = request;
  return {
    holdId,
    bookingId,
    tableIds,
    ttlSeconds: holdTtlSeconds ?? null,
    metadata: requireAdjacency == null ? null : { requireAdjacency },
  };
}
