import type { Instant, RecordedEvent, Uuid } from '#contracts';
import type pg from 'pg';

/** The rows of one venue in the shape of `pictureOf(floor)`, read without the service's own SQL. */
export async function writtenRows(pool: pg.Pool, venueId: Uuid) {
  const of = async (text: string) => {
    const { rows } = await pool.query<Record<string, unknown>>(text, [venueId]);
    return rows.map(plain);
  };
  const bookings = await of(
    `select booking_id as "bookingId", party_size as "partySize", starts_at as "startsAt",
            ends_at as "endsAt", lower("window") as start, upper("window") as "end", status, zone,
            pinned_table_ids as "pinnedTableIds", pin_reason as "pinReason", released, metadata,
            sent, ended_at as "endedAt", overstays, registered_at as "registeredAt", updated_at as "updatedAt"
       from bookings where venue_id = $1 order by booking_id`,
  );
  const assignments = await of(
    `select booking_id as "bookingId", table_id as "tableId", start_at as start, end_at as "end",
            assigned_by as "assignedBy", assigned_at as "assignedAt",
            idempotency_key as "idempotencyKey", merge_group_id as "mergeGroupId"
       from booking_table_assignments where venue_id = $1 order by booking_id, table_id`,
  );
  const holds = await of(
    `select id as "holdId", booking_id as "bookingId", table_ids as "tableIds", start_at as start,
            end_at as "end", expires_at as "expiresAt", expires_at_max as "expiresAtMax", shadow,
            created_by as "createdBy", created_at as "createdAt", metadata
       from table_holds where venue_id = $1 order by id`,
  );
  const claims = await of(
    `select id, resource_id as "tableId", kind, lower("window") as start, upper("window") as "end",
            booking_id as "bookingId", hold_id as "holdId", block_id as "blockId", shadow, reason,
            created_by as "createdBy", created_at as "createdAt"
       from allocations where venue_id = $1 order by id`,
  );
  const ended = await of(
    `select id, kind, booking_id as "bookingId", how, ended_at as "endedAt"
       from ended_claims where venue_id = $1 order by id`,
  );
  const venueFlags = await of(
    `select flag, value, reason, set_by as "setBy", set_at as "setAt"
       from feature_flags where venue_id = $1 order by flag collate "C"`,
  );
  return { bookings, assignments, holds, claims, ended, venueFlags };
}

/** The events of a database in the order of their log, by the command that led to them. */
export async function writtenEvents(pool: pg.Pool): Promise<Map<Uuid, RecordedEvent[]>> {
  const { rows } = await pool.query<{ event: RecordedEvent; recordedAt: Date }>(
    `select jsonb_build_object('id', event_id, 'type', type, 'schemaVersion', schema_version,
              'venueId', venue_id, 'partition', partition, 'seq', seq,
              'actor', metadata -> 'actor', 'commandId', command_id,
              'correlationId', metadata -> 'correlationId', 'data', data) as event,
            recorded_at as "recordedAt"
       from events order by partition, seq`,
  );
  const byCommand = new Map<Uuid, RecordedEvent[]>();
  for (const { event, recordedAt } of rows) {
    const recorded = { ...event, recordedAt: recordedAt.toISOString() } as RecordedEvent;
    const events = byCommand.get(event.commandId);
    if (events) events.push(recorded);
    else byCommand.set(event.commandId, [recorded]);
  }
  return byCommand;
}

/** When each command was answered: the time of its batch. */
export async function answeredAt(pool: pg.Pool): Promise<Map<Uuid, Instant>> {
  const { rows } = await pool.query<{ id: Uuid; at: Date }>(
    'select command_id as id, recorded_at as at from commands',
  );
  return new Map(rows.map(({ id, at }) => [id, at.toISOString()]));
}

/** Dates as instants, and `start` and `end` as the window that they are. */
function plain(row: Record<string, unknown>): object {
  const entries = Object.entries(row).map(([key, value]): [string, unknown] => [
    key,
    value instanceof Date ? value.toISOString() : value,
  ]);
  const { start, end, ...rest } = Object.fromEntries(entries);
  return start === undefined ? rest : { ...rest, window: { start, end } };
}
