import type { Actor, LoggedEvent, RecordedEvent, Uuid } from '#contracts';
import type { LogReader } from '#event-sourcing';
import { readLogHeads } from './queries/log-heads.js';
import type { Queryable } from './queries/queryable.js';
import { sql } from './sql.js';

/** An event as the log's statements answer it. */
export interface EventRow {
  readonly event_id: Uuid;
  readonly venue_id: Uuid;
  readonly type: string;
  readonly schema_version: number;
  readonly data: unknown;
  readonly metadata: {
    readonly actor: Actor;
    readonly correlationId?: string | null;
    readonly traceparent?: string | null;
  };
  /** A number where somebody wrote `infinity` into the log, for its readers to find out. */
  readonly recorded_at: Date | number;
  readonly command_id: Uuid;
  readonly seq: number;
  readonly prev_hash: string;
  readonly hash: string;
}

/** The log of record. Its events come back exactly as they were hashed. */
export class PostgresLogReader implements LogReader<LoggedEvent> {
  constructor(
    private readonly pool: Queryable,
    private readonly partitions: number,
  ) {}

  async read(partition: number, afterSeq: number, limit: number): Promise<readonly LoggedEvent[]> {
    const { rows } = await this.pool.query<EventRow>(sql('read_log'), [partition, afterSeq, limit]);
    return rows.map((row) => loggedEvent(partition, row));
  }

  heads(): Promise<ReadonlyMap<number, number>> {
    return readLogHeads(this.pool, this.partitions);
  }
}

export function loggedEvent(partition: number, row: EventRow): LoggedEvent {
  const event = {
    id: row.event_id,
    type: row.type,
    schemaVersion: row.schema_version,
    venueId: row.venue_id,
    partition,
    seq: row.seq,
    recordedAt: instantOf(row.recorded_at),
    actor: row.metadata.actor,
    commandId: row.command_id,
    correlationId: row.metadata.correlationId ?? null,
    data: row.data,
  };
  return {
    event: event as RecordedEvent,
    prevHash: row.prev_hash,
    hash: row.hash,
    traceparent: row.metadata.traceparent ?? null,
  };
}

function instantOf(recordedAt: Date | number): string {
  return typeof recordedAt === 'number' ? String(recordedAt) : recordedAt.toISOString();
}
