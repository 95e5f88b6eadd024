import type pg from 'pg';

/** Events a second of the replay begun last, by when its row says that it began and ended. */
export async function rateOfLatestReplay(pool: pg.Pool, events: number): Promise<number> {
  const { rows } = await pool.query<{ seconds: number }>(
    `select extract(epoch from updated_at - started_at)::float as seconds
       from replays order by started_at desc limit 1`,
  );
  return events / rows[0]!.seconds;
}
