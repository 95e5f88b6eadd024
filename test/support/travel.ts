import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

const LOOK_EVERY_MS = 100;
const ARRIVED_MS_MAX = 120_000;

/** Resolves when the topic has had something, as the relay's cursors say. */
export function somethingArrived(pool: pg.Pool): Promise<void> {
  return none(
    pool,
    `select 'nothing' where not exists (select from relay_leases where cursor > 0)`,
  );
}

/**
 * Resolves when everything recorded by now is in the topic and in the telemetry, as the relay's
 * cursors and the projection's checkpoints say; rejects with what lags after two minutes.
 */
export function everythingArrived(pool: pg.Pool): Promise<void> {
  return none(
    pool,
    `select e.partition, e.head, l.cursor, c.seq as telemetry
       from (select partition, max(seq) as head from events group by partition) e
       left join relay_leases l using (partition)
       left join projection_checkpoints c using (partition)
      where l.cursor is distinct from e.head or c.seq is distinct from e.head`,
  );
}

/** Resolves when the query has no rows. */
async function none(pool: pg.Pool, query: string): Promise<void> {
  const deadline = performance.now() + ARRIVED_MS_MAX;
  for (;;) {
    const { rows } = await pool.query<object>(query);
    if (rows.length === 0) return;
    if (performance.now() > deadline) throw new Error(`not there yet: ${JSON.stringify(rows)}`);
    await delay(LOOK_EVERY_MS);
  }
}
