import type { CommandData } from '#contracts';
import { Id, IdList, Nested, TABLES_PER_COMMAND_MAX, Text } from './fields.js';
import { WindowRequest } from './window.request.js';

export class BlockTablesRequest implements Data<'BlockTables'> {
  @Id()
  readonly blockId!: string;

  @IdList({ min: 1, max: TABLES_PER_COMMAND_MAX })
  readonly tableIds!: readonly string[];

  @Nested(() => WindowRequest)
  readonly window!: WindowRequest;

  @Text({ max: 500 })
  readonly reason!: string;
}

export class UnblockTablesRequest implements Data<'UnblockTables'> {
  @Id()
  readonly blockId!: string;

  @IdList({ min: 1, max: TABLES_PER_COMMAND_MAX }, { optional: true, description: 'Absent: all' })
  readonly tableIds?: readonly string[] | null;

  @Text({ max: 500 }, { optional: true })
  readonly reason?: string | null;
}

type Data<T extends keyof CommandData> = CommandData[T];
