import { derivedUuid } from '#contracts';
import type { Instant, JsonObject } from '#contracts';
import type pg from 'pg';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';
import { inTransaction } from '../transaction.js';

/** What is known of one alert. */
export interface StoredAlert {
  readonly name: string;
  readonly state: 'ok' | 'pending' | 'firing' | 'unknown';
  readonly value: number | null;
  readonly threshold: number;
  readonly forSeconds: number;
  readonly since: Instant | null;
  readonly checkedAt: Instant;
}

export interface StoredAlerts {
  readonly alerts: readonly StoredAlert[];
  /** The database's clock. */
  readonly now: Instant;
}

interface Row {
  readonly now: Date;
  /** Null where nothing is known of any. */
  readonly name: string | null;
  readonly state: StoredAlert['state'];
  readonly value: number | null;
  readonly threshold: number;
  readonly for_seconds: number;
  readonly since: Date | null;
  readonly checked_at: Date;
}

/** Every alert as it was found last, by whichever process. */
export async function readAlerts(queryable: Queryable): Promise<StoredAlerts> {
  const { rows } = await queryable.query<Row>(sql('read_alerts'));
  const alerts = rows.flatMap((row): StoredAlert[] =>
    row.name === null
      ? []
      : [
          {
            name: row.name,
            state: row.state,
            value: row.value,
            threshold: row.threshold,
            forSeconds: row.for_seconds,
            since: row.since?.toISOString() ?? null,
            checkedAt: row.checked_at.toISOString(),
          },
        ],
  );
  return { alerts, now: rows[0]!.now.toISOString() };
}

/**
 * Makes what `step` answers the known alerts. Of several processes one steps at a time, from what
 * the one before it left. @returns what was known before, and what is now.
 */
export function stepAlerts(
  pool: pg.Pool,
  step: (before: StoredAlerts) => readonly StoredAlert[],
): Promise<{ before: readonly StoredAlert[]; after: readonly StoredAlert[] }> {
  return inTransaction(pool, async (client) => {
    await client.query(sql('lock_alerts'));
    const known = await readAlerts(client);
    const after = step(known);
    const rows = after.map(({ forSeconds, checkedAt, ...alert }) => ({
      ...alert,
      for_seconds: forSeconds,
      checked_at: checkedAt,
    }));
    await client.query(sql('write_alerts'), [JSON.stringify(rows)]);
    return { before: known.alerts, after };
  });
}

/** Leaves a row in `observability_events` that the alert began to fire, or that it ceased. */
export async function noteAlert(
  queryable: Queryable,
  change: 'firing' | 'resolved',
  alert: StoredAlert,
  since: Instant,
): Promise<void> {
  const { name, value, threshold, forSeconds } = alert;
  const context: JsonObject = { alert: name, value, threshold, forSeconds, since };
  const id = derivedUuid('alert', name, since, change);
  const severity = change === 'firing' ? 'error' : 'info';
  await queryable.query(sql('note_alert'), [id, `allocator.alerts.${change}`, severity, context]);
}
