import type { Instant, Table, Uuid, VenueConfiguration, Warning, Window } from '#contracts';
import { tableChecks } from '../checks/table-checks.js';
import type { Floor, Venue } from '../floor.js';
import { venueOf } from '../floor.js';
import { adjacencyAsked } from './place.js';

/** Most of those concerned that are named; the others are counted. */
const NAMED_MAX = 50;

/** The tables that a new configuration no longer has. */
export function droppedTables({ tables }: Venue, configuration: VenueConfiguration): Uuid[] {
  const kept = new Set(configuration.tables.map((table) => table.id));
  return [...tables.keys()].filter((id) => !kept.has(id)).sort();
}

/**
 * The tables at which a new configuration may find fault with who sits there: dropped or changed
 * for the worse, or no longer beside another. Null: any, because fewer may be joined, or otherwise.
 */
export function concernedTables(
  before: Venue,
  configuration: VenueConfiguration,
): readonly Uuid[] | null {
  const { policy } = before.configuration;
  const { maxTables, adjacencyMode } = configuration.policy;
  if (maxTables < policy.maxTables || adjacencyMode !== policy.adjacencyMode) return null;
  const edges = new Set(configuration.adjacencies.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  const parted = before.configuration.adjacencies.filter(([a, b]) => !edges.has(`${a} ${b}`));
  const after = new Map(configuration.tables.map((table) => [table.id, table]));
  const changed = [...before.tables.values()].filter((table) => {
    const next = after.get(table.id);
    return next === undefined || isWorse(table, next);
  });
  return [...new Set([...changed.map(({ id }) => id), ...parted.flat()])].sort();
}

function isWorse(before: Table, after: Table): boolean {
  return (
    (before.active && !after.active) ||
    after.capacity < before.capacity ||
    after.minParty > before.minParty ||
    after.maxParty < before.maxParty ||
    after.zone !== before.zone ||
    (before.mobility !== 'fixed' && after.mobility === 'fixed')
  );
}

/** Who has, or will have, some of these tables from `now` on; null: of all. */
export function claimantsOf(floor: Floor, tableIds: readonly Uuid[] | null, now: Instant) {
  const claims = [...(tableIds ?? floor.venue?.tables.keys() ?? [])].flatMap((tableId) =>
    floor.claims.overlapping(tableId, { start: now, end: null }),
  );
  return {
    bookingIds: [...new Set(claims.flatMap(({ bookingId }) => bookingId ?? []))].sort(),
    holdIds: [...new Set(claims.flatMap(({ holdId }) => holdId ?? []))].sort(),
  };
}

/**
 * Whom a new configuration concerns: one warning for each booking, and hold of nobody, that has
 * tables from `now` on which are dropped, or with which more is wrong than before. In the order of
 * their times; past the bound the rest are counted.
 */
export function concernsOf(
  floor: Floor,
  before: Venue,
  configuration: VenueConfiguration,
  now: Instant,
): readonly Warning[] {
  const after = venueOf(configuration, before.version, before.updatedAt, floor.calendar);
  const { bookingIds, holdIds } = claimantsOf(floor, concernedTables(before, configuration), now);
  const told = new Map<Uuid, Concern>();
  const add = (concern: Concern | null): void => {
    const key = concern?.bookingId ?? concern?.holdId;
    if (concern && key != null && !told.has(key)) told.set(key, concern);
  };
  for (const bookingId of bookingIds) {
    const sits = floor.assignments.get(bookingId);
    if (sits) add(concern(floor, before, after, { ...sits, bookingId, holdId: null }));
  }
  for (const holdId of holdIds) {
    const hold = floor.holds.get(holdId);
    if (hold && hold.expiresAt > now) add(concern(floor, before, after, hold));
  }
  const inOrder = [...told.values()].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const rest = inOrder.slice(NAMED_MAX);
  const warnings = inOrder.slice(0, NAMED_MAX).map(({ warning }) => warning);
  if (rest.length === 0) return warnings;
  const message = `${rest.length} more are concerned`;
  return [...warnings, { code: rest[0]!.warning.code, message, details: { more: rest.length } }];
}

interface Claimant {
  readonly bookingId: Uuid | null;
  readonly holdId: Uuid | null;
  readonly tableIds: readonly Uuid[];
  readonly window: Window;
  readonly metadata?: Parameters<typeof adjacencyAsked>[0];
}

interface Concern extends Claimant {
  readonly warning: Warning;
}

function orderOf({ window, bookingId, holdId }: Claimant): string {
  return `${window.start} ${bookingId ?? ''} ${holdId ?? ''}`;
}

/** What is wrong for one of them that was not before, or null. */
function concern(floor: Floor, before: Venue, after: Venue, claimant: Claimant): Concern | null {
  const { bookingId, holdId, tableIds, window, metadata } = claimant;
  const booking = bookingId === null ? undefined : floor.bookings.get(bookingId);
  const partySize = booking?.partySize ?? null;
  const requireAdjacency = adjacencyAsked(metadata);
  const checksOf = (venue: Venue) => {
    const tables = tableIds.flatMap((id) => venue.tables.get(id) ?? []);
    return tableChecks({ venue, flags: floor.flags, tables, partySize, requireAdjacency });
  };
  const labels = floor.refsOf(tableIds).map(({ label }) => label);
  const details = { bookingId, holdId, tableIds, labels, window: { ...window }, partySize };
  const whose = `${labels.join(' and ')} from ${window.start} for ${partySize ?? 'nobody yet'}`;
  const dropped = tableIds.filter((id) => before.tables.has(id) && !after.tables.has(id));
  if (dropped.length > 0) {
    const gone = floor.refsOf(dropped).map(({ label }) => label);
    const message = `${whose}: ${gone.join(' and ')} is dropped; a table is needed`;
    return { ...claimant, warning: { code: 'TABLE_DROPPED', message, details } };
  }
  const known = new Map(checksOf(before).map(({ id, status }) => [id, status]));
  const worse = checksOf(after).filter(({ id, status }) => RANK[status] > RANK[known.get(id)!]);
  const [first] = worse.sort((a, b) => RANK[b.status] - RANK[a.status]);
  if (first?.code === undefined) return null;
  const message = `${whose}: ${worse.map((check) => check.message).join('; ')}`;
  return { ...claimant, warning: { code: first.code, message, details } };
}

const RANK = { ok: 0, warn: 1, error: 2 } as const;
