import { readParity } from '../mirror/index.js';
import type { Queryable } from '../queries/queryable.js';
import { readLag } from '../queries/read-lag.js';
import { sql } from '../sql.js';
import { UnreadWatch } from './unread-watch.js';

export interface SampledDatabase {
  readonly queryable: Queryable;
  readonly partitions: number;
  /** The projection whose rows are telemetry. */
  readonly telemetry: string;
}

/** Measures one thing now; null: it cannot be said. Fails when the database does. */
export type Sample = () => Promise<number | null>;

const RELAY = 'relay';

/**
 * How each alert is measured, by its name; every one is one cheap, bounded look. They remember what
 * was seen before: ask the same ones again.
 */
export function alertSamples({
  queryable,
  partitions,
  telemetry,
}: SampledDatabase): ReadonlyMap<string, Sample> {
  const value = async (name: string, values: unknown[] = []): Promise<number> => {
    const { rows } = await queryable.query<{ value: number }>(sql(`sample_${name}`), values);
    return rows[0]!.value;
  };
  const unread = new UnreadWatch();
  const lagOf = async (isMeant: (reader: string) => boolean): Promise<number> => {
    const lags = await readLag(queryable, partitions);
    const meant = lags.filter(({ reader }) => isMeant(reader));
    const ahead = unread.look(
      lags.flatMap((lag) => lag.ahead),
      performance.now(),
    );
    const seconds = meant.map((lag) => Math.max(lag.waitingSeconds, ahead.get(lag.reader) ?? 0));
    return Math.max(0, ...seconds);
  };
  return new Map<string, Sample>([
    ['allocator.lock_contention', () => value('lock_contention')],
    ['allocator.hold_expiry_backlog', () => value('hold_expiry_backlog')],
    ['allocator.rpc_conflict_rate', () => value('rpc_conflict_rate')],
    ['allocator.telemetry_insert_failures', () => value('telemetry_insert_failures', [telemetry])],
    ['allocator.relay_lag', () => lagOf((reader) => reader === RELAY)],
    ['allocator.projection_lag', () => lagOf((reader) => reader !== RELAY)],
    ['allocator.projection_stopped', () => value('projection_stopped')],
    ['allocator.parked_venues', () => value('parked_venues')],
    ['allocator.oldest_transaction', () => value('oldest_transaction')],
    ['allocator.mirror_differences', () => mirrorDifferences(queryable)],
    ['allocator.relay_halted', () => value('relay_halted')],
    ['allocator.commands_unanswered', () => value('commands_unanswered')],
    ['allocator.commands_set_aside', () => value('commands_set_aside')],
    ['allocator.calendar_differences', () => value('calendar_differences')],
    ['allocator.overstay', () => value('overstay')],
  ]);
}

/** Null until every row was compared: nobody looks, or the mirror is behind. */
async function mirrorDifferences(queryable: Queryable): Promise<number | null> {
  const { state, differences } = await readParity(queryable);
  return state === 'unknown' ? null : differences;
}
