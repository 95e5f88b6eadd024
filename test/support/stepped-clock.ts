import type pg from 'pg';

/**
 * Lets a test put the clock of its database forward and back: for sessions that begin later,
 * `clock_timestamp()` and `now()` are functions of the test's. Functions that set a search path of
 * their own, as those for SQL callers do, go by the server's clock on.
 */
export class SteppedClock {
  private constructor(private readonly pool: pg.Pool) {}

  static async in(pool: pg.Pool): Promise<SteppedClock> {
    await pool.query(`
      create schema clocks;
      create table clocks.ahead as select interval '0' as by;
      create function clocks.clock_timestamp() returns timestamptz language sql volatile
        return pg_catalog.clock_timestamp() + (select by from clocks.ahead);
      create function clocks.now() returns timestamptz language sql stable
        return pg_catalog.now() + (select by from clocks.ahead);
      do $$ begin
        execute format('alter database %I set search_path = clocks, pg_catalog, public',
                       current_database());
      end $$`);
    return new SteppedClock(pool);
  }

  /** @param by of the server's clock, such as `1 hour`, `-10 minutes`, or `0`. */
  async stand(by: string): Promise<void> {
    await this.pool.query('update clocks.ahead set by = $1::interval', [by]);
  }
}
