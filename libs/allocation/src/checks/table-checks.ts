import type { Check, Flags, Table, Uuid } from '#contracts';
import type { Venue } from '../floor.js';
import { isConnected, isPairwiseAdjacent } from '../selector/index.js';
import { fail, pass, soften } from './check.js';

/** What the checks on a set of tables look at. */
export interface TableSet {
  readonly venue: Venue;
  readonly flags: Flags;
  readonly tables: readonly Table[];
  /** Null for a hold without a booking: then no seats are counted. */
  readonly partySize: number | null;
  /** Overrides the flag: the manual workflow may ask for adjacency, or not. */
  readonly requireAdjacency?: boolean | undefined;
}

export function existsCheck(venue: Venue, tableIds: readonly Uuid[]): Check {
  const unknown = tableIds.filter((id) => !venue.tables.has(id));
  if (unknown.length === 0) return pass('exists', 'all tables belong to the venue');
  return fail(
    'exists',
    'TABLE_NOT_FOUND',
    `${unknown.length} of ${tableIds.length} tables are not tables of this venue`,
    { tableIds: unknown },
  );
}

/** Every check that needs only the tables, the party and the policy, in the evaluator's order. */
export function tableChecks(set: TableSet): readonly Check[] {
  return [
    activeCheck(set),
    capacityCheck(set),
    fitCheck(set),
    slackCheck(set),
    zoneCheck(set),
    movableCheck(set),
    mergesCheck(set),
    adjacencyCheck(set),
  ];
}

export function activeCheck({ tables }: Pick<TableSet, 'tables'>): Check {
  const inactive = tables.filter((table) => !table.active);
  if (inactive.length === 0) return pass('active', 'all tables are in use');
  return fail('active', 'TABLE_INACTIVE', `out of use: ${labels(inactive)}`, {
    tableIds: inactive.map((table) => table.id),
  });
}

function capacityCheck({ tables, partySize }: TableSet): Check {
  const seats = seatsOf(tables);
  if (partySize === null) return pass('capacity', `${seats} seats; no party to seat yet`);
  const details = { seats, partySize };
  if (seats >= partySize) return pass('capacity', `${seats} seats for ${partySize}`, details);
  const message = `${labels(tables)} ${tables.length === 1 ? 'seats' : 'seat'} ${seats}; the party is ${partySize}: ${partySize - seats} too few`;
  return fail('capacity', 'CAPACITY_INSUFFICIENT', message, details);
}

function fitCheck({ tables, partySize }: TableSet): Check {
  const [table] = tables;
  if (partySize === null || tables.length !== 1 || table === undefined) {
    return pass('fit', 'fits');
  }
  const details = { minParty: table.minParty, maxParty: table.maxParty, partySize };
  if (table.maxParty < partySize) {
    const message = `${table.label} takes at most ${table.maxParty}; the party is ${partySize}`;
    return fail('fit', 'CAPACITY_INSUFFICIENT', message, details);
  }
  if (table.minParty > partySize) {
    const message = `${table.label} is kept for parties of ${table.minParty} or more; the party is ${partySize}`;
    return soften(fail('fit', 'CAPACITY_INSUFFICIENT', message, details));
  }
  return pass('fit', 'fits', details);
}

function slackCheck({ venue, tables, partySize }: TableSet): Check {
  const { maxSlack, slackMode } = venue.configuration.policy;
  const slack = partySize === null ? 0 : seatsOf(tables) - partySize;
  if (maxSlack == null || slack <= maxSlack) return pass('slack', 'few enough seats stay empty');
  const message = `${slack} seats stay empty; the policy allows ${maxSlack}`;
  const refuse = slackMode === 'refuse';
  return soften(fail('slack', 'SLACK_EXCEEDED', message, { slack, maxSlack }), refuse);
}

function zoneCheck({ tables }: TableSet): Check {
  const zones = [...new Set(tables.map((table) => table.zone))].sort();
  if (zones.length <= 1) return pass('zone', 'one zone');
  return fail('zone', 'ZONES_MIXED', `tables of several zones: ${zones.join(', ')}`, { zones });
}

function movableCheck({ tables }: TableSet): Check {
  const fixed = tables.length > 1 ? tables.filter((table) => table.mobility === 'fixed') : [];
  if (fixed.length === 0) return pass('movable', 'nothing fixed is to be joined');
  return fail('movable', 'TABLE_FIXED', `cannot be joined, being fixed: ${labels(fixed)}`, {
    tableIds: fixed.map((table) => table.id),
  });
}

function mergesCheck({ venue, flags, tables }: TableSet): Check {
  const { maxTables } = venue.configuration.policy;
  if (tables.length > 1 && !flags.FEATURE_ALLOCATOR_MERGES_ENABLED) {
    return fail('merges', 'MERGES_DISABLED', 'joining tables is switched off at the moment', {
      tables: tables.length,
    });
  }
  if (tables.length > maxTables) {
    const message = `${tables.length} tables; at most ${maxTables} may be joined`;
    return fail('merges', 'TOO_MANY_TABLES', message, { tables: tables.length, maxTables });
  }
  return pass('merges', 'as many tables as may be joined');
}

function adjacencyCheck(set: TableSet): Check {
  const { venue, tables } = set;
  const mode = venue.configuration.policy.adjacencyMode;
  const ids = tables.map((table) => table.id);
  if (mode === 'off' || tables.length <= 1) return pass('adjacency', 'nothing to join');
  const together =
    mode === 'connected'
      ? isConnected(ids, venue.adjacency)
      : isPairwiseAdjacent(ids, venue.adjacency);
  if (together) return pass('adjacency', 'the tables stand together');
  const message =
    mode === 'connected'
      ? `${labels(tables)} do not form one group of neighbours`
      : `not each of ${labels(tables)} is next to every other`;
  return soften(fail('adjacency', 'NOT_ADJACENT', message, { tableIds: ids }), isRequired(set));
}

function isRequired({ venue, flags, partySize, requireAdjacency }: TableSet): boolean {
  return requireAdjacency ?? adjacencyRequired(venue, flags, partySize);
}

/**
 * The flag requires adjacency of parties from the policy's `adjacencyMinParty` on (absent: of all).
 */
export function adjacencyRequired(venue: Venue, flags: Flags, partySize: number | null): boolean {
  const minParty = venue.configuration.policy.adjacencyMinParty ?? 0;
  return flags.FEATURE_ALLOCATOR_REQUIRE_ADJACENCY && (partySize ?? minParty) >= minParty;
}

export function seatsOf(tables: readonly Table[]): number {
  return tables.reduce((sum, table) => sum + table.capacity, 0);
}

function labels(tables: readonly Table[]): string {
  return tables.map((table) => table.label).join(' and ');
}
