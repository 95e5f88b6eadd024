import { expect } from '@jest/globals';
import { createPool, fixedLogPartitions, verifyLog } from '#postgres';
import type { Answers } from './clients.js';
import type { CommandClient } from './command-client.js';
import { overlapsIn, readLog, wrongBlame, wrongEffects } from './log-audit.js';

/**
 * Expects what must hold after any disaster: each command has its one true outcome and exactly the
 * events that this names, refusals blame who was in the way, nothing overlaps, and the log is
 * whole.
 */
export async function expectOneTrueOutcome(
  databaseUrl: string,
  answers: Answers,
  client: CommandClient,
): Promise<void> {
  const pool = createPool(databaseUrl);
  try {
    const partitions = (await fixedLogPartitions(pool))!;
    const events = await readLog(pool, partitions);
    expect(wrongEffects(events, answers.outcomes)).toEqual([]);
    expect(wrongBlame(events)).toEqual([]);
    expect(await overlapsIn(pool)).toEqual([]);
    expect(await answers.changed(client)).toEqual([]);
    expect((await verifyLog({ pool, partitions })).differences).toEqual([]);
  } finally {
    await pool.end();
  }
}
