import { createPool, readLag } from '#postgres';
import type { ReaderLag } from '#postgres';
import { findLogPartitions } from '../find-log.js';
import { findDatabase } from '../find-service.js';
import { note, print, printJson } from '../terminal.js';

export async function run({ json }: { json?: boolean }): Promise<void> {
  const pool = createPool(await findDatabase(), { max: 1 });
  try {
    const lags = await readLag(pool, await findLogPartitions(pool));
    if (json) return await printJson(lags);
    for (const lag of lags) await print(lineOf(lag));
    if (lags.length === 0) note('nobody has read the log yet');
  } finally {
    await pool.end();
  }
}

function lineOf({ reader, events, partitions, waitingSince, ahead }: ReaderLag): string {
  if (waitingSince === null) return `${reader}: has read everything`;
  const line = `${reader}: ${events} events behind in ${partitions} partitions, since ${waitingSince}`;
  if (ahead.length === 0) return line;
  const which = ahead.map(({ partition }) => partition).join(', ');
  return `${line}; the clock went back since they were recorded in ${which}`;
}
