import type { CommandData, SelectionConstraints } from '#contracts';
import { Id, IdList, Int, Nested, OneOf, TABLES_PER_COMMAND_MAX, Text } from './fields.js';
import { WindowRequest } from './window.request.js';

const SOME_TABLES = { min: 1, max: TABLES_PER_COMMAND_MAX };

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
  @Text({ max: 200 }, { optional: true })
  readonly zone?: string | null;

  @Int({ min: 1, max: TABLES_PER_COMMAND_MAX }, { optional: true })
  readonly maxTables?: number | null;

  @IdList({ min: 0, max: TABLES_PER_COMMAND_MAX }, { optional: true })
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

type Data<T extends keyof CommandData> = CommandData[T];
