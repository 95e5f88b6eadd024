import type { LoggedEvent, Uuid } from '#contracts';
import type pg from 'pg';
import type { WriteRows } from '../checkpoints.js';
import type { Queryable } from '../queries/queryable.js';
import { loggedEvent } from '../log-reader.js';
import { noteOperation } from '../observability-rows.js';
import type { EventRow } from '../log-reader.js';
import { failureOf } from '../failure.js';
import { sql } from '../sql.js';
import { inTransaction } from '../transaction.js';
import { ERROR_MAX } from './parked-events.js';

export interface ParkingOptions<R> {
  readonly pool: pg.Pool;
  readonly projection: string;
  /** The projection's own mapping and writing. */
  readonly rowsOf: (event: LoggedEvent) => readonly R[];
  readonly writeRows: WriteRows<R>;
  /** Most events projected in one transaction, during which the venue's partition waits. */
  readonly pageMax?: number;
}

export interface Resumed {
  /** Events projected. */
  readonly events: number;
  /** The event that still cannot be projected, and why; null: the venue is live again. */
  readonly stuck: {
    readonly partition: number;
    readonly seq: number;
    readonly error: Error;
  } | null;
}

/** Who does it, and why. */
export interface Audit {
  readonly by: string;
  readonly reason: string;
}

export interface DroppedEvent {
  readonly id: Uuid;
  readonly partition: number;
  readonly seq: number;
  readonly type: string;
}

/** What an operator does about the parked venues of one projection. */
export class Parking<R> {
  constructor(private readonly options: ParkingOptions<R>) {}

  /**
   * Projects the venue's parked events in their order. New ones queue up behind them meanwhile; the
   * transaction that takes the last makes the venue live, so nothing is left out or done twice.
   * Stops before an event that still cannot be projected. With an audit, who and why are written
   * to `observability_events` in the end; not of a resume in vain, which changed nothing, and where
   * that table may be what is broken.
   */
  async resume(venueId: Uuid, audit: Audit | null = null): Promise<Resumed> {
    const { pool, projection } = this.options;
    const resumed = await this.resumeAll(venueId);
    const { events, stuck } = resumed;
    if (audit !== null && (events > 0 || stuck === null)) {
      const at = stuck === null ? null : `${stuck.partition}:${stuck.seq}`;
      const context = { projection, ...audit, events, stuck: at };
      await noteOperation(pool, 'parked.resumed', venueId, context);
    }
    return resumed;
  }

  private async resumeAll(venueId: Uuid): Promise<Resumed> {
    let events = 0;
    let pageMax = this.options.pageMax ?? 500;
    for (;;) {
      const page = await this.resumePage(venueId, pageMax);
      events += page.projected;
      if (page.culprit === null) {
        if (page.projected < pageMax) return { events, stuck: null };
      } else if (pageMax > 1) {
        // One by one, so that all before the culprit are projected and the culprit is known.
        pageMax = 1;
      } else {
        const { event, error } = page.culprit;
        const { partition, seq } = event.event;
        await this.tellError(partition, seq, error);
        return { events, stuck: { partition, seq, error } };
      }
    }
  }

  /**
   * Gives the venue's first parked event up; the others wait to be resumed. Who and why stays in
   * `parked_events`. Null: none is parked.
   */
  async drop(venueId: Uuid, { by, reason }: Audit): Promise<DroppedEvent | null> {
    const { pool, projection } = this.options;
    const values = [projection, venueId, by, reason];
    const { rows } = await pool.query<DroppedEvent>(sql('drop_parked_event'), values);
    return rows[0] ?? null;
  }

  /** One transaction's worth of parked events, or the first of them that could not be projected. */
  private async resumePage(venueId: Uuid, limit: number): Promise<Page> {
    const { pool, projection, rowsOf, writeRows } = this.options;
    let first: LoggedEvent | undefined;
    try {
      const projected = await inTransaction(pool, async (client) => {
        const [known] = await this.parkedEvents(client, venueId, 1);
        if (!known) return 0;
        const { partition } = known.event;
        // The projector waits here, so what is read next is all that is parked.
        await client.query(sql('lock_checkpoint'), [projection, partition]);
        const events = await this.parkedEvents(client, venueId, limit);
        [first] = events;
        const rows = events.flatMap(rowsOf);
        if (rows.length > 0) await writeRows(client, rows);
        const seqs = events.map(({ event }) => event.seq);
        await client.query(sql('unpark_events'), [projection, partition, seqs]);
        return events.length;
      });
      return { projected, culprit: null };
    } catch (error) {
      if (first === undefined || failureOf(error) === 'away') throw error;
      return { projected: 0, culprit: { event: first, error: error as Error } };
    }
  }

  private async parkedEvents(
    client: Queryable,
    venueId: Uuid,
    limit: number,
  ): Promise<readonly LoggedEvent[]> {
    const values = [this.options.projection, venueId, limit];
    const { rows } = await client.query<EventRow & { readonly partition: number }>(
      sql('read_parked_events'),
      values,
    );
    return rows.map((row) => loggedEvent(row.partition, row));
  }

  private async tellError(partition: number, seq: number, error: Error): Promise<void> {
    const values = [this.options.projection, partition, seq, error.message.slice(0, ERROR_MAX)];
    await this.options.pool.query(sql('tell_parked_error'), values);
  }
}

interface Page {
  readonly projected: number;
  readonly culprit: { readonly event: LoggedEvent; readonly error: Error } | null;
}
