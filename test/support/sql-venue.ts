import type { Command, CommandOutcome, Flags, Policy } from '#contracts';
import { WritePath, fixLogPartitions, verifyLog, writeFlagDefaults } from '#postgres';
import { randomUUID } from 'node:crypto';
import * as to from './commands.js';
import { createDatabase } from './database.js';
import type { TestDatabase } from './database.js';
import { ENFORCING } from './floor-plan.js';

/** The specification's venue in a database of its own, with a way in by command. */
export interface SqlVenue {
  readonly database: TestDatabase;
  readonly partitions: number;
  readonly writePath: WritePath;
  /** Sends a command under a new id, and fails when it is refused. */
  done(command: Command): Promise<CommandOutcome>;
  /** What `verify` finds different. */
  differences(): Promise<readonly object[]>;
  close(): Promise<void>;
}

export async function openSqlVenue(
  flags: Flags = ENFORCING,
  policy: Partial<Policy> = {},
): Promise<SqlVenue> {
  const database = await createDatabase();
  const { pool, databaseUrl } = database;
  const partitions = await fixLogPartitions(pool, 4);
  await writeFlagDefaults(pool, flags);
  const options = { databaseUrl, partitions, lanes: 2, batchMax: 32, flagDefaults: flags };
  const writePath = new WritePath(options);
  const done = async (command: Command): Promise<CommandOutcome> => {
    const outcome = await writePath.submit({ ...command, commandId: randomUUID() });
    if (outcome.rejection) throw new Error(`${command.type}: ${outcome.rejection.message}`);
    return outcome;
  };
  await done(to.configure(policy));
  return {
    database,
    partitions,
    writePath,
    done,
    differences: async () => (await verifyLog({ pool, partitions })).differences,
    close: async () => {
      await writePath.drain();
      await database.drop();
    },
  };
}
