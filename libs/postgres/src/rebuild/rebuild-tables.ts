import type pg from 'pg';
import { sql } from '../sql.js';
import { LogFold } from './log-fold.js';
import { RebuildError } from './rebuild-error.js';
import { Shadow } from './shadow.js';
import type { TableDifference } from './shadow.js';

export interface RebuildOptions {
  /** Without a statement timeout: reading a whole log takes its time. */
  readonly pool: pg.Pool;
  readonly partitions: number;
  /** Repair what differs; otherwise it is only told. */
  readonly apply: boolean;
  /** Told while the log is read: events folded so far, and all there are. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface RebuildReport {
  readonly events: number;
  readonly venues: number;
  /** As of `events`; none: the tables are what the log says. */
  readonly differences: readonly TableDifference[];
  /** Whether the differences were undone. */
  readonly applied: boolean;
}

/** Most events folded while every writer waits. */
const LOCKED_EVENTS_MAX = 5_000;
const TRIES_MAX = 5;

/**
 * Builds all tables that the log folds into anew, in a shadow schema, and compares the live ones
 * with them at one moment of the log. With `apply`, repairs the live ones at that same moment, with
 * all log partitions locked.
 *
 * Repairs rows and does not exchange tables, because functions, triggers, privileges and the plans
 * of open connections hang on the tables.
 *
 * @throws RebuildError
 */
export async function rebuildTables(options: RebuildOptions): Promise<RebuildReport> {
  const client = await options.pool.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>(sql('lock_rebuild'));
    if (!rows[0]!.locked) {
      throw new RebuildError('REBUILD_ELSEWHERE', 'another rebuild of this database is under way');
    }
    return await new Rebuild(client, options).run();
  } finally {
    // The connection goes, and with it the lock.
    client.release(true);
  }
}

class Rebuild {
  private readonly fold: LogFold;
  private readonly shadow: Shadow;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly options: RebuildOptions,
  ) {
    this.fold = new LogFold(options.partitions);
    this.shadow = new Shadow(client);
  }

  async run(): Promise<RebuildReport> {
    await this.shadow.create();
    try {
      await this.catchUp();
      const differences = await (this.options.apply ? this.repair() : this.compare());
      const { events, floors } = this.fold;
      const { apply: applied } = this.options;
      return { events, venues: floors.size, differences, applied };
    } finally {
      await this.client.query('rollback');
      await this.shadow.drop();
    }
  }

  /** In one snapshot, so that the live tables are those of the events folded. */
  private async compare(): Promise<readonly TableDifference[]> {
    await this.client.query('begin isolation level repeatable read');
    await this.catchUp();
    const differences = await this.shadow.compare();
    await this.client.query('commit');
    return differences;
  }

  /** Under the locks of all partitions, so that the log cannot move past what is compared. */
  private async repair(): Promise<readonly TableDifference[]> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      await this.client.query('begin');
      await this.client.query(sql('lock_partitions'), [this.options.partitions]);
      if ((await this.fold.behind(this.client)) <= LOCKED_EVENTS_MAX) {
        await this.catchUp();
        const differences = await this.shadow.compare();
        await this.shadow.repair();
        await this.client.query('commit');
        return differences;
      }
      // Too much to make everybody wait for.
      await this.client.query('rollback');
      await this.catchUp();
    }
    throw new RebuildError(
      'LOG_MOVED',
      'the log grows faster than it is compared: try again later',
    );
  }

  private async catchUp(): Promise<void> {
    const touched = await this.fold.catchUp(this.client, this.options.onProgress);
    await this.shadow.write(touched, this.fold.floors);
  }
}
