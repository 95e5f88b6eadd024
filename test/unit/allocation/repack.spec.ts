import { describe, expect, test } from '@jest/globals';
import { findRepack, quote } from '#allocation';
import type { Floor, Repack } from '#allocation';
import type { QuoteAnswer } from '#contracts';
import {
  assign,
  automatically,
  block,
  configure,
  hold,
  holdBest,
  pin,
  register,
  release,
  repack,
  setStatus,
} from '../../support/commands.js';
import { assigned, conflictObserved, expired, held, labels, moved } from '../../support/facts.js';
import { OBSERVING, from, idOf, instant, table } from '../../support/floor-plan.js';
import { given } from '../../support/given.js';

const four = { partySize: 4 };
/** B1, a party of two, has the T3 that B9, a party of four, wants. */
const inTheWay = [register('B1'), assign('B1', 'T3'), register('B9', four)];

describe('making room', () => {
  test('moves who is in the way, and seats the guests, at once', () => {
    given(...inTheWay)
      .when(repack('B9', 'T3', { B1: 'T1' }))
      .then(moved('B1', 'T3', 'T1'), assigned('B9', 'T3', { method: 'repack', previous: null }));
  });

  test('without a move is an assignment', () => {
    given(register('B9', four))
      .when(repack('B9', 'T3', {}))
      .then(assigned('B9', 'T3'));
  });

  test('of a chain tells first who goes to a free table, however it was sent', () => {
    given(...inTheWay, register('B2'), assign('B2', 'T2'))
      .when(repack('B9', 'T3', { B1: 'T2', B2: 'T1' }))
      .then(moved('B2', 'T2', 'T1'), moved('B1', 'T3', 'T2'), assigned('B9', 'T3'));
  });

  test('takes a ring of bookings, whom no order of single moves could seat', () => {
    given(...inTheWay, register('B2'), assign('B2', 'T1'), register('B3'), assign('B3', 'T2'))
      .when(repack('B9', 'F1', { B2: 'T2', B3: 'T1' }))
      .then(assigned('B9', 'F1'), moved('B2', 'T1', 'T2'), moved('B3', 'T2', 'T1'));
  });

  test('keeps the time of each, and may join tables', () => {
    const late = { startsAt: instant('20:00'), partySize: 4 };
    given(...inTheWay, register('B2', late), assign('B2', 'T4'), register('B8', { partySize: 8 }))
      .when(repack('B8', ['T3', 'T4'], { B1: 'T1', B2: 'F1' }))
      .then(
        moved('B1', 'T3', 'T1', from('19:00', '21:00')),
        moved('B2', 'T4', 'F1', from('20:00', '22:00')),
        assigned('B8', 'T3 T4', { window: from('19:00', '21:00') }),
      );
  });

  test('for guests who sit already takes them to another window', () => {
    const later = from('21:00', '23:00');
    given(...inTheWay, assign('B9', 'T4'), register('B2', { startsAt: instant('21:00') }))
      .when(repack('B9', 'T3', {}, later))
      .then(assigned('B9', 'T3', { window: later, previous: { tables: labels('T4') } }));
  });

  test('expires the lapsed hold that the moved booking leaves behind', () => {
    given(...inTheWay, hold('H1', 'B1', 'T3', { ttlSeconds: 30 }))
      .at('17:05')
      .when(repack('B9', 'T3', { B1: 'T1' }))
      .then(expired('H1'), moved('B1', 'T3', 'T1'), assigned('B9', 'T3'));
  });

  test('while conflicts are observed, observes them', () => {
    given(...inTheWay, register('B2'), assign('B2', 'T1'))
      .under(OBSERVING)
      .when(repack('B9', 'T3', { B1: 'T1' }))
      .then(conflictObserved('T1'), moved('B1', 'T3', 'T1'), assigned('B9', 'T3'));
  });
});

describe('making room is refused, and nobody moves', () => {
  test.each([
    ['pinned', pin('B1')],
    ['at a table chosen for it', register('B1', { pinnedTableIds: [idOf('T3')] })],
    ['sitting there already', setStatus('B1', 'checked_in')],
  ])('when a booking that would move is %s', (_why, settled) => {
    given(...inTheWay, settled)
      .when(repack('B9', 'T3', { B1: 'T1' }))
      .refused('BOOKING_PINNED', { checks: [{ details: { bookingId: idOf('B1') } }] });
  });

  test('when the guests are pinned where they sit', () => {
    given(...inTheWay, assign('B9', 'T4'), pin('B9'))
      .when(repack('B9', 'T3', { B1: 'T1' }))
      .refused('BOOKING_PINNED');
  });

  test('when somebody else has a table, and says who', () => {
    const blockers = [{ label: 'T1', bookingId: idOf('B2') }];
    given(...inTheWay, register('B2'), assign('B2', 'T1'))
      .when(repack('B9', 'T3', { B1: 'T1' }))
      .refused('TABLE_CONFLICT', { blockers });
  });

  test('when two would sit at one table', () => {
    const blockers = [{ label: 'T1', bookingId: idOf('B1') }];
    given(...inTheWay, register('B2'), assign('B2', 'T2'))
      .when(repack('B9', 'T3', { B1: 'T1', B2: 'T1' }))
      .refused('TABLE_CONFLICT', { blockers });
  });

  test('when the moved booking holds the table that it leaves', () => {
    given(...inTheWay, hold('H1', 'B1', 'T3'))
      .when(repack('B9', 'T3', { B1: 'T1' }))
      .refused('HOLD_CONFLICT', { blockers: [{ label: 'T3', bookingId: idOf('B1') }] });
  });

  test('when a table is blocked, or too small for whoever is to have it: all reasons at once', () => {
    const outcome = given(...inTheWay, register('B2', four), assign('B2', 'T4')).when(
      repack('B9', 'T3', { B1: 'X1', B2: 'T1' }),
    );
    outcome.failing(
      'active TABLE_INACTIVE',
      'capacity CAPACITY_INSUFFICIENT',
      'fit CAPACITY_INSUFFICIENT',
    );
    given(...inTheWay, block('K1', 'T1', from('18:00', '22:00')))
      .when(repack('B9', 'T3', { B1: 'T1' }))
      .refused('TABLE_BLOCKED');
  });

  test('when a booking is unknown, over, without tables, or named twice', () => {
    const asked = (moves: Record<string, string>) =>
      given(...inTheWay).when(repack('B9', 'T3', moves));
    asked({ B7: 'T1' }).refused('BOOKING_NOT_FOUND');
    asked({ B9: 'T1' }).refused('PAYLOAD_INVALID');
    given(...inTheWay, register('B2'))
      .when(repack('B9', 'T3', { B2: 'T1' }))
      .refused('BOOKING_UNASSIGNED');
    given(...inTheWay, setStatus('B9', 'cancelled'))
      .when(repack('B9', 'T3', { B1: 'T1' }))
      .refused('BOOKING_CLOSED');
  });

  test('by whoever sends it', () => {
    given(...inTheWay, pin('B1'))
      .when(automatically(repack('B9', 'T3', { B1: 'T1' })))
      .refused('BOOKING_PINNED');
  });
});

describe('the room that is found', () => {
  const now = instant('17:00');
  const roomFor = (floor: Floor, name: string): Repack => {
    const booking = floor.bookings.get(idOf(name))!;
    return findRepack(floor, floor.venue!, booking, booking.window, now, true);
  };
  /** Four tables in a row, no two joined. */
  const row = configure(
    { maxTables: 1 },
    { tables: [2, 3, 4, 5].map((seats, i) => table(`T${i + 1}`, seats)), adjacencies: [] },
  );
  const seated = (name: string, partySize: number, label: string) => [
    register(name, { partySize }),
    assign(name, label),
  ];

  test('is a chain where one move is not enough', () => {
    const floor = given(
      row,
      ...seated('B1', 2, 'T2'),
      ...seated('B2', 3, 'T3'),
      ...seated('B3', 5, 'T4'),
      register('B9', { partySize: 4 }),
    ).floor();
    const moves = [
      { bookingId: idOf('B1'), tableIds: [idOf('T1')] },
      { bookingId: idOf('B2'), tableIds: [idOf('T2')] },
    ];
    expect(roomFor(floor, 'B9')).toMatchObject({
      tableIds: [idOf('T3')],
      moves: moves.sort((a, b) => (a.bookingId < b.bookingId ? -1 : 1)),
      complete: true,
    });
  });

  test('moves the fewest guests of as many moves', () => {
    const two = configure(
      { maxTables: 1 },
      {
        tables: [table('A', 4), table('B', 4), table('C', 3), table('D', 3)],
        adjacencies: [],
      },
    );
    const floor = given(
      two,
      ...seated('B1', 3, 'A'),
      ...seated('B2', 2, 'B'),
      register('B9', { partySize: 4 }),
    ).floor();
    const found = roomFor(floor, 'B9');
    expect(found.moves).toEqual([{ bookingId: idOf('B2'), tableIds: [idOf('C')] }]);
    expect(found.tableIds).toEqual([idOf('B')]);
  });

  test('is none where everybody stays, and that is proved', () => {
    const floor = given(
      row,
      ...seated('B1', 2, 'T3'),
      pin('B1'),
      ...seated('B2', 5, 'T4'),
      register('B9', { partySize: 4 }),
    ).floor();
    expect(roomFor(floor, 'B9')).toMatchObject({ tableIds: null, moves: [], complete: true });
  });
});

describe('the best tables are held', () => {
  const held9 = (tables: string) => held('H1', tables, { bookingId: idOf('B9') });

  test('as the selector chooses them, and the same hold again keeps them', () => {
    given(register('B9', four)).when(holdBest('H1', 'B9')).then(held9('F1'));
  });

  test('also when better ones have become free since', () => {
    given(
      ...inTheWay,
      hold('H2', null, 'F1', { window: from('19:00', '21:00') }),
      holdBest('H1', 'B9'),
      release('H2'),
    )
      .when(holdBest('H1', 'B9'))
      .thenNothing();
  });

  test('under an id that is new', () => {
    given(register('B8'), register('B9', four), hold('H1', 'B8', 'T1'))
      .when(holdBest('H1', 'B9'))
      .refused('ID_TAKEN');
    given(register('B9', four), hold('H1', 'B9', 'T3', { ttlSeconds: 30 }))
      .at('17:05')
      .when(holdBest('H1', 'B9'))
      .refused('ID_TAKEN');
  });

  test('within the constraints, or are not', () => {
    const only = { constraints: { zone: 'patio', excludeTableIds: [idOf('P1')] } };
    given(register('B9', four))
      .when(holdBest('H1', 'B9', only))
      .then(held9('P2'));
    given(register('B9', { partySize: 20 }))
      .when(holdBest('H1', 'B9'))
      .refused('NO_TABLES_FIT');
  });

  test('and are those that a person chose, where one did', () => {
    given(register('B9', { ...four, pinnedTableIds: [idOf('T4')] }))
      .when(holdBest('H1', 'B9'))
      .then(held9('T4'));
  });
});

describe('a quote', () => {
  const quoted = (floor: Floor, more = {}): QuoteAnswer => {
    const wish = { bookingId: idOf('B9'), window: null, constraints: null, ...more };
    const answer = quote(floor, floor.venue!, wish, null, instant('18:30'));
    if ('kind' in answer) throw new Error(answer.rejection.code);
    return answer;
  };

  test('says when else, nearest first, not past and within the service day', () => {
    const tables = [table('T1', 4)];
    const floor = given(
      configure({}, { tables, adjacencies: [] }),
      ...[register('B1', four), assign('B1', 'T1')],
      register('B9', four),
    ).floor();
    const { tables: none, nextTimes } = quoted(floor);
    expect(none).toBeNull();
    // Dinner ends at 01:00; half past eighteen is now, and the table is taken until 21:00.
    expect(nextTimes.map(({ window }) => window.start.slice(11, 16))).toEqual([
      '21:00',
      '21:15',
      '21:30',
      '21:45',
      '22:00',
      '22:15',
      '22:30',
      '22:45',
    ]);
  });

  test('keeps its constraints in all that it offers', () => {
    const floor = given(register('B9', four)).floor();
    const constraints = { zone: 'patio', excludeTableIds: [idOf('P1')] };
    const answer = quoted(floor, { constraints });
    expect(answer.tables).toEqual([{ tableId: idOf('P2'), label: 'P2' }]);
    const offered = [...answer.alternatives, ...answer.nextTimes];
    expect(offered.length).toBeGreaterThan(3);
    for (const { tables } of offered) expect(tables.map(({ label }) => label)).toEqual(['P2']);
  });

  test('is refused outside service, with times that are within', () => {
    const floor = given(register('B9', four)).floor();
    const wish = { bookingId: idOf('B9'), window: from('16:00', '18:00'), constraints: null };
    expect(quote(floor, floor.venue!, wish, null, instant('10:00'))).toMatchObject({
      kind: 'rejected',
      rejection: {
        code: 'OUTSIDE_SERVICE',
        alternatives: [{ window: { start: instant('14:45') } }, {}, {}],
      },
    });
  });
});
