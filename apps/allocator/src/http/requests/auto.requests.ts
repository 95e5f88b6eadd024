import { LIMITS } from '#contracts';
import type { CommandData } from '#contracts';
import { RepackingMoveRequest, SelectionConstraintsRequest } from './assignment.requests.js';
import { Flag, Id, IdList, Int, Nested, NestedList, Text } from './fields.js';
import { refusal } from './parameters.js';
import { ShownContextVersion } from './shown-context.js';
import { WindowRequest } from './window.request.js';

const OWN_WINDOW = { optional: true, description: "Absent: the booking's window" };
const IDEMPOTENCY_KEY = { optional: true, description: 'Repeating it returns the stored answer' };

/** The body of `POST /api/staff/auto/quote`. */
export class QuoteRequest {
  @Id()
  readonly bookingId!: string;

  @Nested(() => WindowRequest, OWN_WINDOW)
  readonly window?: WindowRequest | null;

  @Nested(() => SelectionConstraintsRequest, { optional: true })
  readonly constraints?: SelectionConstraintsRequest | null;

  @Flag({
    optional: true,
    description: 'Hold what is quoted; a holdId or holdTtlSeconds says so too',
  })
  readonly hold?: boolean | null;

  @Int(LIMITS.holdSeconds, { optional: true, description: "Absent: the policy's default" })
  readonly holdTtlSeconds?: number | null;

  @Id({ optional: true, description: 'Made by the caller, to repeat it safely; absent: a new one' })
  readonly holdId?: string | null;
}

/** The body of `POST /api/staff/auto/confirm`: a held quote by its hold, another by its tables. */
export class AutoConfirmRequest {
  @Id()
  readonly bookingId!: string;

  @Id({ optional: true })
  readonly holdId?: string | null;

  @IdList({ min: 1, max: LIMITS.tablesPerCommand }, { optional: true })
  readonly tableIds?: readonly string[] | null;

  @Nested(() => WindowRequest, { optional: true, description: 'As quoted; for tableIds only' })
  readonly window?: WindowRequest | null;

  @ShownContextVersion()
  readonly contextVersion?: string | null;

  @Text({ max: LIMITS.name }, IDEMPOTENCY_KEY)
  readonly idempotencyKey?: string | null;
}

/** The body of `POST /api/staff/auto/repack`. */
export class RepackRequest {
  @Id()
  readonly bookingId!: string;

  @Nested(() => WindowRequest, OWN_WINDOW)
  readonly window?: WindowRequest | null;
}

/** The body of `POST /api/staff/auto/repack/confirm`: what was previewed. */
export class RepackConfirmRequest extends RepackRequest {
  @IdList({ min: 1, max: LIMITS.tablesPerCommand })
  readonly tableIds!: readonly string[];

  @NestedList(() => RepackingMoveRequest, { min: 0, max: LIMITS.movesPerCommand })
  readonly moves!: readonly RepackingMoveRequest[];

  @ShownContextVersion()
  readonly contextVersion?: string | null;

  @Text({ max: LIMITS.name }, IDEMPOTENCY_KEY)
  readonly idempotencyKey?: string | null;
}

export function wantsHold({ hold, holdTtlSeconds, holdId }: QuoteRequest): boolean {
  return hold ?? (holdTtlSeconds != null || holdId != null);
}

/** The data of `HoldBest`. */
export function bestHoldOf(request: QuoteRequest, holdId: string): CommandData['HoldBest'] {
  const { bookingId, window = null, constraints = null, holdTtlSeconds = null } = request;
  return { holdId, bookingId, window, constraints, ttlSeconds: holdTtlSeconds };
}

/**
 * The command that a confirmation stands for.
 *
 * @throws a 400 problem unless exactly one of the two ways to name the tables is used.
 */
export function confirmationOf(
  request: AutoConfirmRequest,
):
  | { readonly type: 'ConfirmHold'; readonly data: CommandData['ConfirmHold'] }
  | { readonly type: 'AssignTables'; readonly data: CommandData['AssignTables'] } {
  const { bookingId, holdId = null, tableIds = null, window = null } = request;
  if (tableIds !== null && holdId === null) {
    return { type: 'AssignTables', data: { bookingId, tableIds, window } };
  }
  if (holdId === null || tableIds !== null) {
    throw refusal([{ path: 'holdId', message: 'either holdId or tableIds must be given' }]);
  }
  if (window !== null) {
    throw refusal([{ path: 'window', message: 'a hold has its window; name none' }]);
  }
  return { type: 'ConfirmHold', data: { holdId, bookingId } };
}
