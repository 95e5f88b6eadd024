import { describe, expect, test } from '@jest/globals';
import {
  assign,
  automatically,
  block,
  byOps,
  confirm,
  expire,
  extend,
  hold,
  register,
  release,
  sent,
  setStatus,
  swap,
  unblock,
} from '../../support/commands.js';
import * as facts from '../../support/facts.js';
import { from, idOf, instant } from '../../support/floor-plan.js';
import { given, on } from '../../support/given.js';

const B1 = register('B1');
const B2 = register('B2');
const evening = { window: from('19:00', '21:00') };

describe('extending a hold', () => {
  const past = given(B1, hold('H1', 'B1', 'T1'));

  test('prolongs it from now', () =>
    past
      .at('17:02')
      .when(extend('H1', 300))
      .then(facts.extended('H1', instant('17:07'))));

  test('never shortens it', () => past.at('17:01').when(extend('H1', 60)).thenNothing());

  test('does not reach past its whole life', () => {
    const late = given(B1, hold('H1', 'B1', 'T1'), on('17:02', extend('H1', 600)));
    late
      .at('17:10')
      .when(extend('H1', 300))
      .then(facts.extended('H1', instant('17:15')));
    late
      .at('17:10')
      .when(extend('H1', 301))
      .refused('HOLD_TTL_INVALID', { details: { expiresAtMax: instant('17:15') } });
  });

  test('keeps to the policy’s terms', () => past.when(extend('H1', 5)).refused('HOLD_TTL_INVALID'));

  test('needs a hold', () => given().when(extend('H1', 60)).refused('HOLD_NOT_FOUND'));
});

describe('confirming a hold', () => {
  test('turns it into the assignment in one step', () =>
    given(B1, hold('H1', 'B1', 'T1', { window: from('18:45', '21:15') }))
      .when(confirm('H1', 'B1'))
      .then(
        facts.confirmed('H1', 'B1'),
        facts.assigned('B1', 'T1', { window: from('18:45', '21:15'), previous: null }),
      ));

  test('gives a hold for nobody to whoever confirms it', () =>
    given(B1, hold('H1', null, 'T1', evening))
      .when(confirm('H1', 'B1'))
      .then(facts.confirmed('H1', 'B1'), facts.assigned('B1', 'T1')));

  test('counts the seats of a hold for nobody', () =>
    given(register('B1', { partySize: 6 }), hold('H1', null, 'T1', evening))
      .when(confirm('H1', 'B1'))
      .refused('CAPACITY_INSUFFICIENT'));

  test('replaces the tables that the booking had', () =>
    given(B1, assign('B1', 'T2'), hold('H1', 'B1', 'T1'))
      .when(confirm('H1', 'B1'))
      .then(
        facts.confirmed('H1', 'B1'),
        facts.assigned('B1', 'T1', { previous: { tables: [{ label: 'T2' }] } }),
      ));

  test('uses it up also where the booking has what it held', () =>
    given(B1, hold('H1', 'B1', 'T1'), assign('B1', 'T1'))
      .when(confirm('H1', 'B1'))
      .then(facts.confirmed('H1', 'B1'), facts.assigned('B1', 'T1')));

  test('again is the same answer', () =>
    given(B1, hold('H1', 'B1', 'T1'), confirm('H1', 'B1'))
      .at('17:30')
      .when(sent(confirm('H1', 'B1'), { correlationId: 'again' }))
      .thenNothing());

  test('by two bookings is one’s only', () => {
    given(B1, B2, hold('H1', null, 'T1', evening), confirm('H1', 'B1'))
      .when(confirm('H1', 'B2'))
      .refused('HOLD_BOOKING_MISMATCH');
    given(B1, B2, hold('H1', 'B1', 'T1'))
      .when(confirm('H1', 'B2'))
      .refused('HOLD_BOOKING_MISMATCH');
  });

  test('needs a hold that is there', () => {
    given(B1).when(confirm('H1', 'B1')).refused('HOLD_NOT_FOUND');
    given(B1, hold('H1', 'B1', 'T1'), release('H1'))
      .when(confirm('H1', 'B1'))
      .refused('HOLD_NOT_FOUND');
  });

  test('needs a booking that is there', () =>
    given(hold('H1', null, 'T1', evening))
      .when(confirm('H1', 'B1'))
      .refused('BOOKING_NOT_FOUND'));
});

describe('releasing a hold', () => {
  const past = given(B1, B2, hold('H1', 'B1', 'T1'));

  test('lets its tables go', () => {
    const outcome = past.when(release('H1', 'B1'));
    outcome.then(facts.released('H1', 'not needed'));
    expect(outcome.floor.claims.all.size).toBe(0);
  });

  test('again, however late, is the same answer', () =>
    given(B1, hold('H1', 'B1', 'T1'), release('H1', 'B1'))
      .at('23:00')
      .when(sent(release('H1', 'B1'), { correlationId: 'again' }))
      .thenNothing());

  test('after it ended otherwise is the same answer', () => {
    given(B1, hold('H1', 'B1', 'T1'), confirm('H1', 'B1'))
      .when(release('H1', 'B1'))
      .thenNothing();
    given(B1, hold('H1', 'B1', 'T1'), on('17:03', expire('H1')))
      .at('17:04')
      .when(release('H1', 'B1'))
      .thenNothing();
  });

  test('of another booking is refused', () =>
    past.when(release('H1', 'B2')).refused('HOLD_BOOKING_MISMATCH'));

  test('needs a hold', () => given().when(release('H1')).refused('HOLD_NOT_FOUND'));
});

describe('a booking’s end', () => {
  const inOrder = ['H1', 'H2'].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));

  test.each(['completed', 'cancelled', 'no_show'] as const)(
    'as %s lets its holds go, by their ids, whichever came first',
    (status) => {
      for (const [first, second] of [
        ['H1', 'H2'],
        ['H2', 'H1'],
      ] as const) {
        given(B1, hold(first, 'B1', 'T1'), hold(second, 'B1', 'T3'))
          .when(setStatus('B1', status))
          .then(
            facts.statusChanged('B1', 'confirmed', status),
            ...inOrder.map((id) => facts.released(id, status)),
          );
      }
    },
  );
});

describe('a swap', () => {
  test('gives up what the bookings still hold of the tables that they part with', () => {
    given(B1, B2, hold('H1', 'B1', 'T1'), assign('B1', 'T1'), assign('B2', 'T2'))
      .when(swap('B1', 'B2'))
      .then(facts.released('H1', 'superseded'), facts.swapped('B1 gets T2', 'B2 gets T1'));
    given(B1, B2, assign('B1', 'T1'), assign('B2', 'T2'), hold('H2', 'B2', 'T2'))
      .at('17:03')
      .when(byOps(swap('B1', 'B2')))
      .then(facts.expired('H2'), facts.swapped('B1 gets T2', 'B2 gets T1'));
  });

  test('leaves alone what they hold elsewhere', () =>
    given(B1, B2, hold('H1', 'B1', 'T3'), assign('B1', 'T1'), assign('B2', 'T2'))
      .when(automatically(swap('B1', 'B2')))
      .then(facts.swapped('B1 gets T2', 'B2 gets T1')));
});

describe('one id for several things', () => {
  test('is the sender’s right for a booking and its hold, and neither is taken for the other', () => {
    const past = given(B1, B2, assign('B1', 'T1'), hold('B1', 'B1', 'T3'));
    const outcome = past.when(release('B1', 'B1'));
    outcome.then(facts.released('B1'));
    expect([...outcome.floor.claims.all.values()]).toMatchObject([{ tableId: idOf('T1') }]);
    past.when(assign('B2', 'T1')).refused('TABLE_CONFLICT');
  });

  test('is taken between holds and blocks, which end the same way', () => {
    const blocked = block('K1', 'T1', from('18:00', '20:00'));
    given(B1, blocked)
      .when(hold('K1', 'B1', 'T2'))
      .refused('ID_TAKEN');
    given(B1, blocked, unblock('K1'))
      .when(hold('K1', 'B1', 'T2'))
      .refused('ID_TAKEN');
    given(B1, blocked, unblock('K1')).when(release('K1')).refused('HOLD_NOT_FOUND');
    given(B1, hold('K1', 'B1', 'T2'))
      .when(blocked)
      .refused('ID_TAKEN');
    given(B1, hold('K1', 'B1', 'T2'), release('K1'))
      .when(blocked)
      .refused('ID_TAKEN');
    given(B1, hold('K1', 'B1', 'T2'), release('K1'))
      .when(unblock('K1'))
      .refused('BLOCK_NOT_FOUND');
  });
});
