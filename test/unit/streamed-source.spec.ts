import { describe, expect, test } from '@jest/globals';
import type { LoggedEvent } from '#contracts';
import { StreamedSource } from '#postgres';

/** A stream that knows how far it was read, and whether it was let go of. */
class CountedStream {
  given = 0;
  open = 0;

  async *read(partition: number, after: number, last: number): AsyncGenerator<LoggedEvent> {
    this.open += 1;
    try {
      for (let seq = after + 1; seq <= last; seq++) {
        const type = seq % 7_000 === 0 ? 'BlockPlaced' : 'HoldPlaced';
        this.given += 1;
        yield { event: { partition, seq, type } } as LoggedEvent;
        if (seq % 1_000 === 0) await Promise.resolve();
      }
    } finally {
      this.open -= 1;
    }
  }
}

describe('a replay out of a stream', () => {
  const wanting = (stream: CountedStream, types: string[] | null) =>
    new StreamedSource(stream, {
      pool: null!,
      projection: null,
      filter: { venueId: null, types: types as never, from: null, to: null, fromSeq: null },
    });
  const seqsOf = ({ events, to }: { events: readonly LoggedEvent[]; to: number }) => ({
    seqs: events.map(({ event }) => event.seq),
    to,
  });

  test('goes on where it was, in one reading', async () => {
    const stream = new CountedStream();
    const source = wanting(stream, null);
    expect(seqsOf(await source.read(0, 2, 9, 3))).toEqual({ seqs: [3, 4, 5], to: 5 });
    expect(seqsOf(await source.read(0, 5, 9, 3))).toEqual({ seqs: [6, 7, 8], to: 8 });
    expect(seqsOf(await source.read(0, 8, 9, 3))).toEqual({ seqs: [9], to: 9 });
    expect(stream.given).toBe(7);
  });

  test('looks at so many at once, however few of them are wanted', async () => {
    const stream = new CountedStream();
    const source = wanting(stream, ['BlockPlaced']);
    const first = await source.read(0, 0, 25_000, 500);
    expect(first.events.map(({ event }) => event.seq)).toEqual([7_000]);
    expect(first.to).toBe(stream.given);
    expect(first.to).toBeLessThan(20_000);
    const seqs: number[] = [];
    for (let to = first.to; to < 25_000;) {
      const page = await source.read(0, to, 25_000, 500);
      expect(page.to).toBeGreaterThan(to);
      seqs.push(...page.events.map(({ event }) => event.seq));
      ({ to } = page);
    }
    expect(seqs).toEqual([14_000, 21_000]);
  });

  test('lets go of the stream when it is closed, and of one partition for another', async () => {
    const stream = new CountedStream();
    const source = wanting(stream, null);
    await source.read(0, 0, 9, 2);
    await source.read(1, 0, 9, 2);
    expect(stream.open).toBe(1);
    await source.close();
    expect(stream.open).toBe(0);
    expect(seqsOf(await source.read(1, 2, 4, 9))).toEqual({ seqs: [3, 4], to: 4 });
  });
});
