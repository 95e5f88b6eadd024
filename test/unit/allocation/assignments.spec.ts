import { describe, expect, test } from '@jest/globals';
import { findAlternatives } from '#allocation';
import * as to from '../../support/commands.js';
import { assigned, moved, pinned, swapped, unassigned, unpinned } from '../../support/facts.js';
import { TABLES, from, idOf, instant } from '../../support/floor-plan.js';
import { given } from '../../support/given.js';

const B1 = to.register('B1');
const B2 = to.register('B2');
const six = to.register('B1', { partySize: 6 });

describe('assigning tables', () => {
  test('seats the booking for its window', () =>
    given(B1)
      .when(to.assign('B1', 'T1'))
      .then(
        assigned('B1', 'T1', {
          window: from('19:00', '21:00'),
          shadow: false,
          method: 'manual',
          previous: null,
          mergeGroupId: null,
          partySize: 2,
        }),
      ));

  test('of a merge is one assignment, with a claim on every table', () => {
    const outcome = given(six).when(to.assign('B1', ['T2', 'T3']));
    outcome.then(assigned('B1', 'T2 T3', { mergeGroupId: expect.any(String) }));
    const claimed = [...outcome.floor.claims.all.values()].map((claim) => claim.tableId);
    expect(claimed.sort()).toEqual(to.ids(['T2', 'T3']).sort());
  });

  test('anew replaces the tables it had, and says which', () =>
    given(B1, to.assign('B1', 'T1'))
      .when(to.assign('B1', 'T2'))
      .then(assigned('B1', 'T2', { previous: { tables: [{ label: 'T1' }] } })));

  test('that it has already is nothing new, also under another command id', () =>
    given(B1, to.assign('B1', 'T1'))
      .when(to.sent(to.assign('B1', 'T1'), { correlationId: 'again' }))
      .thenNothing());

  test('besides those it has keeps both, and the window', () =>
    given(six, to.assign('B1', 'T5', from('19:30', '21:00')))
      .when(to.add('B1', 'T4'))
      .then(assigned('B1', 'T4 T5', { window: from('19:30', '21:00') })));

  test('besides those it has may not change the window', () =>
    given(six, to.assign('B1', 'T5'))
      .when(to.add('B1', 'T4', from('20:00', '21:00')))
      .refused('WINDOW_INVALID'));

  test('besides none is assigning', () =>
    given(B1).when(to.add('B1', 'T1')).then(assigned('B1', 'T1')));

  test('that will not do leaves the booking where it was', () => {
    const outcome = given(B1, B2, to.assign('B1', 'T1'), to.assign('B2', 'T2')).when(
      to.assign('B1', 'T2'),
    );
    outcome.refused('TABLE_CONFLICT');
    expect(outcome.floor.assignments.get(idOf('B1'))!.tableIds).toEqual([idOf('T1')]);
  });
});

describe('giving tables up', () => {
  test('gives up all', () =>
    given(B1, to.assign('B1', 'T1'))
      .when(to.unassign('B1'))
      .then(unassigned('B1', 'T1', { remaining: null, reason: 'unassigned' })));

  test('or some, and what remains of two is no merge', () =>
    given(six, to.assign('B1', ['T4', 'T5']))
      .when(to.unassign('B1', 'T4'))
      .then(
        unassigned('B1', 'T4', { remaining: { tables: [{ label: 'T5' }], mergeGroupId: null } }),
      ));

  test('that it does not have is nothing', () => {
    given(B1, to.assign('B1', 'T1')).when(to.unassign('B1', 'T2')).thenNothing();
    given(B1).when(to.unassign('B1')).thenNothing();
  });

  test('of a booking that nobody knows is refused', () =>
    given().when(to.unassign('B1')).refused('BOOKING_NOT_FOUND'));
});

describe('moving a booking', () => {
  const past = [B1, B2, to.assign('B1', 'T1')];

  test('to other tables is one event', () =>
    given(...past)
      .when(to.move('B1', 'T2'))
      .then(moved('B1', 'T1', 'T2')));

  test('to another time keeps the tables, also where the times overlap', () =>
    given(...past)
      .when(to.move('B1', 'T1', from('20:00', '22:00')))
      .then(moved('B1', 'T1', 'T1', from('20:00', '22:00'))));

  test('keeps the window that it was given before', () =>
    given(B1, to.assign('B1', 'T1', from('19:30', '20:30')))
      .when(to.move('B1', 'T2'))
      .then(moved('B1', 'T1', 'T2', from('19:30', '20:30'))));

  test('that sits nowhere yet is assigning', () =>
    given(B1).when(to.move('B1', 'T1')).then(assigned('B1', 'T1')));

  test('to where it is is nothing', () =>
    given(...past)
      .when(to.move('B1', 'T1'))
      .thenNothing());

  test('to a table that is taken is refused', () =>
    given(...past, to.assign('B2', 'T2'))
      .when(to.move('B1', 'T2'))
      .refused('TABLE_CONFLICT'));
});

describe('swapping bookings', () => {
  const past = [B1, B2, to.assign('B1', 'T1'), to.assign('B2', 'T2')];

  test('exchanges tables, each side keeping its own window', () =>
    given(B1, B2, to.assign('B1', 'T1'), to.assign('B2', 'T2', from('20:00', '23:00')))
      .when(to.swap('B1', 'B2'))
      .then({
        type: 'BookingsSwapped',
        data: {
          a: { to: { tables: [{ label: 'T2' }], window: from('19:00', '21:00') } },
          b: { to: { tables: [{ label: 'T1' }], window: from('20:00', '23:00') } },
        },
      }));

  test('checks the first side', () =>
    given(to.register('B1', { partySize: 4 }), B2, to.assign('B1', 'T3'), to.assign('B2', 'T2'))
      .when(to.swap('B1', 'B2'))
      .refused('CAPACITY_INSUFFICIENT'));

  test('checks the second side', () =>
    given(B1, to.register('B2', { partySize: 4 }), to.assign('B1', 'T1'), to.assign('B2', 'T3'))
      .when(to.swap('B1', 'B2'))
      .refused('CAPACITY_INSUFFICIENT'));

  test('checks who else is there', () =>
    given(
      ...past,
      to.register('B3'),
      to.move('B2', 'T2', from('19:00', '20:00')),
      to.assign('B3', 'T2', from('20:00', '21:00')),
    )
      .when(to.swap('B1', 'B2'))
      .refused('TABLE_CONFLICT', { blockers: [{ bookingId: idOf('B3') }] }));

  test('needs both to sit somewhere, to be known, open, and two', () => {
    given(B1, B2, to.assign('B1', 'T1')).when(to.swap('B1', 'B2')).refused('BOOKING_UNASSIGNED');
    given(B1, to.assign('B1', 'T1')).when(to.swap('B1', 'B2')).refused('BOOKING_NOT_FOUND');
    given(B1, to.assign('B1', 'T1')).when(to.swap('B1', 'B1')).refused('PAYLOAD_INVALID');
    given(...past, to.setStatus('B2', 'completed'))
      .when(to.swap('B1', 'B2'))
      .refused('BOOKING_CLOSED');
  });

  test('of two that share a table as shadows is refused once conflicts refuse', () =>
    given(
      to.flip('FEATURE_ALLOCATIONS_DUAL_WRITE', false),
      B1,
      B2,
      to.assign('B1', 'T1'),
      to.assign('B2', 'T1'),
      to.flip('FEATURE_ALLOCATIONS_DUAL_WRITE', true),
    )
      .when(to.swap('B1', 'B2'))
      .refused('TABLE_CONFLICT', { blockers: [{ bookingId: idOf('B2') }] }));

  test('of one table with two', () =>
    given(six, B2, to.assign('B1', ['T2', 'T3']), to.assign('B2', 'T5'))
      .when(to.swap('B1', 'B2'))
      .then(swapped('B1 gets T5', 'B2 gets T2 T3')));
});

describe('the best tables', () => {
  test('are the smallest that fit, with the trace of the choice', () => {
    const outcome = given(B1).when(to.assignBest('B1'));
    outcome.then(assigned('B1', 'T1', { method: 'best' }));
    expect(outcome.event('TablesAssigned').trace).toMatchObject({
      criteria: { tables: 1, spareSeats: 0 },
    });
  });

  test('do not burn the eight-top on a party of two', () => {
    const all = ['T1', 'T2', 'T3', 'T4', 'F1', 'P1', 'P2'];
    const others = all.flatMap((label, i) => [to.register(`C${i}`), to.assign(`C${i}`, label)]);
    given(B1, ...others)
      .when(to.assignBest('B1'))
      .refused('NO_TABLES_FIT');
  });

  test('weigh what others want as if the booking had left its table', () => {
    // Two that both want a table like the one that B1 has, and one other that would do.
    const labels = ['T1', 'T2', 'T5', 'X1', 'P1', 'P2', 'F1'];
    const past = [B1, to.block('K1', labels, from('18:00', '24:00')), to.assign('B1', 'T4')];
    for (const size of [3, 4]) {
      const wish = to.register('B2', { partySize: size, startsAt: from('20:00', '21:00').start });
      const first = given(...past, wish).when(to.assignBest('B1'));
      const best = first
        .event('TablesAssigned')
        .tables.map((one) => one.label)
        .join(' ');
      first.then(assigned('B1', best));
    }
  });

  test('are in the zone that the booking wants', () =>
    given(to.register('B1', { zone: 'patio' }))
      .when(to.assignBest('B1'))
      .then(assigned('B1', 'P1')));

  test('heed what the command excludes, and how many tables it allows', () => {
    given(B1)
      .when(to.assignBest('B1', { constraints: { excludeTableIds: to.ids(['T1', 'T2']) } }))
      .then(assigned('B1', 'F1'));
    given(to.register('B1', { partySize: 12 }))
      .when(to.assignBest('B1', { constraints: { maxTables: 1 } }))
      .refused('NO_TABLES_FIT');
    given(to.register('B1', { partySize: 12 }))
      .when(to.assignBest('B1'))
      .then(assigned('B1', 'T4 T5'));
  });

  test('are told with what would work at another time, when there are none', () => {
    const labels = TABLES.map((table) => table.label);
    const blocked = to.block('K1', labels, from('18:00', '20:00'));
    const { decision, floor } = given(blocked, B1).when(to.assignBest('B1'));
    if (decision.kind === 'accepted' || !decision.wish) throw new Error('there is no wish');
    const found = findAlternatives(floor, floor.venue!, decision.wish, instant('17:00'), true);
    expect(found).toMatchObject([
      { sameTime: false, tables: [{ label: 'T1' }], window: from('20:00', '22:00') },
      { sameTime: false, tables: [{ label: 'T1' }], window: from('20:15', '22:15') },
      { sameTime: false, tables: [{ label: 'T1' }], window: from('20:30', '22:30') },
    ]);
  });

  test('are never told as another way when they are the booking’s own already', () => {
    const { decision, floor } = given(B1, B2, to.assign('B1', 'T1'), to.assign('B2', 'T2')).when(
      to.assign('B1', 'T2'),
    );
    if (decision.kind === 'accepted' || !decision.wish) throw new Error('there is no wish');
    const told = findAlternatives(floor, floor.venue!, decision.wish, instant('17:00'), true);
    const labels = told.map(({ tables }) => tables.map(({ label }) => label).join(' '));
    expect(labels).toHaveLength(3);
    expect(labels).not.toContain('T1');
  });

  test('of a time outside service are none', () =>
    given(B1)
      .when(to.assignBest('B1', { window: from('15:30', '17:00') }))
      .refused('OUTSIDE_SERVICE'));
});

describe('a pinned booking', () => {
  const past = [B1, B2, to.assign('B1', 'T1'), to.assign('B2', 'T2'), to.pin('B1')];

  test('is pinned with a reason, once', () => {
    given(B1).when(to.pin('B1', 'birthday')).then(pinned('B1', 'birthday'));
    given(B1, to.pin('B1')).when(to.pin('B1', 'another')).thenNothing();
  });

  test('is moved by nothing that acts by itself', () => {
    const automatic = [
      to.assign('B1', 'T3'),
      to.move('B1', 'T3'),
      to.swap('B1', 'B2'),
      to.swap('B2', 'B1'),
      to.unassign('B1'),
    ];
    for (const command of automatic) {
      given(...past)
        .when(to.automatically(command))
        .refused('BOOKING_PINNED', { checks: [{ id: 'pinned', status: 'error' }] });
    }
    given(B1, B2, to.assign('B1', 'T3'), to.pin('B1'))
      .when(to.assignBest('B1'))
      .refused('BOOKING_PINNED');
  });

  test('is left alone by what would leave it where it is', () => {
    given(...past)
      .when(to.automatically(to.assign('B1', 'T1')))
      .thenNothing();
    given(...past)
      .when(to.automatically(to.move('B1', 'T1')))
      .thenNothing();
    given(...past)
      .when(to.assignBest('B1'))
      .thenNothing();
  });

  test('is seated by the selector when it sits nowhere', () =>
    given(B1, to.pin('B1')).when(to.assignBest('B1')).then(assigned('B1', 'T1')));

  test('is moved by a person', () =>
    given(...past)
      .when(to.move('B1', 'T3'))
      .then(moved('B1', 'T1', 'T3')));

  test('is like any other when it is unpinned', () => {
    given(...past)
      .when(to.unpin('B1'))
      .then(unpinned('B1'));
    given(...past, to.unpin('B1'))
      .when(to.automatically(to.move('B1', 'T3')))
      .then(moved('B1', 'T1', 'T3'));
    given(B1).when(to.unpin('B1')).thenNothing();
  });

  test('must be known, and open', () => {
    given().when(to.pin('B1')).refused('BOOKING_NOT_FOUND');
    given().when(to.unpin('B1')).refused('BOOKING_NOT_FOUND');
    given(B1, to.setStatus('B1', 'cancelled')).when(to.pin('B1')).refused('BOOKING_CLOSED');
  });
});
