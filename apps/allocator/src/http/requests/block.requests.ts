import { LIMITS } from '#contracts';
import type { CommandData } from '#contracts';
import { Id, IdList, Nested, Reason } from './fields.js';
import { WindowRequest } from './window.request.js';

export class BlockTablesRequest implements Data<'BlockTables'> {
  @Id()
  readonly blockId!: string;

  @IdList({ min: 1, max: LIMITS.tablesPerVenue })
  readonly tableIds!: readonly string[];

  @Nested(() => WindowRequest)
  readonly window!: WindowRequest;

  @Reason()
  readonly reason!: string;
}

export class UnblockTablesRequest implements Data<'UnblockTables'> {
  @Id()
  readonly blockId!: string;

  @IdList({ min: 1, max: LIMITS.tablesPerVenue }, { optional: true, description: 'Absent: all' })
  readonly tableIds?: readonly string[] | null;

  @Reason({ optional: true })
  readonly reason?: string | null;
}

type Data<T extends keyof CommandData> = CommandData[T];
