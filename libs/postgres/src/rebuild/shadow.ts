import type { TableDifference, Uuid } from '#contracts';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';
import type { Tail } from './log-chain.js';

/** Whose shadow it is, and of which venue; null: nobody's, and all venues. */
export interface ShadowOwner {
  readonly replayId: Uuid | null;
  readonly venueId: Uuid | null;
}

const EXAMPLES = 5;

/** The shadow schema: the tables as the log has them, beside those that are live. There is one. */
export class Shadow {
  constructor(private readonly client: Queryable) {}

  /** In place of whatever shadow there was. */
  async create({ replayId, venueId }: ShadowOwner): Promise<void> {
    await this.client.query(sql('create_shadow'));
    await this.client.query(
      'insert into allocator_shadow.rebuild (replay_id, venue_id) values ($1, $2)',
      [replayId, venueId],
    );
  }

  async drop(): Promise<void> {
    await this.client.query('drop schema if exists allocator_shadow cascade');
  }

  /** Null: there is none, or a crash of the server has emptied it. */
  async owner(): Promise<ShadowOwner | null> {
    const { rows: found } = await this.client.query<{ there: boolean }>(sql('has_shadow'));
    if (!found[0]!.there) return null;
    const { rows } = await this.client.query<{ replay_id: Uuid | null; venue_id: Uuid | null }>(
      sql('find_shadow'),
    );
    return rows[0] ? { replayId: rows[0].replay_id, venueId: rows[0].venue_id } : null;
  }

  /** Up to where each log partition is folded in, and how many events that was. */
  async folded(): Promise<{ tails: Map<number, Tail>; events: number }> {
    const { rows } = await this.client.query<
      Tail & { readonly partition: number; readonly events: number }
    >('select partition, seq, hash, events from allocator_shadow.folded');
    return {
      tails: new Map(rows.map(({ partition, seq, hash }) => [partition, { seq, hash }])),
      events: rows.reduce((sum, { events }) => sum + events, 0),
    };
  }

  async noteFolded(partition: number, tail: Tail, events: number): Promise<void> {
    const { seq, hash } = tail;
    await this.client.query(sql('note_folded'), [partition, seq, hash, events]);
  }

  /** Finds where the live tables differ; those that do not are absent. */
  async compare(venueId: Uuid | null): Promise<readonly TableDifference[]> {
    await this.client.query('select allocator_shadow.compare($1)', [venueId]);
    const values = [EXAMPLES];
    return (await this.client.query<TableDifference>(sql('count_differences'), values)).rows;
  }

  /** Undoes what {@link compare} found. */
  async repair(): Promise<void> {
    await this.client.query('select allocator_shadow.repair()');
  }
}
