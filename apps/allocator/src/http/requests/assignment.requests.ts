import { LIMITS } from '#contracts';
import type { CommandData, RepackingMove, SelectionConstraints } from '#contracts';
import { Id, IdList, Int, Nested, NestedList, OneOf, Text } from './fields.js';
import { WindowRequest } from './window.request.js';

const SOME_TABLES = { min: 1, max: LIMITS.tablesPerCommand };

export class AssignTablesRequest implements Data<'AssignTables'> {
  @Id()
  readonly bookingId!: string;

  @IdList(SOME_TABLES)
  readonly tableIds!: readonly string[];

  @Nested(() => WindowRequest, { optional: true, description: "Absent: the booking's window" })
  readonly window?: WindowRequest | null;

  @OneOf(['replace', 'add'], { optional: true, description: 'Absent: replace' })
  readonly mode?: 'replace' | 'add' | null;
}

export class SelectionConstraintsRequest implements SelectionConstraints {
  @Text({ max: LIMITS.name }, { optional: true })
  readonly zone?: string | null;

  @Int({ min: 1, max: LIMITS.tablesPerCommand }, { optional: true })
  readonly maxTables?: number | null;

  @IdList({ min: 0, max: LIMITS.tablesPerCommand }, { optional: true })
  readonly excludeTableIds?: readonly string[] | null;
}

export class AssignBestRequest implements Data<'AssignBest'> {
  @Id()
  readonly bookingId!: string;

  @Nested(() => WindowRequest, { optional: true, description: "Absent: the booking's window" })
  readonly window?: WindowRequest | null;

  @Nested(() => SelectionConstraintsRequest, { optional: true })
  readonly constraints?: SelectionConstraintsRequest | null;
}

export class UnassignTablesRequest implements Data<'UnassignTables'> {
  @Id()
  readonly bookingId!: string;

  @IdList(SOME_TABLES, { optional: true, description: 'Absent: all' })
  readonly tableIds?: readonly string[] | null;
}

export class MoveBookingRequest implements Data<'MoveBooking'> {
  @Id()
  readonly bookingId!: string;

  @IdList(SOME_TABLES)
  readonly tableIds!: readonly string[];

  @Nested(() => WindowRequest, { optional: true, description: 'Absent: the window it has' })
  readonly window?: WindowRequest | null;
}

export class SwapBookingsRequest implements Data<'SwapBookings'> {
  @Id()
  readonly bookingIdA!: string;

  @Id()
  readonly bookingIdB!: string;
}

export class RepackingMoveRequest implements RepackingMove {
  @Id()
  readonly bookingId!: string;

  @IdList(SOME_TABLES)
  readonly tableIds!: readonly string[];
}

export class RepackBookingsRequest implements Data<'RepackBookings'> {
  @Id()
  readonly bookingId!: string;

  @IdList(SOME_TABLES)
  readonly tableIds!: readonly string[];

  @Nested(() => WindowRequest, { optional: true, description: "Absent: the booking's window" })
  readonly window?: WindowRequest | null;

  @NestedList(
    () => RepackingMoveRequest,
    { min: 0, max: LIMITS.movesPerCommand },
    { description: 'Who makes room, each at its own time' },
  )
  readonly moves!: readonly RepackingMoveRequest[];
}

type Data<T extends keyof CommandData> = CommandData[T];
