import type { LoggedEvent } from '#contracts';
import { loggedEvent } from '../log-reader.js';
import type { EventRow } from '../log-reader.js';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';
import type { ReplayFilter } from './replay.js';
import type { ReplaySpan } from './replays.js';

/** Some events, and the seq up to which there are no others that are wanted. */
export interface ReplayPage {
  readonly events: readonly LoggedEvent[];
  readonly to: number;
}

/** Where a replay gets its events, a page of one partition after another. */
export interface ReplayPages {
  /** The next events wanted of a partition with `after < seq <= last`, at most `limit`. */
  read(partition: number, after: number, last: number, limit: number): Promise<ReplayPage>;
  /** How many events of each type there are to replay. */
  count(span: ReplaySpan): Promise<ReadonlyMap<string, number>>;
  /** Lets go of what it reads from; whoever was given the pages does so at its end. */
  close(): Promise<void>;
}

/**
 * The events that a replay wants, out of the log. What `projection` has parked or dropped is left
 * out: that is for its operator to resume, or was given up for good.
 */
export class ReplaySource implements ReplayPages {
  constructor(
    private readonly pool: Queryable,
    private readonly filter: ReplayFilter,
    private readonly projection: string | null,
  ) {}

  async read(partition: number, after: number, last: number, limit: number): Promise<ReplayPage> {
    const values = [partition, after, last, ...this.wanted(), limit];
    const { rows } = await this.pool.query<EventRow>(sql('read_replay_page'), values);
    const events = rows.map((row) => loggedEvent(partition, row));
    return { events, to: events.length < limit ? last : events.at(-1)!.event.seq };
  }

  async count({ starts, ends }: ReplaySpan): Promise<ReadonlyMap<string, number>> {
    const partitions = [...ends.keys()];
    const bounds = [partitions.map((p) => starts.get(p)), partitions.map((p) => ends.get(p))];
    const { rows } = await this.pool.query<{ type: string; events: number }>(
      sql('count_replay_events'),
      [partitions, ...bounds, ...this.wanted()],
    );
    return new Map(rows.map(({ type, events }) => [type, events]));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private wanted(): unknown[] {
    const { venueId, types, from, to } = this.filter;
    return [venueId, types, from, to, this.projection];
  }
}
