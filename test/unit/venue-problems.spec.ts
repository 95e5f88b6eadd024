import { describe, expect, test } from '@jest/globals';
import type { Policy, Table, VenueConfiguration } from '#contracts';
import { venueProblems, VENUE_BOUNDS } from '#allocation';

function table(id: string, changes: Partial<Table> = {}): Table {
  return {
    id,
    label: id.toUpperCase(),
    capacity: 4,
    minParty: 2,
    maxParty: 4,
    zone: 'Main',
    mobility: 'movable',
    active: true,
    position: { x: 0, y: 0, rotation: 0 },
    ...changes,
  };
}

const POLICY: Policy = {
  outsideService: 'refuse',
  servicePeriods: [
    {
      name: 'dinner',
      days: [5, 6],
      from: '17:30',
      to: '24:00',
      turnMinutes: [
        { upTo: 2, minutes: 60 },
        { upTo: 8, minutes: 120 },
      ],
    },
  ],
  buffers: { beforeMinutes: 0, afterMinutes: 10 },
  hold: { minSeconds: 30, defaultSeconds: 180, maxSeconds: 600 },
  maxTables: 3,
  adjacencyMode: 'connected',
};

function venue(changes: Partial<VenueConfiguration> = {}, policy: Partial<Policy> = {}) {
  return {
    venueId: 'v',
    name: 'Test',
    timeZone: 'Europe/Paris',
    resourceType: 'table',
    tables: [table('a'), table('b')],
    adjacencies: [['a', 'b']],
    policy: { ...POLICY, ...policy },
    ...changes,
  } satisfies VenueConfiguration;
}

const pathsOf = (configuration: VenueConfiguration): string[] =>
  venueProblems(configuration).map((problem) => problem.path);

describe('a venue configuration', () => {
  test('without contradictions has no problems', () => {
    expect(venueProblems(venue())).toEqual([]);
    expect(venueProblems(venue({ tables: [], adjacencies: [] }))).toEqual([]);
  });

  test('may seat fewer or more at a table than it has chairs', () => {
    expect(
      pathsOf(venue({ tables: [table('a', { maxParty: 6 }), table('b', { maxParty: 3 })] })),
    ).toEqual([]);
  });

  test('has all its problems listed, each at its place', () => {
    const period = POLICY.servicePeriods[0]!;
    const broken = venue(
      {
        tables: [table('a'), table('a', { label: 'B' }), table('c', { label: 'A', minParty: 5 })],
        adjacencies: [
          ['a', 'x'],
          ['c', 'c'],
          ['a', 'c'],
          ['c', 'a'],
          ['a', 'c'],
        ],
      },
      {
        hold: { minSeconds: 200, defaultSeconds: 180, maxSeconds: 100, maxLifeSeconds: 50 },
        maxTables: 9,
        servicePeriods: [
          { ...period, from: '24:00', to: '25:00', days: [0, 5, 5] },
          { ...period, days: [], turnMinutes: [] },
          {
            ...period,
            turnMinutes: [
              { upTo: 4, minutes: 60 },
              { upTo: 4, minutes: 0 },
            ],
          },
        ],
      },
    );
    expect(pathsOf(broken)).toEqual([
      'tables[1].id',
      'tables[2].label',
      'tables[2].minParty',
      'adjacencies[0][1]',
      'adjacencies[1]',
      'adjacencies[4]',
      'policy.hold.minSeconds',
      'policy.hold.defaultSeconds',
      'policy.hold.maxLifeSeconds',
      'policy.maxTables',
      'policy.servicePeriods[0].from',
      'policy.servicePeriods[0].to',
      'policy.servicePeriods[0].days[0]',
      'policy.servicePeriods[0].days[2]',
      'policy.servicePeriods[1].days',
      'policy.servicePeriods[1].turnMinutes',
      'policy.servicePeriods[2].turnMinutes[1].upTo',
      'policy.servicePeriods[2].turnMinutes[1].minutes',
    ]);
  });

  test('is bounded', () => {
    const tables = Array.from({ length: VENUE_BOUNDS.tables + 1 }, (_, i) => table(`t${i}`));
    expect(pathsOf(venue({ tables, adjacencies: [] }))).toEqual(['tables']);
    expect(pathsOf(venue({}, { maxTables: 0 }))).toEqual(['policy.maxTables']);
    expect(pathsOf(venue({}, { maxTables: VENUE_BOUNDS.maxTables }))).toEqual([]);
  });
});
