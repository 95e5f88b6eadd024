import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Table, Uuid } from '#contracts';
import { ADJACENCY_MODES } from '#contracts';
import type { SelectionRequest } from '#allocation';
import { adjacencyOf, selectSeveral, selectTables } from '#allocation';

/**
 * The selector against brute force: every subset of floors of up to twelve tables, judged by the
 * rules as the documentation states them, sharing no code with the search.
 */

interface Plan {
  readonly tables: readonly PlannedTable[];
  readonly edges: readonly (readonly [number, number])[];
  readonly request: Omit<
    SelectionRequest,
    'tables' | 'adjacency' | 'isFree' | 'lastTableIds' | 'demand'
  >;
  readonly free: readonly boolean[];
  /** At whose tables somebody may sit still. */
  readonly last: readonly number[];
  readonly demand: readonly {
    readonly partySize: number;
    readonly zone: string | null;
    readonly free: readonly boolean[];
  }[];
}

interface PlannedTable extends Table {
  readonly letter: string;
  readonly number: number;
}

const ID = (i: number): Uuid => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
const TABLES_MAX = 12;

const capacity = fc.oneof(fc.constantFrom(2, 4), fc.integer({ min: 1, max: 9 }));
const zone = fc.constantFrom('Main', 'Main', 'Main', 'Bar');
const bindingZone = fc.constantFrom(null, null, null, 'Main', 'Bar', 'Roof');
const mostly = fc.constantFrom(true, true, true, true, false);
const frees = fc.array(mostly, { minLength: TABLES_MAX, maxLength: TABLES_MAX });

const tables = fc
  .uniqueArray(fc.tuple(fc.constantFrom('S', 'T'), fc.integer({ min: 1, max: 30 })), {
    maxLength: TABLES_MAX,
    selector: ([letter, number]) => letter + String(number),
  })
  .chain((labels) =>
    fc.tuple(
      ...labels.map(([letter, number], i) =>
        fc
          .record({
            capacity,
            zone,
            minParty: fc.constantFrom(1, 1, 2, 4),
            maxOver: fc.constantFrom(0, 0, 0, -1, 1),
            movable: mostly,
            active: mostly,
          })
          .map(({ minParty, maxOver, movable, ...rest }): PlannedTable => {
            const maxParty = Math.max(1, rest.capacity + maxOver);
            return {
              ...rest,
              id: ID(i),
              label: letter + String(number),
              letter,
              number,
              minParty: Math.min(minParty, maxParty),
              maxParty,
              mobility: movable ? 'movable' : 'fixed',
              position: { x: 0, y: 0, rotation: 0 },
            };
          }),
      ),
    ),
  );

const place = fc.nat(TABLES_MAX - 1);

const mixed: fc.Arbitrary<Plan> = fc.record({
  tables,
  edges: fc.array(fc.tuple(place, place), { maxLength: 30 }),
  free: frees,
  last: fc.oneof(fc.constant([]), fc.uniqueArray(place, { maxLength: 6 })),
  request: fc.record({
    partySize: fc.integer({ min: 1, max: 20 }),
    maxTables: fc.integer({ min: 1, max: 5 }),
    mergesEnabled: mostly,
    adjacencyMode: fc.constantFrom('connected' as const, ...ADJACENCY_MODES),
    adjacencyRequired: mostly,
    zone: bindingZone,
    excludeTableIds: fc.array(place.map(ID), { maxLength: 2 }),
    maxSlack: fc.constantFrom(null, null, 0, 1, 3),
    slackMode: fc.constantFrom('refuse' as const, 'warn' as const),
  }),
  demand: fc.array(
    fc.record({ partySize: fc.integer({ min: 1, max: 10 }), zone: bindingZone, free: frees }),
    { maxLength: 5 },
  ),
});

/**
 * Floors of tables that are alike, in rows, where sets tie on seats and scarcity: only these tell
 * whether demand, edges and labels are looked at, and whether large merges are all found.
 */
const alike: fc.Arbitrary<Plan> = fc
  .record({
    mixed,
    count: fc.integer({ min: 4, max: TABLES_MAX }),
    columns: fc.integer({ min: 2, max: 4 }),
    ring: fc.boolean(),
    seats: fc.constantFrom([2], [4], [2, 4]),
    need: fc.integer({ min: 1, max: 5 }),
    mode: fc.constantFrom('connected' as const, 'off' as const, 'pairwise' as const),
    wishes: fc.array(
      fc.record({
        partySize: fc.constantFrom(1, 2, 4, 5, 8),
        zone: fc.constant(null),
        free: fc.uniqueArray(place, { maxLength: 3 }),
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ mixed, count, columns, ring, seats, need, mode, wishes }): Plan => {
    const numbers = Array.from({ length: count }, (_, i) => ((i * 7) % 13) + 1);
    const edges: [number, number][] = [];
    for (let i = 0; i < count; i++) {
      if (ring) edges.push([i, (i + 1) % count]);
      else if (i % columns !== columns - 1 && i + 1 < count) edges.push([i, i + 1]);
      if (!ring && i + columns < count) edges.push([i, i + columns]);
    }
    return {
      tables: numbers.map((number, i) => ({
        id: ID(i),
        label: `S${number}`,
        letter: 'S',
        number,
        capacity: seats[i % seats.length]!,
        minParty: 1,
        maxParty: seats[i % seats.length]!,
        zone: 'Main',
        mobility: 'movable',
        active: true,
        position: { x: 0, y: 0, rotation: 0 },
      })),
      edges,
      free: ring ? mixed.free.map(() => true) : mixed.free,
      last: mixed.last,
      request: {
        ...mixed.request,
        partySize: need * seats[0],
        maxTables: 5,
        mergesEnabled: true,
        adjacencyMode: mode,
        zone: null,
      },
      demand: wishes.map((wish) => ({
        ...wish,
        free: Array.from({ length: TABLES_MAX }, (_, i) => wish.free.includes(i)),
      })),
    };
  });

const plan = fc.oneof(mixed, alike);

function requestOf({ tables, edges, request, free, last, demand }: Plan): SelectionRequest {
  const at = (id: Uuid): number => Number(id.slice(-12));
  return {
    ...request,
    tables,
    adjacency: adjacencyOf(edges.map(([a, b]): [Uuid, Uuid] => [ID(a), ID(b)])),
    isFree: (id) => free[at(id)]!,
    lastTableIds: new Set(last.map(ID)),
    demand: demand.map((wish) => ({ ...wish, isFree: (id: Uuid) => wish.free[at(id)]! })),
  };
}

/** All feasible sets, best first: those where somebody may sit still after all the others. */
function bruteForce(plan: Plan): number[][] {
  const surely = { ...plan, free: plan.free.map((free, i) => free && !plan.last.includes(i)) };
  const mayBe = (set: readonly number[]): boolean => set.some((i) => plan.last.includes(i));
  return [...ranked(surely), ...ranked(plan).filter(mayBe)];
}

/** All feasible sets as ascending lists of indexes into `plan.tables`, best first. */
function ranked(plan: Plan): number[][] {
  const { tables, request } = plan;
  const joined = new Set(
    plan.edges.flatMap(([a, b]) => (a === b ? [] : [`${a}-${b}`, `${b}-${a}`])),
  );
  const feasible: number[][] = [];
  for (let bits = 1; bits < 1 << tables.length; bits++) {
    const set = tables.map((_, i) => i).filter((i) => bits & (1 << i));
    if (isFeasible(set, plan, joined)) feasible.push(set);
  }
  const byLabel = (a: number, b: number): number =>
    tables[a]!.letter === tables[b]!.letter
      ? tables[a]!.number - tables[b]!.number
      : tables[a]!.letter < tables[b]!.letter
        ? -1
        : 1;
  const costs = scarcities(plan, joined);
  const judged = feasible.map((set) => {
    const inOrder = [...set].sort(byLabel);
    return {
      inOrder,
      key: [
        set.length,
        sum(set.map((i) => tables[i]!.capacity)) - request.partySize,
        sum(set.map((i) => costs[i]!)),
        -plan.demand.filter((wish) => isSeatable(wish, set, plan, joined)).length,
        -pairsOf(set).filter(([a, b]) => joined.has(`${a}-${b}`)).length,
      ],
    };
  });
  judged.sort((a, b) => {
    for (let i = 0; i < a.key.length; i++) if (a.key[i] !== b.key[i]) return a.key[i]! - b.key[i]!;
    for (let i = 0; i < a.inOrder.length; i++) {
      const order = byLabel(a.inOrder[i]!, b.inOrder[i]!);
      if (order !== 0) return order;
    }
    return 0;
  });
  return judged.map(({ inOrder }) => inOrder);
}

function isFeasible(set: readonly number[], plan: Plan, joined: ReadonlySet<string>): boolean {
  const { request } = plan;
  const members = set.map((i) => plan.tables[i]!);
  const usable = set.every((i) => plan.tables[i]!.active && plan.free[i]);
  const wanted = members.every(
    ({ id, zone }) =>
      !request.excludeTableIds.includes(id) && (request.zone === null || zone === request.zone),
  );
  const spare = sum(members.map((table) => table.capacity)) - request.partySize;
  const slackOk =
    request.slackMode === 'warn' || request.maxSlack === null || spare <= request.maxSlack;
  if (!usable || !wanted || spare < 0 || !slackOk) return false;
  if (set.length === 1) {
    const { minParty, maxParty } = members[0]!;
    return minParty <= request.partySize && request.partySize <= maxParty;
  }
  return (
    request.mergesEnabled &&
    set.length <= request.maxTables &&
    members.every(({ mobility }) => mobility === 'movable') &&
    new Set(members.map((table) => table.zone)).size === 1 &&
    isJoined(set, request, joined)
  );
}

function isJoined(
  set: readonly number[],
  { adjacencyMode, adjacencyRequired }: Plan['request'],
  joined: ReadonlySet<string>,
): boolean {
  if (!adjacencyRequired || adjacencyMode === 'off') return true;
  if (adjacencyMode === 'pairwise') return pairsOf(set).every(([a, b]) => joined.has(`${a}-${b}`));
  // Spread from the first table until nothing changes.
  const reached = new Set([set[0]!]);
  for (let before = 0; before < reached.size;) {
    before = reached.size;
    for (const a of reached) for (const b of set) if (joined.has(`${a}-${b}`)) reached.add(b);
  }
  return reached.size === set.length;
}

/** A share of 1000 for each party size taken alone, and of 1000 for all edges between free tables. */
function scarcities({ tables, free, request }: Plan, joined: ReadonlySet<string>): number[] {
  const isFree = (i: number): boolean => tables[i]!.active && free[i]!;
  const takes = (i: number, party: number): boolean => {
    const { minParty, maxParty, capacity } = tables[i]!;
    return isFree(i) && minParty <= party && party <= maxParty && party <= capacity;
  };
  const merges = request.mergesEnabled && request.maxTables > 1;
  const links = pairsOf(tables.map((_, i) => i)).filter(
    ([a, b]) =>
      merges &&
      joined.has(`${a}-${b}`) &&
      [a, b].every((i) => isFree(i) && tables[i]!.mobility === 'movable') &&
      tables[a]!.zone === tables[b]!.zone,
  );
  return tables.map((_, i) => {
    let cost = 0;
    for (let party = 1; party <= 9; party++) {
      if (!takes(i, party)) continue;
      cost += Math.floor(1000 / tables.filter((_, other) => takes(other, party)).length);
    }
    const own = links.filter((link) => link.includes(i)).length;
    return cost + (links.length === 0 ? 0 : Math.floor((own * 1000) / links.length));
  });
}

/** Whether one table or two joined, none of them taken, could seat a demand. */
function isSeatable(
  wish: Plan['demand'][number],
  taken: readonly number[],
  plan: Plan,
  joined: ReadonlySet<string>,
): boolean {
  const left = plan.tables.map((_, i) => i).filter((i) => !taken.includes(i));
  const own: Plan = {
    ...plan,
    free: wish.free,
    request: {
      ...plan.request,
      partySize: wish.partySize,
      zone: wish.zone,
      excludeTableIds: [],
      maxSlack: null,
    },
  };
  const ways = [...left.map((i) => [i]), ...pairsOf(left)];
  return ways.some((way) => isFeasible(way, own, joined));
}

function pairsOf(set: readonly number[]): [number, number][] {
  return set.flatMap((a, i) => set.slice(i + 1).map((b): [number, number] => [a, b]));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

describe('the selector', () => {
  test('chooses the very set brute force finds, or none when there is none', () => {
    fc.assert(
      fc.property(plan, (plan) => {
        const expected = bruteForce(plan)[0];
        const { tables, trace } = selectTables(requestOf(plan));
        expect(tables?.map((table) => table.label) ?? null).toEqual(
          expected?.map((i) => plan.tables[i]!.label) ?? null,
        );
        expect(trace.lostBy['budget']).toBeUndefined();
      }),
      { numRuns: 1_500 },
    );
  });

  test('names the best several sets in order', () => {
    fc.assert(
      fc.property(plan, fc.integer({ min: 2, max: 6 }), (plan, count) => {
        const sets = selectSeveral(requestOf(plan), count);
        expect(sets.map((set) => set.map((table) => table.label))).toEqual(
          bruteForce(plan)
            .slice(0, count)
            .map((set) => set.map((i) => plan.tables[i]!.label)),
        );
      }),
      { numRuns: 700 },
    );
  });

  test('answers the same whatever the order of tables and edges', () => {
    fc.assert(
      fc.property(plan, (plan) => {
        const request = requestOf(plan);
        const edges = [...plan.edges].reverse().map(([a, b]): [Uuid, Uuid] => [ID(b), ID(a)]);
        const turned = {
          ...request,
          tables: [...request.tables].reverse(),
          adjacency: adjacencyOf(edges),
        };
        expect(selectTables(turned)).toEqual(selectTables(request));
      }),
      { numRuns: 300 },
    );
  });

  test('never finds fewer seats for a party when it may join more tables', () => {
    fc.assert(
      fc.property(plan, (plan) => {
        const request = { ...requestOf(plan), lastTableIds: new Set<Uuid>() };
        const found = selectTables(request).tables;
        fc.pre(found !== null && request.mergesEnabled);
        const more = selectTables({ ...request, maxTables: request.maxTables + 1, demand: [] });
        expect(more.tables?.length).toBe(found?.length);
      }),
      { numRuns: 300 },
    );
  });
});
