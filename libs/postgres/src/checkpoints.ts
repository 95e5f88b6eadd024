import type { Checkpoint, CheckpointMove, ProjectionStore } from '#event-sourcing';
import type pg from 'pg';
import type { Queryable } from './queries/queryable.js';
import { sql } from './sql.js';
import { isTransient } from './transient.js';

interface CheckpointRow {
  readonly partition: number;
  readonly seq: number;
  readonly kafka_offset: string | null;
  readonly cluster_id: string | null;
}

/** Writes a projection's rows, inside the transaction that moves its checkpoint. */
export type WriteRows<R> = (client: Queryable, rows: readonly R[]) => Promise<void>;

/** Checkpoints in `projection_checkpoints`, moved together with whatever `writeRows` writes. */
export class PostgresProjectionStore<R> implements ProjectionStore<R> {
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

  async apply(move: CheckpointMove, rows: readonly R[]): Promise<boolean> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      // First, because it also locks: a second member waits here and then finds the seq moved.
      const moved = await moveCheckpoint(client, move);
      if (moved && rows.length > 0) await this.writeRows(client, rows);
      await client.query(moved ? 'commit' : 'rollback');
      return moved;
    } catch (error) {
      // A connection that cannot even roll back is not given to anyone else.
      await client.query('rollback').catch((failed: Error) => (broken = failed));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  isTransient(error: unknown): boolean {
    return isTransient(error);
  }
}

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
