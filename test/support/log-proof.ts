import { GENESIS_HASH, eventHash } from '#contracts';
import { PostgresLogReader } from '#postgres';
import { expect } from '@jest/globals';
import type pg from 'pg';

/** Every log partition is dense from 1, and each event's hash follows from its bytes and the last. */
export async function expectWholeLog(pool: pg.Pool, partitions: number): Promise<number> {
  const reader = new PostgresLogReader(pool, partitions);
  let events = 0;
  for (let partition = 0; partition < partitions; partition++) {
    let [seq, hash] = [0, GENESIS_HASH];
    for (;;) {
      const page = await reader.read(partition, seq, 500);
      if (page.length === 0) break;
      for (const logged of page) {
        expect(logged.event.seq).toBe(seq + 1);
        expect(logged.prevHash).toBe(hash);
        expect(logged.hash).toBe(eventHash(hash, logged.event));
        [seq, hash] = [logged.event.seq, logged.hash];
        events++;
      }
    }
  }
  return events;
}

/** No two guarded claims share a table and a moment: asked of the rows, not of the constraint. */
export async function expectNoOverlaps(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query(
    `select a.id, b.id from allocations a join allocations b
         on a.venue_id = b.venue_id and a.resource_id = b.resource_id and a.id < b.id
        and a."window" && b."window"
      where not a.shadow and not b.shadow`,
  );
  expect(rows).toEqual([]);
}
