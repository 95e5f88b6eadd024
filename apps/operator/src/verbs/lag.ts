import { createPool, readLag } from '#postgres';
import type { ReaderLag } from '#postgres';
import { findLogPartitions } from '../find-log.js';
import { findDatabase } from '../find-service.js';
import { note, print, printJson } from '../terminal.js';
import type { AddVerb } from '../verb.js';

export const addLag: AddVerb = (program) =>
  program
    .command('lag')
    .summary('how far the relay and the projections are behind the log')
    .description(
      'For the relay to Kafka and for every projection: events recorded and not yet read, and since\n' +
        'when the oldest of them waits. One that never ran is not listed.',
    )
    .action(async ({ json }: { json?: boolean }) => {
      const pool = createPool(await findDatabase(), { max: 1 });
      try {
        const lags = await readLag(pool, await findLogPartitions(pool));
        if (json) return await printJson(lags);
        for (const lag of lags) await print(lineOf(lag));
        if (lags.length === 0) note('nobody has read the log yet');
      } finally {
        await pool.end();
      }
    });

function lineOf({ reader, events, partitions, waitingSince }: ReaderLag): string {
  if (waitingSince === null) return `${reader}: has read everything`;
  return `${reader}: ${events} events behind in ${partitions} partitions, since ${waitingSince}`;
}
