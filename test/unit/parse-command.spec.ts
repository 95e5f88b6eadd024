import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Actor, VenueConfiguration } from '#contracts';
import { parseCommand } from '../../apps/allocator/src/http/requests/parse-command.js';
import { bistro, envelope, wish } from '../support/bistro.js';

const actor: Actor = { kind: 'staff', id: 'till-1' };
const parse = (raw: unknown) => parseCommand(raw, (sent) => sent ?? actor);

/** The paths at fault, in no order, each once. */
function faults(raw: unknown): string[] {
  const parsed = parse(raw);
  if (parsed.ok) return [];
  expect(parsed.outcome).toMatchObject({
    status: 'invalid',
    events: [],
    rejection: { code: 'PAYLOAD_INVALID' },
  });
  const fields = parsed.outcome.rejection!.details!['fields'] as {
    path: string;
    message: string;
  }[];
  for (const { message } of fields) expect(message).not.toBe('');
  return [...new Set(fields.map(({ path }) => path))].sort();
}

function booking(changes: object): object {
  const sent = envelope('RegisterBooking', randomUUID(), wish(randomUUID()));
  return { ...sent, data: { ...sent.data, ...changes } };
}

type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };

function venue(change: (configuration: Mutable<VenueConfiguration>) => unknown): object {
  const data = structuredClone(bistro()) as Mutable<VenueConfiguration>;
  change(data);
  return { commandId: randomUUID(), type: 'ConfigureVenue', venueId: data.venueId, data };
}

describe('what is a command', () => {
  test('comes out whole, ids in lower case, with the actor that the caller decides', () => {
    const sent = envelope('HoldTables', randomUUID().toUpperCase(), {
      holdId: randomUUID().toUpperCase(),
      tableIds: [randomUUID().toUpperCase()],
      window: { start: '2027-03-12T19:30', end: '2027-03-12T21:00' },
      metadata: { KEEP: 'Case' },
    });
    const parsed = parse({ ...sent, issuedAt: '2027-03-12T19:30:00+01:00' });
    expect(parsed).toEqual({
      ok: true,
      command: {
        commandId: sent.commandId,
        type: 'HoldTables',
        venueId: sent.venueId.toLowerCase(),
        data: {
          holdId: sent.data.holdId.toLowerCase(),
          tableIds: sent.data.tableIds.map((id) => id.toLowerCase()),
          window: { start: '2027-03-12T19:30', end: '2027-03-12T21:00' },
          metadata: { KEEP: 'Case' },
        },
        issuedAt: '2027-03-12T18:30:00.000Z',
        actor,
        correlationId: null,
        traceparent: null,
        expectedContextVersion: null,
      },
    });
  });

  test('a venue comes out as it was sent', () => {
    const configuration = bistro();
    const parsed = parse(envelope('ConfigureVenue', configuration.venueId, configuration));
    expect(parsed.ok && parsed.command.data).toEqual(configuration);
  });

  test.each(['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])(
    'any UUID will do: %s',
    (bookingId) => expect(faults(booking({ bookingId }))).toEqual([]),
  );

  test('SQL in a string is a string', () => {
    expect(faults(booking({ zone: "'; drop table events; --" }))).toEqual([]);
  });
});

describe('what is not', () => {
  test.each([null, undefined, 5, 'x', true, [], [[]]])('%p', (raw) =>
    expect(faults(raw)).toEqual(['']),
  );

  test('names everything that is missing, in the envelope and in the data', () => {
    expect(faults({ type: 'ConfirmHold', data: {} })).toEqual([
      'commandId',
      'data.bookingId',
      'data.holdId',
      'venueId',
    ]);
  });

  test.each<[string, unknown, string]>([
    ['a number as text', booking({ partySize: '2' }), 'data.partySize'],
    ['half a person', booking({ partySize: 2.5 }), 'data.partySize'],
    ['nobody', booking({ partySize: 0 }), 'data.partySize'],
    ['a crowd', booking({ partySize: 1001 }), 'data.partySize'],
    ['infinitely many', booking({ partySize: JSON.parse('1e999') as number }), 'data.partySize'],
    ['NaN', booking({ partySize: Number.NaN }), 'data.partySize'],
    ['an unknown status', booking({ status: 'lost' }), 'data.status'],
    ['an unknown field', booking({ tableId: randomUUID() }), 'data.tableId'],
    ['not a UUID', booking({ bookingId: 'B-1' }), 'data.bookingId'],
    ['an id in a list', booking({ bookingId: [randomUUID()] }), 'data.bookingId'],
    ['not a time', booking({ startsAt: 'tonight' }), 'data.startsAt'],
    ['a time as a number', booking({ startsAt: 1800000000000 }), 'data.startsAt'],
    [
      'a time with a novel after it',
      booking({ startsAt: `2027-03-12T19:30${'0'.repeat(40)}` }),
      'data.startsAt',
    ],
    [
      'too many tables',
      booking({ pinnedTableIds: Array.from({ length: 101 }, () => randomUUID()) }),
      'data.pinnedTableIds',
    ],
    [
      'one bad id of several',
      booking({ pinnedTableIds: [randomUUID(), 'x'] }),
      'data.pinnedTableIds',
    ],
    ['a long text', booking({ zone: 'z'.repeat(201) }), 'data.zone'],
    ['metadata that is a list', booking({ metadata: [] }), 'data.metadata'],
    ['metadata of 9 KiB', booking({ metadata: { note: 'n'.repeat(9 * 1024) } }), 'data.metadata'],
    ['metadata 17 levels deep', booking({ metadata: nested(17) }), 'data.metadata'],
    ['metadata 100,000 levels deep', booking({ metadata: nested(100_000) }), 'data.metadata'],
    [
      'metadata that names a prototype',
      booking({ metadata: JSON.parse('{"__proto__": {"x": 1}}') as object }),
      'data.metadata',
    ],
    ['a NUL', booking({ metadata: { note: 'a\u0000b' } }), 'data.metadata.note'],
    ['half of a surrogate pair', booking({ zone: '\ud800' }), 'data.zone'],
    ['an unknown type', { ...booking({}), type: 'BurnTables' }, 'type'],
    ['a type every object has', { ...booking({}), type: 'constructor' }, 'type'],
    ['data that is a list', { ...booking({}), data: [] }, 'data'],
    ['an unknown envelope field', { ...booking({}), route: 'ops' }, 'route'],
    ['an actor of no kind', { ...booking({}), actor: { kind: 'ghost', id: '1' } }, 'actor.kind'],
    ['an actor that is a list', { ...booking({}), actor: [] }, 'actor'],
    ['a 30th of February', { ...booking({}), issuedAt: '2027-02-99T00:00:00Z' }, 'issuedAt'],
    [
      'a window without an end',
      {
        ...envelope('AssignTables', randomUUID(), {
          bookingId: randomUUID(),
          tableIds: [randomUUID()],
          window: { start: '2027-03-12T19:30' } as never,
        }),
      },
      'data.window.end',
    ],
    [
      'a window that is a list',
      {
        ...envelope('AssignTables', randomUUID(), {
          bookingId: randomUUID(),
          tableIds: [randomUUID()],
          window: [] as never,
        }),
      },
      'data.window',
    ],
    [
      'no tables at all',
      envelope('AssignTables', randomUUID(), { bookingId: randomUUID(), tableIds: [] }),
      'data.tableIds',
    ],
    [
      'a flag that is neither',
      envelope('SetFlag', randomUUID(), {
        flag: 'F',
        value: 'on' as never,
        scope: 'global',
        reason: 'r',
      }),
      'data.value',
    ],
  ])('%s', (_what, raw, path) => expect(faults(raw)).toEqual([path]));

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a field called %s, in the envelope and in the data',
    (name) => {
      const raw: unknown = JSON.parse(
        JSON.stringify(booking({})).replace('"partySize"', `"${name}":{"x":1},"partySize"`),
      ) as object;
      expect(faults(raw)).toEqual([`data.${name}`]);
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    },
  );

  test('a type that there is not is answered with all that there are, whole', () => {
    const parsed = parse({ ...booking({}), type: 'BurnTables' });
    expect(parsed.ok ? '' : parsed.outcome.rejection!.message).toMatch(
      /PromoteAllocations, SetFlag$/,
    );
  });

  test('what a sender wrote at length is cut, visibly', () => {
    const parsed = parse(booking({ ['x'.repeat(5_000)]: 1 }));
    const message = parsed.ok ? '' : parsed.outcome.rejection!.message;
    expect(message).toMatch(/x…: property x+…$/);
    expect(message.length).toBeLessThan(1_300);
  });

  test('a hundred problems are named, of however many', () => {
    const extra = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`field${i}`, i]));
    expect(faults(booking(extra))).toHaveLength(100);
  });
});

describe('a reason', () => {
  /** Every command that takes one, with this one. */
  const giving = (reason: string) => {
    const [venueId, id] = [randomUUID(), randomUUID()];
    const window = { start: '2027-03-12T19:30', end: null };
    return [
      venue((v) => Object.assign(v, { reason })),
      envelope('ReleaseHold', venueId, { holdId: id, reason }),
      envelope('BlockTables', venueId, { blockId: id, tableIds: [id], window, reason }),
      envelope('UnblockTables', venueId, { blockId: id, reason }),
      envelope('PinBooking', venueId, { bookingId: id, reason }),
      envelope('UnpinBooking', venueId, { bookingId: id, reason }),
      envelope('SetFlag', venueId, { flag: 'F', value: null, scope: 'global', reason }),
    ];
  };

  test.each([
    ['nothing', ''],
    ['blanks', ' \t\n\u00a0'],
    ['501 characters', 'x'.repeat(501)],
  ])('says something, in a few words, and not %s', (_what, reason) => {
    for (const sent of giving(reason)) expect(faults(sent)).toEqual(['data.reason']);
  });

  test('is kept without the blanks around it', () => {
    for (const sent of giving(` ${'x'.repeat(498)}\n`)) {
      expect(parse(sent)).toMatchObject({
        ok: true,
        command: { data: { reason: 'x'.repeat(498) } },
      });
    }
  });
});

describe('a venue must make sense', () => {
  test.each<[string, object, string]>([
    ['the venue of its envelope', { ...venue(() => 0), venueId: randomUUID() }, 'venueId'],
    ['a zone by its name', venue((v) => (v.timeZone = 'Rome, Italy')), 'timeZone'],
    ['a zone, not an offset', venue((v) => (v.timeZone = '+01:00')), 'timeZone'],
    ['different table ids', venue((v) => v.tables.push({ ...v.tables[0]! })), 'tables'],
    [
      'edges between its own tables',
      venue((v) => v.adjacencies.push([v.tables[0]!.id, randomUUID()])),
      'adjacencies',
    ],
    [
      'edges between two tables',
      venue((v) => v.adjacencies.push([v.tables[0]!.id, v.tables[0]!.id])),
      'adjacencies',
    ],
    [
      'each edge once, whatever its direction',
      venue((v) => v.adjacencies.push([v.tables[1]!.id, v.tables[0]!.id])),
      'adjacencies',
    ],
    ['seats', venue((v) => (v.tables[2]!.capacity = 0)), 'tables[2].capacity'],
    ['bounds in order', venue((v) => (v.tables[2]!.minParty = 3)), 'tables[2].maxParty'],
    ['tables that are objects', venue((v) => v.tables.push([] as never)), 'tables'],
    [
      'numbers for places',
      venue((v) => (v.tables[0]!.position.x = '0' as never)),
      'tables[0].position.x',
    ],
    [
      'times of day',
      venue((v) => (v.policy.servicePeriods[0]!.from = '24:00')),
      'policy.servicePeriods[0].from',
    ],
    [
      'weekdays',
      venue((v) => (v.policy.servicePeriods[0]!.days = [0])),
      'policy.servicePeriods[0].days',
    ],
    [
      'turn times',
      venue((v) => (v.policy.servicePeriods[0]!.turnMinutes = [])),
      'policy.servicePeriods[0].turnMinutes',
    ],
    [
      'nothing unknown, however deep',
      venue((v) => Object.assign(v.policy.hold, { days: 1 })),
      'policy.hold.days',
    ],
  ])('%s', (_what, raw, path) => expect(faults(raw)).toEqual([`data.${path}`]));
});

function nested(levels: number): object {
  let value: object = {};
  for (let i = 1; i < levels; i++) value = { in: value };
  return value;
}
