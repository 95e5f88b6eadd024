import type pg from 'pg';
import { noteOperation } from './observability-rows.js';
import type { Audit } from './parking/parking.js';
import type { Queryable } from './queries/queryable.js';
import { sql } from './sql.js';
import { inTransaction } from './transaction.js';

/** The lease on one log partition, as operators look at it. */
export interface RelayLease {
  readonly partition: number;
  /** Null: it is free. */
  readonly owner: string | null;
  /** One more at every change of holder: what fences the former one. */
  readonly epoch: number;
  /** The last seq known to be published. */
  readonly cursor: number;
  /** Why it cannot go on; null: it can. */
  readonly halted: string | null;
  /** Until it lapses, by the database's clock; negative: it has. Null: it is free. */
  readonly secondsLeft: number | null;
}

/** A process that wants to relay, and is counted when partitions are shared out. */
export interface RelayMember {
  readonly owner: string;
  readonly secondsLeft: number;
}

export interface RelayHolders {
  readonly leases: readonly RelayLease[];
  readonly members: readonly RelayMember[];
}

interface LeaseRow extends Omit<RelayLease, 'secondsLeft'> {
  readonly seconds_left: number | null;
}

/** Who relays what; no leases at all before a process has relayed for the first time. */
export async function readRelayHolders(queryable: Queryable): Promise<RelayHolders> {
  const leases = await queryable.query<LeaseRow>(sql('list_relay_leases'));
  const members = await queryable.query<{ owner: string; seconds_left: number }>(
    sql('list_relay_members'),
  );
  return {
    leases: leases.rows.map(({ seconds_left: secondsLeft, ...lease }) => ({
      ...lease,
      secondsLeft,
    })),
    members: members.rows.map(({ owner, seconds_left: secondsLeft }) => ({ owner, secondsLeft })),
  };
}

/** What became of a lease that was to be freed. */
export interface FreedLease {
  readonly partition: number;
  /** Who had it; null: nobody. */
  readonly owner: string | null;
  /** `kept`: its owner has renewed it and is there, as far as the database can tell. */
  readonly result: 'freed' | 'free' | 'kept';
  /** As it was found; null: it was free. */
  readonly secondsLeft: number | null;
}

/**
 * Frees leases whose owner is gone: the lease of a partition, or all of an owner. Whoever relays
 * takes them when it looks next. Harmless where the owner is not gone after all: the next one has
 * another epoch. Again: the same. What was freed is left in `observability_events`.
 *
 * @returns a line for each lease that was named; none: there is no such partition, or the owner has
 *   none.
 */
export function freeRelayLeases(
  pool: pg.Pool,
  named: { readonly partition: number } | { readonly owner: string },
  audit: Audit,
): Promise<readonly FreedLease[]> {
  return inTransaction(pool, async (client) => {
    const values = 'partition' in named ? [named.partition, null] : [null, named.owner];
    const { rows } = await client.query<{
      readonly partition: number;
      readonly owner: string | null;
      readonly seconds_left: number;
      readonly is_gone: boolean;
    }>(sql('free_relay_leases'), values);
    const found = rows.map(({ partition, owner, seconds_left, is_gone }): FreedLease => {
      if (owner === null) return { partition, owner, result: 'free', secondsLeft: null };
      const result = is_gone ? 'freed' : 'kept';
      return { partition, owner, result, secondsLeft: seconds_left };
    });
    const freed = found.filter(({ result }) => result === 'freed');
    if (freed.length > 0) {
      const leases = freed.map(({ partition, owner }) => ({ partition, owner }));
      await noteOperation(client, 'leases.freed', null, { ...audit, leases });
    }
    return found;
  });
}
