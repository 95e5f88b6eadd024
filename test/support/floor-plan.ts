import type { Flags, Instant, Policy, Table, Uuid, VenueConfiguration, Window } from '#contracts';
import { derivedUuid } from '#contracts';

/** The id of anything that a specification gives a name: the same name, the same id. */
export function idOf(name: string): Uuid {
  return derivedUuid('specification', name);
}

/** The day of every specification: a Friday. */
export const DAY = '2026-11-27';

/**
 * An instant of that day, `HH:mm` or `HH:mm:ss`; hours from 24 on lie on the days after. An instant
 * written in full stands for itself.
 */
export function instant(time: string): Instant {
  if (time.includes('T')) return time;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const sinceMidnight = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return new Date(Date.parse(`${DAY}T00:00:00.000Z`) + sinceMidnight).toISOString();
}

/** From one time of the day to another. */
export function from(start: string, end: string): Window & { readonly end: Instant } {
  return { start: instant(start), end: instant(end) };
}

export const VENUE_ID = idOf('venue');

/** Every conflict refuses. */
export const ENFORCING: Flags = {
  FEATURE_ALLOCATIONS_DUAL_WRITE: true,
  FEATURE_RPC_ASSIGN_ATOMIC: true,
  FEATURE_ASSIGN_ATOMIC: true,
  FEATURE_ALLOCATOR_REQUIRE_ADJACENCY: true,
  FEATURE_ALLOCATOR_MERGES_ENABLED: true,
};

/** Conflicts are reported; claims are shadows. The defaults of a production start. */
export const OBSERVING: Flags = {
  ...ENFORCING,
  FEATURE_ALLOCATIONS_DUAL_WRITE: false,
  FEATURE_RPC_ASSIGN_ATOMIC: false,
  FEATURE_ASSIGN_ATOMIC: false,
};

/**
 * A room with a chain T1–T2–T3–T4–T5 of 2, 2, 4, 4 and 8 seats, the last kept for five or more; F1,
 * fixed, beside T3; X1, out of use; and a patio with P1 and P2.
 */
export const TABLES: readonly Table[] = [
  table('T1', 2),
  table('T2', 2),
  table('T3', 4),
  table('T4', 4),
  table('T5', 8, { minParty: 5 }),
  table('F1', 4, { mobility: 'fixed' }),
  table('X1', 4, { active: false }),
  table('P1', 4, { zone: 'patio' }),
  table('P2', 4, { zone: 'patio' }),
];

const EDGES = ['T1 T2', 'T2 T3', 'T3 T4', 'T4 T5', 'T3 F1', 'P1 P2'];

/** Lunch and a dinner past midnight, every day; two hours for everyone; no buffers. */
export const POLICY: Policy = {
  outsideService: 'refuse',
  servicePeriods: [period('lunch', '12:00', '15:00'), period('dinner', '18:00', '01:00')],
  buffers: { beforeMinutes: 0, afterMinutes: 0 },
  hold: { minSeconds: 30, defaultSeconds: 180, maxSeconds: 600, maxLifeSeconds: 900 },
  maxTables: 3,
  maxSlack: 6,
  adjacencyMode: 'connected',
};

export function floorPlan(
  policy: Partial<Policy> = {},
  plan: Partial<VenueConfiguration> = {},
): VenueConfiguration {
  return {
    venueId: VENUE_ID,
    name: 'The Specimen',
    timeZone: 'UTC',
    resourceType: 'table',
    tables: TABLES,
    adjacencies: EDGES.map((edge) => {
      const [a, b] = edge.split(' ').map(idOf);
      return [a!, b!] as const;
    }),
    policy: { ...POLICY, ...policy },
    ...plan,
  };
}

export function table(label: string, capacity: number, other: Partial<Table> = {}): Table {
  return {
    id: idOf(label),
    label,
    capacity,
    minParty: 1,
    maxParty: capacity,
    zone: 'room',
    mobility: 'movable',
    active: true,
    position: { x: 0, y: 0, rotation: 0 },
    ...other,
  };
}

export function period(name: string, from: string, to: string) {
  return { name, days: [1, 2, 3, 4, 5, 6, 7], from, to, turnMinutes: [{ upTo: 99, minutes: 120 }] };
}
