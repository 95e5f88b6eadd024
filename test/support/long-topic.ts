/**
 * Counts what a replay would read of a topic that is far larger than the memory it is to be run in,
 * and prints the counts.
 */
import type { LoggedEvent } from '#contracts';
import { StreamedSource } from '#postgres';

const EVENTS = 200_000;
const NUMBERS_EACH = 100;

const topic = {
  async *read(partition: number, after: number, last: number): AsyncGenerator<LoggedEvent> {
    for (let seq = after + 1; seq <= last; seq++) {
      const type = seq % 4 === 0 ? 'TablesAssigned' : 'HoldPlaced';
      const data = { numbers: Array<number>(NUMBERS_EACH).fill(seq) };
      yield { event: { partition, seq, type, data } } as unknown as LoggedEvent;
      if (seq % 1_000 === 0) await Promise.resolve();
    }
  },
};

const filter = { venueId: null, types: null, from: null, to: null, fromSeq: null };
const source = new StreamedSource(topic, { pool: null!, filter, projection: null });
const span = { starts: new Map([[0, 0]]), ends: new Map([[0, EVENTS]]) };
process.stdout.write(JSON.stringify(Object.fromEntries(await source.count(span))));
