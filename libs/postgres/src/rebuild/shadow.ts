import type { Floor } from '#allocation';
import type { Uuid } from '#contracts';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';
import { changesOf } from '../write-path/changes.js';
import type { Changes } from '../write-path/changes.js';

/** How one live table differs from what the log says. */
export interface TableDifference {
  readonly table: string;
  /** Rows that a repair adds, takes away, and puts right. */
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** The first few, as `added <key>`. */
  readonly examples: readonly string[];
}

const ROWS_MAX = 2_000;
const EXAMPLES = 5;

/** The shadow schema: the tables as the log has them, beside those that are live. */
export class Shadow {
  constructor(private readonly client: Queryable) {}

  async create(): Promise<void> {
    await this.client.query(sql('create_shadow'));
  }

  async drop(): Promise<void> {
    await this.client.query('drop schema allocator_shadow cascade');
  }

  /**
   * Writes the venues' rows, in place of those written before, with the statements of the write
   * path: they find the shadow's tables where they look for the live ones.
   */
  async write(venueIds: Iterable<Uuid>, floors: ReadonlyMap<Uuid, Floor>): Promise<void> {
    const wanted = [...venueIds];
    if (wanted.length === 0) return;
    await this.client.query(sql('forget_shadow_venues'), [wanted]);
    await this.client.query('set search_path = allocator_shadow, public');
    for (const venueId of wanted) {
      for (const changes of rowsOf(floors.get(venueId)!)) {
        await this.client.query(`select commit_batch('[]', '[]', $1)`, [JSON.stringify(changes)]);
      }
    }
    await this.client.query('reset search_path');
  }

  /** Finds where the live tables differ; those that do not are absent. */
  async compare(): Promise<readonly TableDifference[]> {
    await this.client.query(sql('compare_shadow'));
    const values = [EXAMPLES];
    return (await this.client.query<TableDifference>(sql('count_differences'), values)).rows;
  }

  /** Undoes what {@link compare} found. */
  async repair(): Promise<void> {
    await this.client.query(sql('repair_from_shadow'));
  }
}

/** All rows of a floor, in portions. */
function* rowsOf(floor: Floor): Generator<Changes> {
  const {
    rest,
    claims = [],
    bookings = [],
    assignments = [],
  } = changesOf([{ floor, read: nothing() }]);
  for (const rows of portions(claims)) yield { claims: rows };
  for (const rows of portions(bookings)) yield { bookings: rows };
  for (const rows of portions(assignments)) yield { assignments: rows };
  if (!rest) return;
  const empty = { holdsGone: [], holds: [], ended: [], venues: [], flags: [] };
  for (const ended of portions(rest.ended)) yield { rest: { ...empty, ended } };
  yield { rest: { ...rest, ended: [] } };
}

function* portions(rows: readonly object[]): Generator<object[]> {
  for (let at = 0; at < rows.length; at += ROWS_MAX) yield rows.slice(at, at + ROWS_MAX);
}

/** What is read of a floor whose every row is new. */
function nothing() {
  return {
    venue: null,
    bookings: new Map(),
    assignments: new Map(),
    holds: new Map(),
    ended: new Set<Uuid>(),
    claims: new Map(),
    globalFlags: new Map(),
    venueFlags: new Map(),
  };
}
