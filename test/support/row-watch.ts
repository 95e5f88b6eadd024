import pg from 'pg';
import type { TestDatabase } from './database.js';

/** Looks whenever rows were added to one table, so that a test need not sleep for them. */
export class RowWatch {
  private changed: () => void = () => undefined;

  private constructor(private readonly client: pg.Client) {
    client.on('notification', () => this.changed());
  }

  static async on(database: TestDatabase, table: string): Promise<RowWatch> {
    await database.pool.query(`
      create function say_that_rows_came() returns trigger language plpgsql as
        $$ begin notify rows_came; return null; end $$;
      create trigger say_that_rows_came after insert on ${table}
        for each statement execute function say_that_rows_came();`);
    const client = new pg.Client({ connectionString: database.databaseUrl });
    await client.connect();
    await client.query('listen rows_came');
    return new RowWatch(client);
  }

  /** The rows of `query`, as soon as there are at least `count`. */
  async rows<R extends pg.QueryResultRow>(query: string, count: number): Promise<R[]> {
    for (;;) {
      const change = new Promise<void>((resolve) => (this.changed = resolve));
      const { rows } = await this.client.query<R>(query);
      if (rows.length >= count) return rows;
      await change;
    }
  }

  async stop(): Promise<void> {
    await this.client.end();
  }
}
