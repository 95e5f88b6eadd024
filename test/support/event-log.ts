import { createHash, randomUUID } from 'node:crypto';
import { eventHash, GENESIS_HASH } from '#contracts';
import type { LoggedEvent, RecordedEvent, Uuid } from '#contracts';
import { PostgresLogReader } from '#postgres';
import type pg from 'pg';

/** Writes events straight into a test's log, chained as the write path chains them. */
export class EventLog {
  readonly reader: PostgresLogReader;
  private readonly tails = new Map<number, { seq: number; hash: string }>();

  constructor(
    private readonly pool: pg.Pool,
    readonly partitions: number,
  ) {
    this.reader = new PostgresLogReader(pool, partitions);
  }

  /** Records `count` more events in one partition, of one venue unless told; answers them. */
  async append(
    partition: number,
    count: number,
    venueAt: (seq: number) => Uuid = () => venueOf(partition),
  ): Promise<LoggedEvent[]> {
    const added: LoggedEvent[] = [];
    for (let i = 0; i < count; i++) added.push(this.next(partition, venueAt));
    await this.pool.query(
      `insert into events (partition, seq, event_id, venue_id, type, schema_version, data,
                           metadata, recorded_at, command_id, prev_hash, hash)
       select * from jsonb_to_recordset($1::jsonb) as row (
         partition int, seq bigint, event_id uuid, venue_id uuid, type text, schema_version int,
         data jsonb, metadata jsonb, recorded_at timestamptz, command_id uuid,
         prev_hash bytea, hash bytea)`,
      [JSON.stringify(added.map(rowOf))],
    );
    return added;
  }

  /** Records in every partition. */
  async appendEverywhere(count: number): Promise<void> {
    for (let p = 0; p < this.partitions; p++) await this.append(p, count);
  }

  private next(partition: number, venueAt: (seq: number) => Uuid): LoggedEvent {
    const tail = this.tails.get(partition) ?? { seq: 0, hash: GENESIS_HASH };
    const seq = tail.seq + 1;
    const event = pinned(partition, seq, venueAt(seq));
    const hash = eventHash(tail.hash, event);
    this.tails.set(partition, { seq: event.seq, hash });
    return { event, prevHash: tail.hash, hash, traceparent: null };
  }
}

/** A small event. */
function pinned(partition: number, seq: number, venueId: Uuid): RecordedEvent {
  return {
    id: randomUUID(),
    type: 'BookingPinned',
    schemaVersion: 1,
    venueId,
    partition,
    seq,
    recordedAt: '2026-11-27T18:30:00.123Z',
    actor: { kind: 'staff', id: 'test' },
    commandId: randomUUID(),
    correlationId: null,
    data: { bookingId: randomUUID(), partySize: 2, reason: `event ${partition}:${seq}` },
  };
}

/** The venue that stands for its whole partition. */
function venueOf(partition: number): Uuid {
  const hex = createHash('md5').update(`venue ${partition}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function rowOf({ event, prevHash, hash }: LoggedEvent) {
  return {
    partition: event.partition,
    seq: event.seq,
    event_id: event.id,
    venue_id: event.venueId,
    type: event.type,
    schema_version: event.schemaVersion,
    data: event.data,
    metadata: { actor: event.actor, correlationId: event.correlationId, traceparent: null },
    recorded_at: event.recordedAt,
    command_id: event.commandId,
    prev_hash: `\\x${prevHash}`,
    hash: `\\x${hash}`,
  };
}
