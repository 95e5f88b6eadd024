import { LIMITS } from '#contracts';
import type { CommandData, ImportedRow } from '#contracts';
import { Id, IdList, NestedList, Text, Time } from './fields.js';

export class ImportedRowRequest implements ImportedRow {
  @Id()
  readonly bookingId!: string;

  @Id()
  readonly tableId!: string;

  @Time()
  readonly start!: string;

  @Time()
  readonly end!: string;

  @Text({ max: LIMITS.name }, { optional: true })
  readonly assignedBy?: string | null;

  @Time({ optional: true, description: 'Absent: the time of the import' })
  readonly assignedAt?: string | null;

  @Text({ max: LIMITS.name }, { optional: true })
  readonly idempotencyKey?: string | null;

  @Id({ optional: true })
  readonly mergeGroupId?: string | null;
}

export class ImportAllocationsRequest implements Data<'ImportAllocations'> {
  @NestedList(() => ImportedRowRequest, { min: 1, max: LIMITS.rowsPerCommand })
  readonly rows!: readonly ImportedRowRequest[];
}

export class PromoteAllocationsRequest implements Data<'PromoteAllocations'> {
  @IdList({ min: 1, max: LIMITS.rowsPerCommand })
  readonly bookingIds!: readonly string[];
}

type Data<T extends keyof CommandData> = CommandData[T];
