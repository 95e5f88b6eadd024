import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Table } from '#contracts';
import type { Demand, SelectionRequest } from '#allocation';
import {
  adjacencyOf,
  compareLabels,
  edgeCount,
  isConnected,
  isPairwiseAdjacent,
  selectSeveral,
  selectTables,
} from '#allocation';

/** A movable table for 1 to `capacity` persons; its id is its label. */
function table(label: string, capacity: number, changes: Partial<Table> = {}): Table {
  return {
    id: label,
    label,
    capacity,
    minParty: 1,
    maxParty: capacity,
    zone: 'Main',
    mobility: 'movable',
    active: true,
    position: { x: 0, y: 0, rotation: 0 },
    ...changes,
  };
}

/** A request on a floor; edges are written `A-B`. */
function seat(
  partySize: number,
  tables: readonly Table[],
  edges = '',
  changes: Partial<SelectionRequest> = {},
): SelectionRequest {
  const pairs = edges === '' ? [] : edges.split(' ').map((edge) => edge.split('-'));
  return {
    tables,
    adjacency: adjacencyOf(pairs.map(([a, b]): [string, string] => [a!, b!])),
    partySize,
    maxTables: 4,
    mergesEnabled: true,
    adjacencyMode: 'connected',
    adjacencyRequired: true,
    zone: null,
    excludeTableIds: [],
    maxSlack: null,
    slackMode: 'warn',
    isFree: () => true,
    lastTableIds: new Set(),
    demand: [],
    ...changes,
  };
}

const chosen = (request: SelectionRequest): string | null =>
  selectTables(request)
    .tables?.map((each) => each.label)
    .join(' ') ?? null;

const seatsOf = (tables: readonly Table[] | null): number =>
  (tables ?? []).reduce((seats, each) => seats + each.capacity, 0);

describe('adjacency', () => {
  const pairs = adjacencyOf([
    ['A', 'B'],
    ['C', 'D'],
    ['B', 'A'],
    ['D', 'D'],
  ]);
  const square = adjacencyOf([
    ['A', 'B'],
    ['B', 'C'],
    ['C', 'D'],
    ['D', 'A'],
  ]);

  test('two separate pairs are not one group, though each table has a neighbour', () => {
    expect(isConnected(['A', 'B', 'C', 'D'], pairs)).toBe(false);
    expect(isConnected(['A', 'B'], pairs)).toBe(true);
    expect(
      chosen(
        seat(
          8,
          'ABCD'.split('').map((l) => table(l, 2)),
          'A-B C-D',
        ),
      ),
    ).toBeNull();
  });

  test('a group is connected through its own tables, not through others', () => {
    expect(isConnected(['A', 'C'], square)).toBe(false);
    expect(isConnected(['A', 'B', 'C'], square)).toBe(true);
    expect(isConnected(['A', 'X'], square)).toBe(false);
    expect(isConnected([], square)).toBe(true);
    expect(isConnected(['A', 'A'], square)).toBe(true);
  });

  test('pairwise means every two', () => {
    expect(isPairwiseAdjacent(['A', 'B'], square)).toBe(true);
    expect(isPairwiseAdjacent(['A', 'B', 'C'], square)).toBe(false);
    expect(isPairwiseAdjacent(['A'], square)).toBe(true);
  });

  test('an edge given twice counts once, and a loop not at all', () => {
    expect(edgeCount(['A', 'B', 'C', 'D'], pairs)).toBe(2);
    expect(edgeCount(['A', 'B', 'C', 'D'], square)).toBe(4);
  });
});

describe('labels', () => {
  test('sort as people read them', () => {
    const labels = ['S10', 'T1', 'S2', 'S', 'S02', '10', '9', 'S2a', 'S2-1', 'S2-10', 'S2-9'];
    expect([...labels].sort(compareLabels)).toEqual([
      '9',
      '10',
      'S',
      'S02',
      'S2',
      'S2-1',
      'S2-9',
      'S2-10',
      'S2a',
      'S10',
      'T1',
    ]);
  });

  test('decide when nothing else does', () => {
    expect(chosen(seat(2, [table('S10', 2), table('S2', 2)]))).toBe('S2');
  });
});

describe('the choice', () => {
  test('is the fewest tables, then the least spare seats', () => {
    const tables = [table('A', 2), table('B', 4), table('C', 6), table('D', 2)];
    expect(chosen(seat(4, tables, 'A-D'))).toBe('B');
    expect(chosen(seat(5, tables, 'A-B'))).toBe('C');
    expect(chosen(seat(6, tables, 'A-B', { isFree: (id) => id !== 'C' }))).toBe('A B');
  });

  test('does not burn the 8-top on a party of two', () => {
    const tables = [table('A', 8), table('B', 4), table('C', 2)];
    expect(chosen(seat(2, tables))).toBe('C');
    expect(chosen(seat(2, tables, '', { isFree: (id) => id !== 'C' }))).toBe('B');
    const eights = [table('A', 8, { minParty: 5 }), table('B', 8)];
    expect(chosen(seat(2, eights))).toBe('B');
  });

  test('joins common tables before it takes the only large one', () => {
    const tables = [table('A', 2), table('B', 6), table('C', 4), table('D', 4), table('E', 4)];
    const edges = 'A-B C-D D-E';
    // 2+6 and 4+4 spare nobody a seat, but the 6-top is the only one.
    expect(chosen(seat(8, tables, edges))).toMatch(/^(C D|D E)$/);
  });

  test('leaves the tables that others need for merging', () => {
    const tables = [table('A', 2), table('B', 2), table('C', 2), table('D', 2)];
    expect(chosen(seat(2, tables, 'A-B B-C'))).toBe('D');
    const fixed = [table('A', 2), table('B', 2), table('C', 2, { mobility: 'fixed' })];
    expect(chosen(seat(2, fixed, 'A-B'))).toBe('C');
    // B has lost its neighbour for the evening, so it is of no use to merges any more.
    const taken = [table('A', 2), table('B', 2), table('C', 2), table('D', 2)];
    expect(chosen(seat(2, taken, 'A-B C-D', { isFree: (id) => id !== 'A' }))).toBe('B');
  });

  test('keeps registered demand seatable', () => {
    const tables = [table('A', 4), table('B', 4)];
    const later: Demand = { partySize: 4, zone: null, isFree: (id) => id === 'A' };
    expect(chosen(seat(4, tables))).toBe('A');
    expect(chosen(seat(4, tables, '', { demand: [later] }))).toBe('B');
  });

  test('keeps demand seatable that needs two tables', () => {
    const tables = ['A', 'B', 'C', 'D'].map((label) => table(label, 4));
    const party: Demand = { partySize: 8, zone: null, isFree: (id) => id === 'A' || id === 'B' };
    expect(chosen(seat(4, tables, 'A-B C-D'))).toBe('A');
    expect(chosen(seat(4, tables, 'A-B C-D', { demand: [party] }))).toBe('C');
  });

  test('prefers tables that can be joined where that is not required', () => {
    const tables = ['A', 'B', 'C', 'D'].map((label) => table(label, 4));
    const relaxed = { adjacencyRequired: false };
    // A ring: all are equally scarce; A C would come first by nothing but its label.
    expect(chosen(seat(8, tables, 'A-C C-B B-D D-A', relaxed))).toBe('A C');
    expect(chosen(seat(8, tables, 'A-D D-B B-C C-A', relaxed))).toBe('A C');
    expect(chosen(seat(8, tables, 'A-D D-C C-B B-A', relaxed))).toBe('A B');
    expect(chosen(seat(8, tables, '', relaxed))).toBe('A B');
  });

  test('obeys zones: one for a merge, and the one asked for', () => {
    const tables = [table('A', 4), table('B', 4, { zone: 'Bar' }), table('C', 4)];
    expect(chosen(seat(8, tables, 'A-B B-C'))).toBeNull();
    expect(chosen(seat(8, tables, 'A-C'))).toBe('A C');
    expect(chosen(seat(4, tables, '', { zone: 'Bar' }))).toBe('B');
    expect(chosen(seat(4, tables, '', { zone: 'Roof' }))).toBeNull();
  });

  test('is refused slack when the policy says so, and warned of elsewhere', () => {
    const tables = [table('A', 6)];
    expect(chosen(seat(2, tables, '', { maxSlack: 4, slackMode: 'refuse' }))).toBe('A');
    expect(chosen(seat(2, tables, '', { maxSlack: 3, slackMode: 'refuse' }))).toBeNull();
    expect(chosen(seat(2, tables, '', { maxSlack: 3, slackMode: 'warn' }))).toBe('A');
  });
});

describe('the search', () => {
  test('allowing more tables never loses a plan that fewer found', () => {
    const tables = ['A', 'B', 'C', 'D', 'E', 'F'].map((label, i) => table(label, 2 + (i % 3)));
    for (let party = 1; party <= 12; party++) {
      let found: readonly Table[] | null = null;
      for (let maxTables = 1; maxTables <= 6; maxTables++) {
        const request = seat(party, tables, 'A-B B-C C-D D-E E-F', { maxTables });
        const now: readonly Table[] | null = selectTables(request).tables;
        if (found !== null)
          expect([now?.length, seatsOf(now)]).toEqual([found.length, seatsOf(found)]);
        found = now;
      }
      expect(seatsOf(found)).toBeGreaterThanOrEqual(party);
    }
  });

  test('finds small tables that fit behind large ones, whatever their order', () => {
    const tables = [table('A', 10), table('B', 3), table('C', 2), table('D', 9), table('E', 2)];
    const only = { isFree: (id: string) => id !== 'A' && id !== 'D' };
    expect(chosen(seat(7, tables, 'B-C C-E', only))).toBe('B C E');
    expect(chosen(seat(4, [...tables].reverse(), 'B-C C-E', only))).toBe('C E');
  });

  test('finds the one way through a floor that is almost full', () => {
    const tables = Array.from({ length: 40 }, (_, i) => table(`T${i}`, 2));
    const edges = tables
      .slice(1)
      .map((each, i) => `T${i}-${each.label}`)
      .join(' ');
    const free = new Set(['T3', 'T4', 'T9', 'T17', 'T18', 'T19', 'T20', 'T30']);
    const request = { isFree: (id: string) => free.has(id) };
    expect(chosen(seat(8, tables, edges, request))).toBe('T17 T18 T19 T20');
    expect(chosen(seat(9, tables, edges, { ...request, maxTables: 8 }))).toBeNull();
  });

  test('joins what the rule it was given allows, and nothing else', () => {
    const tables = ['A', 'B', 'C'].map((label) => table(label, 4));
    expect(chosen(seat(12, tables, 'A-B B-C'))).toBe('A B C');
    expect(chosen(seat(12, tables, 'A-B B-C', { adjacencyMode: 'pairwise' }))).toBeNull();
    expect(chosen(seat(12, tables, 'A-B B-C C-A', { adjacencyMode: 'pairwise' }))).toBe('A B C');
    expect(chosen(seat(12, tables, '', { adjacencyMode: 'off' }))).toBe('A B C');
    expect(chosen(seat(12, tables, 'A-B', { mergesEnabled: false }))).toBeNull();
    expect(chosen(seat(12, tables, 'A-B B-C', { maxTables: 2 }))).toBeNull();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('asks neither a clock nor chance', () => {
    const forbidden = (): never => {
      throw new Error('the domain has no clock and no randomness');
    };
    jest.spyOn(Date, 'now').mockImplementation(forbidden);
    jest.spyOn(Math, 'random').mockImplementation(forbidden);
    jest.spyOn(performance, 'now').mockImplementation(forbidden);
    jest.spyOn(process, 'hrtime').mockImplementation(forbidden);
    const tables = ['A', 'B', 'C'].map((label) => table(label, 4));
    expect(chosen(seat(12, tables, 'A-B B-C'))).toBe('A B C');
  });

  test('is bounded: it gives up after so many steps, says so, and does it again the same', () => {
    // Even tables, an odd party and no slack: nothing fits, and no bound can tell.
    const tables = Array.from({ length: 120 }, (_, i) => table(`T${i}`, 2 + 2 * (i % 20)));
    const hopeless = seat(121, tables, '', {
      adjacencyMode: 'off',
      maxTables: 5,
      maxSlack: 0,
      slackMode: 'refuse',
    });
    const result = selectTables(hopeless);
    expect(result.tables).toBeNull();
    expect(result.trace.lostBy['budget']).toBeGreaterThan(0);
    expect(selectTables(hopeless)).toEqual(result);
  });
});

describe('the trace', () => {
  test('tells why each table and set lost', () => {
    const tables = [
      table('A', 2),
      table('B', 4),
      table('C', 4, { minParty: 4 }),
      table('D', 4, { active: false }),
      table('E', 4, { zone: 'Bar' }),
      table('F', 4),
      table('G', 4, { maxParty: 2 }),
      table('H', 6),
      table('I', 3),
    ];
    const request = seat(3, tables, '', {
      zone: 'Main',
      excludeTableIds: ['F'],
      isFree: (id) => id !== 'B',
    });
    expect(selectTables(request).trace).toEqual({
      considered: 9,
      feasible: 2,
      lostBy: {
        capacity: 1,
        occupied: 1,
        minParty: 1,
        inactive: 1,
        zone: 1,
        excluded: 1,
        maxParty: 1,
        spareSeats: 1,
      },
      runnersUp: [{ tables: [{ tableId: 'H', label: 'H' }], lostOn: 'spareSeats' }],
      criteria: {
        tables: 1,
        spareSeats: 0,
        scarcity: expect.any(Number),
        demandSeatable: 0,
        edges: 0,
      },
    });
  });

  test('has no criteria when nothing fits', () => {
    const { tables, trace } = selectTables(seat(9, [table('A', 2), table('B', 4)], 'A-B'));
    expect(tables).toBeNull();
    expect(trace).toMatchObject({ feasible: 0, criteria: null, runnersUp: [] });
    expect(trace.lostBy['capacity']).toBeGreaterThanOrEqual(3);
  });

  test('names who came second, and on what it lost', () => {
    const tables = ['S1', 'S2', 'S3', 'S4', 'S5'].map((label) => table(label, 4));
    const { trace } = selectTables(seat(4, tables));
    expect(trace.runnersUp.map((other) => [other.tables[0]!.label, other.lostOn])).toEqual([
      ['S2', 'labels'],
      ['S3', 'labels'],
      ['S4', 'labels'],
    ]);
  });
});

describe('several choices', () => {
  test('are different sets, best first, over all sizes', () => {
    const tables = [table('A', 2), table('B', 2), table('C', 4)];
    const labels = (count: number) =>
      selectSeveral(seat(3, tables, 'A-B B-C'), count).map((set) => set.map(({ label }) => label));
    expect(labels(1)).toEqual([['C']]);
    expect(labels(2)).toEqual([['C'], ['A', 'B']]);
    expect(labels(9)).toEqual([['C'], ['A', 'B'], ['B', 'C'], ['A', 'B', 'C']]);
  });
});
