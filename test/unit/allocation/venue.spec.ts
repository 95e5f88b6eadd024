import { describe, expect, test } from '@jest/globals';
import { GLOBAL_VENUE_ID } from '#contracts';
import * as to from '../../support/commands.js';
import { assigned, blocked, configured, expired, flagSet, unblocked } from '../../support/facts.js';
import { TABLES, from, idOf, instant } from '../../support/floor-plan.js';
import { given, givenNothing, on } from '../../support/given.js';

const B1 = to.register('B1');
const evening = from('18:00', '24:00');

describe('blocking tables', () => {
  test('takes them out of service for a window, with a reason', () =>
    given()
      .when(to.block('K1', ['T1', 'T3'], evening, 'painting'))
      .then(blocked('K1', 'T1 T3', { window: evening, reason: 'painting', shadow: false })));

  test('may have an open end, and then lasts', () => {
    const open = to.block('K1', 'T1', { start: instant('18:00'), end: null });
    given()
      .when(open)
      .then(blocked('K1', 'T1', { window: { start: instant('18:00'), end: null } }));
    given(open, to.register('B1', { startsAt: '2031-06-01T19:00:00.000Z' }))
      .when(to.assign('B1', 'T1'))
      .refused('TABLE_BLOCKED', {
        blockers: [{ id: idOf('K1'), window: { end: null }, reason: 'wobbles' }],
      });
  });

  test('is refused with the bookings that it would affect', () =>
    given(B1, to.register('B2'), to.assign('B1', 'T1'), to.hold('H2', 'B2', 'T2'))
      .when(to.block('K1', ['T1', 'T2', 'T3'], evening))
      .refused('TABLE_CONFLICT', {
        checks: [{ id: 'exists' }, { id: 'active' }, { id: 'conflict', status: 'error' }],
      }));

  test('names each of them', () => {
    const { blockers } = given(
      B1,
      to.register('B2'),
      to.assign('B1', 'T1'),
      to.hold('H2', 'B2', 'T2'),
    ).when(to.block('K1', ['T1', 'T2', 'T3'], evening)).rejection;
    const told = blockers.map(({ label, kind, bookingId }) => [label, kind, bookingId]).sort();
    expect(told).toEqual([
      ['T1', 'assignment', idOf('B1')],
      ['T2', 'hold', idOf('B2')],
    ]);
  });

  test('ends a lapsed hold in its way', () =>
    given(B1, to.hold('H1', 'B1', 'T1'))
      .at('17:03')
      .when(to.block('K1', 'T1', evening))
      .then(expired('H1'), blocked('K1', 'T1')));

  test('also those that are out of use: that is often why', () => {
    const outcome = given().when(to.block('K1', 'X1', evening));
    outcome.warning('TABLE_INACTIVE');
    outcome.then(blocked('K1', 'X1'));
  });

  test('needs tables that are there, a window, and an id of its own', () => {
    given()
      .when(to.block('K1', 'T99', evening))
      .refused('TABLE_NOT_FOUND');
    given()
      .when(to.block('K1', 'T1', from('20:00', '19:00')))
      .refused('WINDOW_INVALID');
    given(to.block('K1', 'T1', evening))
      .when(to.block('K1', 'T2', evening))
      .refused('ID_TAKEN');
    given(to.block('K1', 'T1', evening), to.unblock('K1'))
      .when(to.block('K1', 'T1', evening))
      .refused('ID_TAKEN');
  });

  test('that are blocked by another is refused', () =>
    given(to.block('K1', 'T1', evening))
      .when(to.block('K2', 'T1', evening))
      .refused('TABLE_BLOCKED', { blockers: [{ id: idOf('K1') }] }));
});

describe('unblocking tables', () => {
  const past = given(to.block('K1', ['T1', 'T2'], evening), B1);

  test('puts all back into service', () =>
    past.when(to.unblock('K1')).then(unblocked('K1', 'T1 T2')));

  test('or some of them', () => {
    past.when(to.unblock('K1', 'T1')).then(unblocked('K1', 'T1', 'T2'));
    given(to.block('K1', ['T1', 'T2'], evening), B1, to.unblock('K1', 'T1'))
      .when(to.assign('B1', 'T1'))
      .then(assigned('B1', 'T1'));
  });

  test('again is the same answer', () => {
    given(to.block('K1', 'T1', evening), to.unblock('K1'))
      .when(to.sent(to.unblock('K1'), { correlationId: 'again' }))
      .thenNothing();
    past.when(to.unblock('K1', 'T3')).thenNothing();
  });

  test('needs a block', () => given().when(to.unblock('K1')).refused('BLOCK_NOT_FOUND'));
});

describe('configuring a venue', () => {
  const less = (more: object = {}) =>
    to.configure(
      {},
      { tables: TABLES.filter((table) => table.label !== 'T1'), adjacencies: [], ...more },
    );

  test('makes its first version, and then the next', () => {
    givenNothing().when(to.configure()).then(configured(1));
    given(to.configure())
      .when(to.configure({ maxTables: 2 }))
      .then(configured(2));
  });

  test('as it is is nothing', () =>
    given(to.configure())
      .when(to.sent(to.configure(), { correlationId: 'x' }))
      .thenNothing());

  test('may drop a table that nobody needs any more', () => {
    given(to.configure()).when(less()).then(configured(2));
    given(to.configure(), B1, to.assign('B1', 'T1')).at('21:00').when(less()).then(configured(2));
    given(to.configure(), B1, to.hold('H1', 'B1', 'T1'))
      .at('17:03')
      .when(less())
      .then(configured(2));
  });

  test('does not drop a table that is taken from now on', () => {
    const taken = [
      to.assign('B1', 'T1'),
      to.hold('H1', 'B1', 'T1'),
      to.block('K1', 'T1', { start: instant('18:00'), end: null }),
    ];
    for (const command of taken) {
      given(to.configure(), B1, command)
        .when(less())
        .refused('VENUE_IN_USE', { blockers: [{ label: 'T1' }] });
    }
  });

  test('drops it by force, with a reason', () => {
    const past = given(to.configure(), B1, to.assign('B1', 'T1'));
    past.when(less({ force: true })).refused('VENUE_IN_USE');
    past
      .when(less({ force: true, reason: 'it burnt' }))
      .then(configured(2, { force: true, reason: 'it burnt' }));
  });

  test('that contradicts itself, or another venue’s, is refused', () => {
    givenNothing()
      .when(to.configure({ maxTables: 0 }))
      .refused('PAYLOAD_INVALID');
    givenNothing()
      .when(to.configure({}, { venueId: idOf('elsewhere') }))
      .refused('PAYLOAD_INVALID');
  });

  test('that makes rooms of tables is refused: what is allocated has its type', () =>
    given()
      .when(to.configure({}, { resourceType: 'room' }))
      .refused('PAYLOAD_INVALID', { details: { fields: [{ path: 'data.resourceType' }] } }));
});

describe('any command', () => {
  test('to a venue that is not configured is refused', () => {
    for (const command of [B1, to.assign('B1', 'T1'), to.expire('H1'), to.unblock('K1')]) {
      givenNothing().when(command).refused('VENUE_NOT_FOUND');
    }
  });

  test('that expects the venue as it is is done', () => {
    const floor = given(B1).floor();
    given(B1)
      .when(to.sent(to.assign('B1', 'T1'), { expectedContextVersion: floor.contextVersion }))
      .then(assigned('B1', 'T1'));
  });

  test('that expects the venue as it was is refused, whatever changed', () => {
    const { contextVersion } = given(B1).floor();
    given(B1, on('17:01', to.register('B2')))
      .when(to.sent(to.assign('B1', 'T1'), { expectedContextVersion: contextVersion }))
      .refused('STALE_CONTEXT', { details: { expected: contextVersion } });
  });
});

describe('a flag', () => {
  const flag = 'FEATURE_ALLOCATOR_MERGES_ENABLED';

  test('is flipped, told with what it was, and taken away again', () => {
    given()
      .when(to.flip(flag, false))
      .then(flagSet(flag, false, null));
    given(to.flip(flag, false))
      .when(to.flip(flag, true))
      .then(flagSet(flag, true, false));
    given(to.flip(flag, false))
      .when(to.flip(flag, null))
      .then(flagSet(flag, null, false));
    given().when(to.flip(flag, null)).thenNothing();
  });

  test('must be one that there is', () =>
    given().when(to.flip('FEATURE_FREE_WINE', true)).refused('FLAG_UNKNOWN'));

  test('for all venues is set on no venue, and a venue’s on the venue', () => {
    const global = { flag, value: false, scope: 'global', reason: 'a trial' } as const;
    given().when(to.command('SetFlag', global)).refused('PAYLOAD_INVALID');
    given()
      .when(to.sent(to.flip(flag, false), { venueId: GLOBAL_VENUE_ID }))
      .refused('PAYLOAD_INVALID');
  });

  test('of a venue outdoes the one for all, which outdoes the environment’s', () => {
    const floor = given(to.flip(flag, true)).floor();
    const override = { reason: '', setBy: '', setAt: instant('17:00') };
    floor.globalFlags.set(flag, { value: false, ...override });
    floor.globalFlags.set('FEATURE_ASSIGN_ATOMIC', { value: false, ...override });
    const { FEATURE_ALLOCATOR_MERGES_ENABLED: own, FEATURE_ASSIGN_ATOMIC: all } = floor.flags;
    expect([own, all]).toEqual([true, false]);
  });
});
