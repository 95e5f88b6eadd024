import { describe, expect, test } from '@jest/globals';
import {
  assign,
  confirm,
  expire,
  extend,
  hold,
  move,
  register,
  release,
  sent,
  setStatus,
  swap,
  unassign,
} from '../../support/commands.js';
import * as facts from '../../support/facts.js';
import { from, idOf, instant } from '../../support/floor-plan.js';
import { given, on } from '../../support/given.js';

const B1 = register('B1');
const B2 = register('B2');
const evening = { window: from('19:00', '21:00') };

describe('a hold', () => {
  test('takes the booking’s window and the policy’s default term', () =>
    given(B1)
      .when(hold('H1', 'B1', 'T1'))
      .then(
        facts.held('H1', 'T1', {
          bookingId: idOf('B1'),
          partySize: 2,
          window: from('19:00', '21:00'),
          shadow: false,
          expiresAt: instant('17:03'),
          expiresAtMax: instant('17:15'),
        }),
      ));

  test('for nobody yet names its window, and its seats are not counted', () =>
    given()
      .when(hold('H1', null, 'T5', evening))
      .then(facts.held('H1', 'T5', { bookingId: null, partySize: null })));

  test('for nobody yet and without a window is refused', () =>
    given()
      .when(hold('H1', null, 'T1'))
      .refused('WINDOW_INVALID'));

  test('for a booking that nobody registered is refused', () =>
    given()
      .when(hold('H1', 'B1', 'T1'))
      .refused('BOOKING_NOT_FOUND'));

  test('for a booking that is over is refused', () =>
    given(B1, setStatus('B1', 'cancelled'))
      .when(hold('H1', 'B1', 'T1'))
      .refused('BOOKING_CLOSED'));

  test.each([29, 601])('of %i seconds is outside the policy', (ttlSeconds) =>
    given(B1)
      .when(hold('H1', 'B1', 'T1', { ttlSeconds }))
      .refused('HOLD_TTL_INVALID', { details: { minSeconds: 30, maxSeconds: 600 } }),
  );

  test.each([30, 600])('of %i seconds is within the policy', (ttlSeconds) =>
    given(B1)
      .when(hold('H1', 'B1', 'T1', { ttlSeconds }))
      .then(facts.held('H1', 'T1')),
  );

  test('for next week lives minutes, not until then', () =>
    given(register('B1', { startsAt: '2026-12-04T19:00:00.000Z' }))
      .when(hold('H1', 'B1', 'T1'))
      .then(facts.held('H1', 'T1', { expiresAt: instant('17:03') })));

  test('keeps everyone else from the table, and says whose it is and for how long', () =>
    given(B1, B2, hold('H1', 'B1', 'T1'))
      .at('17:01')
      .when(assign('B2', 'T1'))
      .refused('HOLD_CONFLICT', {
        blockers: [
          { kind: 'hold', id: idOf('H1'), bookingId: idOf('B1'), owner: 'sam', secondsLeft: 120 },
        ],
      }));

  test('does not keep its own booking from the table', () =>
    given(B1, hold('H1', 'B1', 'T1'))
      .when(assign('B1', 'T1'))
      .then(facts.assigned('B1', 'T1')));

  test('comes back into its own when the booking it belongs to gives the table up', () => {
    const outcome = given(B1, B2, hold('H1', 'B1', 'T1'), assign('B1', 'T1')).when(unassign('B1'));
    outcome.then(facts.unassigned('B1', 'T1'));
    expect([...outcome.floor.claims.all.values()]).toMatchObject([
      { kind: 'hold', holdId: idOf('H1') },
    ]);
  });

  test('on a table that its booking sits at leaves the assignment as it is', () => {
    const outcome = given(B1, assign('B1', 'T1')).when(
      hold('H1', 'B1', 'T1', { window: from('18:30', '21:30') }),
    );
    outcome.then(facts.held('H1', 'T1'));
    expect(
      [...outcome.floor.claims.all.values()].map(({ kind, window, shadow }) => [
        kind,
        window,
        shadow,
      ]),
    ).toEqual([
      ['assignment', from('19:00', '21:00'), false],
      ['hold', from('18:30', '19:00'), false],
      ['hold', from('21:00', '21:30'), false],
    ]);
  });

  test('sent again under its id is the hold that there is', () =>
    given(B1, hold('H1', 'B1', 'T1'))
      .at('17:01')
      .when(sent(hold('H1', 'B1', 'T1'), { correlationId: 'again' }))
      .thenNothing());

  test.each([
    ['of other tables', hold('H1', 'B1', 'T2'), '17:01'],
    ['of another window', hold('H1', 'B1', 'T1', { window: from('20:00', '21:00') }), '17:01'],
    ['of another booking', hold('H1', 'B2', 'T1'), '17:01'],
    ['that has lapsed', hold('H1', 'B1', 'T1'), '17:03'],
  ])('%s may not reuse its id', (_, command, time) =>
    given(B1, B2, hold('H1', 'B1', 'T1'))
      .at(time)
      .when(command)
      .refused('ID_TAKEN'),
  );

  test('that was released may not come back under its id', () =>
    given(B1, hold('H1', 'B1', 'T1'), release('H1'))
      .when(hold('H1', 'B1', 'T1'))
      .refused('ID_TAKEN'));

  test('takes the place of the booking’s earlier one on the table', () =>
    given(B1, hold('H1', 'B1', ['T1', 'T2']))
      .when(hold('H2', 'B1', 'T2'))
      .then(facts.released('H1', 'superseded'), facts.held('H2', 'T2')));

  test('leaves the booking’s earlier one on other tables alone', () =>
    given(B1, hold('H1', 'B1', 'T1'))
      .when(hold('H2', 'B1', 'T2'))
      .then(facts.held('H2', 'T2')));

  test('finds the booking’s earlier one lapsed, and says so', () =>
    given(B1, hold('H1', 'B1', 'T1'))
      .at('17:03')
      .when(hold('H2', 'B1', 'T1'))
      .then(facts.expired('H1'), facts.held('H2', 'T1')));
});

describe('a hold that has lapsed', () => {
  test('blocks somebody until the last millisecond', () =>
    given(B1, B2, hold('H1', 'B1', 'T1'))
      .at('2026-11-27T17:02:59.999Z')
      .when(assign('B2', 'T1'))
      .refused('HOLD_CONFLICT', { blockers: [{ secondsLeft: 1 }] }));

  test('blocks nobody from the instant on, swept or not', () =>
    given(B1, B2, hold('H1', 'B1', 'T1'))
      .at('17:03')
      .when(assign('B2', 'T1'))
      .then(facts.expired('H1'), facts.assigned('B2', 'T1')));

  test('goes once, however many of its tables are taken', () =>
    given(B1, register('B2', { partySize: 4 }), hold('H1', 'B1', ['T1', 'T2']))
      .at('17:03')
      .when(assign('B2', ['T1', 'T2']))
      .then(facts.expired('H1'), facts.assigned('B2', 'T1 T2')));

  test('makes way for a hold, a move, a swap and a block too', () => {
    const past = [B1, B2, register('B3'), hold('H1', 'B1', 'T1')];
    given(...past)
      .at('17:03')
      .when(hold('H2', 'B2', 'T1'))
      .then(facts.expired('H1'), facts.held('H2', 'T1'));
    given(...past, assign('B2', 'T2'))
      .at('17:03')
      .when(move('B2', 'T1'))
      .then(facts.expired('H1'), facts.moved('B2', 'T2', 'T1'));
    given(...past, assign('B2', 'T2'), on('17:03', assign('B3', 'T1', from('21:00', '22:00'))))
      .at('17:03')
      .when(swap('B2', 'B3'))
      .then(facts.expired('H1'), facts.swapped('B2 gets T1', 'B3 gets T2'));
  });

  test('cannot be confirmed, from the very instant', () => {
    const past = given(B1, hold('H1', 'B1', 'T1'));
    past
      .at('17:03')
      .when(confirm('H1', 'B1'))
      .refused('HOLD_EXPIRED', {
        details: { expiredAt: instant('17:03') },
      });
    past
      .at('2026-11-27T17:02:59.999Z')
      .when(confirm('H1', 'B1'))
      .then(facts.confirmed('H1', 'B1'), facts.assigned('B1', 'T1', { method: 'hold' }));
  });

  test('cannot be confirmed after it was swept either', () =>
    given(B1, hold('H1', 'B1', 'T1'), on('17:03', expire('H1')))
      .at('17:04')
      .when(confirm('H1', 'B1'))
      .refused('HOLD_EXPIRED'));

  test('cannot be extended', () =>
    given(B1, hold('H1', 'B1', 'T1'))
      .at('17:03')
      .when(extend('H1', 60))
      .refused('HOLD_EXPIRED'));

  test('can be released', () =>
    given(B1, hold('H1', 'B1', 'T1'))
      .at('17:03')
      .when(release('H1'))
      .then(facts.released('H1')));

  test('is swept once, and not before its time', () => {
    const past = given(B1, hold('H1', 'B1', 'T1'));
    past.at('17:02:59').when(expire('H1')).thenNothing();
    past.at('17:03').when(expire('H1')).then(facts.expired('H1'));
    given(B1).when(expire('H1')).thenNothing();
  });
});
