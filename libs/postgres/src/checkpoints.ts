import type {
  Checkpoint,
  CheckpointMove,
  Failure,
  Logged,
  Parked,
  Poison,
  Projected,
  ProjectionStore,
} from '#event-sourcing';
import type { LoggedEvent } from '#contracts';
import { failureOf } from './failure.js';
import type pg from 'pg';
import type { Queryable } from './queries/queryable.js';
import { countParkedVenues, parkEvents, parkedVenues } from './parking/parked-events.js';
import { sql } from './sql.js';
import { inTransaction } from './transaction.js';

interface CheckpointRow {
  readonly partition: number;
  readonly seq: number;
  readonly kafka_offset: string | null;
  readonly cluster_id: string | null;
}

/** Writes a projection's rows, inside the transaction that moves its checkpoint. */
export type WriteRows<R> = (client: Queryable, rows: readonly R[]) => Promise<void>;

/** Checkpoints in `projection_checkpoints`, moved together with whatever `writeRows` writes. */
export class PostgresProjectionStore<R, E extends Logged = LoggedEvent> implements ProjectionStore<
  E,
  R
> {
  constructor(
    private readonly pool: pg.Pool,
    private readonly writeRows: WriteRows<R>,
  ) {}

  async checkpoints(
    projection: string,
    partitions: readonly number[],
  ): Promise<ReadonlyMap<number, Checkpoint>> {
    const { rows } = await this.pool.query<CheckpointRow>(sql('read_checkpoints'), [
      projection,
      partitions,
    ]);
    return new Map(rows.map((row) => [row.partition, checkpointOf(row)]));
  }

  apply(move: CheckpointMove, projected: readonly Projected<E, R>[]): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      // First, because it also locks: a second member waits here and then finds the seq moved.
      if (!(await moveCheckpoint(client, move))) return false;
      const venueIds = new Set(projected.map(({ event }) => event.event.venueId));
      const parked = await parkedVenues(client, move.projection, [...venueIds]);
      const waiting = projected.filter(({ event }) => parked.has(event.event.venueId));
      await parkEvents(client, move.projection, waiting);
      const rows = projected
        .filter(({ event }) => !parked.has(event.event.venueId))
        .flatMap((going) => going.rows);
      if (rows.length > 0) await this.writeRows(client, rows);
      return true;
    });
  }

  park(move: CheckpointMove, poison: Poison<E>, venuesMax: number): Promise<Parked> {
    return inTransaction(this.pool, async (client) => {
      const { venueId } = poison.event.event;
      const parked = await parkedVenues(client, move.projection, [venueId]);
      const others = (await countParkedVenues(client)).get(move.projection) ?? 0;
      if (!parked.has(venueId) && others >= venuesMax) return 'full';
      if (!(await moveCheckpoint(client, move))) return 'elsewhere';
      await parkEvents(client, move.projection, [poison]);
      return 'parked';
    });
  }

  async rehearse({ rows }: Projected<E, R>): Promise<boolean> {
    const rehearsed = inTransaction(this.pool, async (client) => {
      if (rows.length > 0) await this.writeRows(client, rows);
      throw new TakenBack();
    });
    return rehearsed.catch((error: unknown) => error instanceof TakenBack);
  }

  failureOf(error: unknown): Failure {
    return failureOf(error);
  }
}

/** Ends a transaction whose statements all succeeded, and leaves nothing of them. */
class TakenBack extends Error {}

async function moveCheckpoint(client: Queryable, move: CheckpointMove): Promise<boolean> {
  const { projection, partition, expectedSeq, next } = move;
  const { rowCount } = await client.query(sql('move_checkpoint'), [
    projection,
    partition,
    expectedSeq,
    next.seq,
    next.place?.offset ?? null,
    next.place?.clusterId ?? null,
  ]);
  return rowCount === 1;
}

function checkpointOf(row: CheckpointRow): Checkpoint {
  const { seq, kafka_offset: offset, cluster_id: clusterId } = row;
  return { seq, place: offset === null || clusterId === null ? null : { offset, clusterId } };
}
