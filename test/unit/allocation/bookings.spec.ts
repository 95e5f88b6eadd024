import { describe, expect, test } from '@jest/globals';
import type { BookingStatus } from '#contracts';
import { BOOKING_STATUSES, TERMINAL_STATUSES } from '#contracts';
import * as to from '../../support/commands.js';
import {
  assigned,
  changed,
  expired,
  moved,
  registered,
  statusChanged,
  unassigned,
} from '../../support/facts.js';
import { TABLES, from, idOf, instant } from '../../support/floor-plan.js';
import { given } from '../../support/given.js';

const B1 = to.register('B1');
const B2 = to.register('B2');
const later = to.register('B1', { startsAt: instant('21:00') });

describe('registering a booking', () => {
  test('makes it known, with the window that its claims will have', () =>
    given(to.configure({ buffers: { beforeMinutes: 15, afterMinutes: 10 } }))
      .when(B1)
      .then(
        registered('B1', {
          startsAt: instant('19:00'),
          endsAt: instant('21:00'),
          window: from('18:45', '21:10'),
          status: 'confirmed',
          zone: null,
          pinnedTableIds: [],
          metadata: null,
        }),
      ));

  test('takes the end that it is given', () =>
    given()
      .when(to.register('B1', { endsAt: instant('20:00') }))
      .then(registered('B1', { window: from('19:00', '20:00') })));

  test.each([
    ['ends before it starts', { endsAt: instant('18:00') }],
    ['starts at no time that there is', { startsAt: 'tonight' }],
    ['lasts longer than a year', { endsAt: '2028-01-01T00:00:00.000Z' }],
  ])('that %s is refused', (_what, wish) =>
    given().when(to.register('B1', wish)).refused('WINDOW_INVALID'),
  );

  test('may name the tables that it shall sit at, if they are the venue’s', () => {
    given()
      .when(to.register('B1', { pinnedTableIds: to.ids('T4') }))
      .then(registered('B1', { pinnedTableIds: to.ids('T4') }));
    given()
      .when(to.register('B1', { pinnedTableIds: to.ids('T99') }))
      .refused('TABLE_NOT_FOUND');
  });

  test('as it is is nothing', () =>
    given(B1)
      .when(to.sent(B1, { correlationId: 'x' }))
      .thenNothing());

  test('otherwise changes it, and says what', () =>
    given(B1)
      .when(to.register('B1', { partySize: 3, zone: 'room', metadata: { note: 'stroller' } }))
      .then(changed('B1', 'partySize', 'zone', 'metadata')));

  test('with another status changes that too', () =>
    given(to.register('B1', { status: 'pending' }))
      .when(to.register('B1', { partySize: 3 }))
      .then(changed('B1', 'partySize'), statusChanged('B1', 'pending', 'confirmed')));
});

describe('a booking that changes', () => {
  test('takes its tables along to its new time', () =>
    given(B1, to.assign('B1', 'T1'))
      .when(later)
      .then(
        changed('B1', 'startsAt', 'endsAt', 'window'),
        moved('B1', 'T1', 'T1', from('21:00', '23:00')),
      ));

  test('gives its tables up where they are not free then, and warns', () => {
    const outcome = given(
      B1,
      B2,
      to.assign('B1', 'T1'),
      to.assign('B2', 'T1', from('22:00', '23:00')),
    ).when(later);
    outcome.warning('TABLES_LOST');
    outcome.then(
      changed('B1', 'startsAt', 'endsAt', 'window'),
      unassigned('B1', 'T1', { reason: 'not free at the new time' }),
    );
  });

  test('finds a lapsed hold in its way, and passes', () =>
    given(
      B1,
      B2,
      to.assign('B1', 'T1'),
      to.hold('H2', 'B2', 'T1', { window: from('21:00', '22:00') }),
    )
      .at('17:03')
      .when(later)
      .then(
        changed('B1', 'startsAt', 'endsAt', 'window'),
        expired('H2'),
        moved('B1', 'T1', 'T1', from('21:00', '23:00')),
      ));

  test('and outgrows its tables keeps them, and people are told', () => {
    const outcome = given(B1, to.assign('B1', 'T1')).when(to.register('B1', { partySize: 4 }));
    outcome.warning('CAPACITY_INSUFFICIENT', 'CAPACITY_INSUFFICIENT');
    outcome.then(changed('B1', 'partySize'));
  });

  test('at a table that is no longer there gives it up when its time changes', () => {
    const tables = TABLES.filter((table) => table.label !== 'T5');
    const without = to.configure({}, { tables, adjacencies: [], force: true, reason: 'it broke' });
    const outcome = given(
      to.configure(),
      to.register('B1', { partySize: 6 }),
      to.assign('B1', 'T5'),
      without,
    ).when(to.register('B1', { partySize: 6, startsAt: instant('21:00') }));
    outcome.warning('TABLES_LOST');
  });
});

describe('a booking’s end', () => {
  test.each([...TERMINAL_STATUSES])('as %s gives its tables up in the same step', (status) => {
    const past = given(B1, B2, to.assign('B1', ['T1', 'T2']));
    const outcome = past.when(to.setStatus('B1', status));
    outcome.then(
      statusChanged('B1', 'confirmed', status),
      unassigned('B1', 'T1 T2', { reason: status }),
    );
    expect(outcome.floor.claims.all.size).toBe(0);
  });

  test('by its registration gives them up too', () =>
    given(B1, to.assign('B1', 'T1'))
      .when(to.register('B1', { status: 'cancelled' }))
      .then(statusChanged('B1', 'confirmed', 'cancelled'), unassigned('B1', 'T1')));

  const open = BOOKING_STATUSES.filter((status) => !TERMINAL_STATUSES.has(status));
  test.each(open)('does not come with %s', (status) => {
    const from: BookingStatus = status === 'pending' ? 'confirmed' : 'pending';
    given(to.register('B1', { status: from }), to.assign('B1', 'T1'))
      .when(to.setStatus('B1', status))
      .then(statusChanged('B1', from, status));
  });

  test('is final for its owner’s registrations, but for a no-show', () => {
    for (const status of ['cancelled', 'completed'] as const) {
      const past = given(B1, to.setStatus('B1', status));
      past.when(to.register('B1', { partySize: 4 })).refused('BOOKING_CLOSED');
      past.when(to.setStatus('B1', status)).thenNothing();
    }
    given().when(to.setStatus('B1', 'cancelled')).refused('BOOKING_NOT_FOUND');
  });

  test('that is there from its registration gives up what an import and a promotion gave it', () => {
    const row = { bookingId: idOf('B1'), tableId: idOf('T3'), ...from('19:00', '21:00') };
    given(
      to.command('ImportAllocations', { rows: [row] }),
      to.command('PromoteAllocations', { bookingIds: [idOf('B1')] }),
    )
      .when(to.register('B1', { status: 'cancelled' }))
      .then(registered('B1'), unassigned('B1', 'T3'));
  });

  test('lets another have the table at once', () =>
    given(B1, B2, to.assign('B1', 'T1'), to.setStatus('B1', 'no_show'))
      .when(to.assign('B2', 'T1'))
      .then(assigned('B2', 'T1')));
});

describe('an undone no-show', () => {
  const gone = [B1, B2, to.assign('B1', 'T1'), to.setStatus('B1', 'no_show')];
  const back = statusChanged('B1', 'no_show', 'checked_in');

  test('has its tables again, if they are free', () =>
    given(...gone)
      .when(to.setStatus('B1', 'checked_in'))
      .then(back, assigned('B1', 'T1', { method: 'restored', window: from('19:00', '21:00') })));

  test('says why not, if they are not', () => {
    const outcome = given(...gone, to.assign('B2', 'T1')).when(to.setStatus('B1', 'checked_in'));
    outcome.warning('TABLES_NOT_RESTORED');
    outcome.then(back);
  });

  test('has the merge that it had, all of it or nothing', () => {
    const past = [
      to.register('B1', { partySize: 4 }),
      B2,
      to.assign('B1', ['T1', 'T2']),
      to.setStatus('B1', 'no_show'),
    ];
    given(...past)
      .when(to.setStatus('B1', 'checked_in'))
      .then(back, assigned('B1', 'T1 T2', { mergeGroupId: expect.any(String) }));
    given(...past, to.assign('B2', 'T2'))
      .when(to.setStatus('B1', 'checked_in'))
      .then(back);
  });

  test('with a new time asks for its tables then', () => {
    given(...gone)
      .when(later)
      .then(
        changed('B1', 'startsAt', 'endsAt', 'window'),
        statusChanged('B1', 'no_show', 'confirmed'),
        assigned('B1', 'T1', { method: 'restored', window: from('21:00', '23:00') }),
      );
    given(...gone, to.assign('B2', 'T1', from('22:00', '23:00')))
      .when(later)
      .warning('TABLES_NOT_RESTORED');
  });

  test('that becomes a cancellation has nothing to give', () =>
    given(...gone)
      .when(to.setStatus('B1', 'cancelled'))
      .then(statusChanged('B1', 'no_show', 'cancelled')));

  test('that sat nowhere sits nowhere', () =>
    given(B1, to.setStatus('B1', 'no_show')).when(to.setStatus('B1', 'checked_in')).then(back));

  test('that an import gave other tables meanwhile keeps those', () => {
    const row = { bookingId: idOf('B1'), tableId: idOf('T3'), ...from('19:00', '21:00') };
    given(...gone, to.command('ImportAllocations', { rows: [row] }))
      .when(to.setStatus('B1', 'checked_in'))
      .then(back);
  });

  test('twice does not have the tables of the first time', () => {
    const past = [...gone, to.setStatus('B1', 'checked_in'), to.unassign('B1')];
    given(...past, to.sent(to.setStatus('B1', 'no_show'), { correlationId: '2' }))
      .when(to.sent(to.setStatus('B1', 'checked_in'), { correlationId: '2' }))
      .then(back);
  });
});

describe('what the events say of a booking', () => {
  test('is nothing personal beyond what its owner put into metadata', () => {
    const { floor } = given(B1).when(to.pin('B1'));
    expect(Object.keys(floor.bookings.get(idOf('B1'))!).sort()).toEqual(
      [
        'bookingId',
        'endedAt',
        'endsAt',
        'metadata',
        'overstays',
        'partySize',
        'pinReason',
        'pinnedTableIds',
        'registeredAt',
        'released',
        'sent',
        'startsAt',
        'status',
        'updatedAt',
        'window',
        'zone',
      ].sort(),
    );
  });
});
