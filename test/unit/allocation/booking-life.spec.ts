import { describe, expect, test } from '@jest/globals';
import type { Command, Policy } from '#contracts';
import * as to from '../../support/commands.js';
import {
  assigned,
  changed,
  confirmed,
  moved,
  released,
  statusChanged,
  unassigned,
} from '../../support/facts.js';
import { POLICY, TABLES, from, idOf, instant } from '../../support/floor-plan.js';
import { given } from '../../support/given.js';
import type { Given } from '../../support/given.js';

/** Two hours for parties of up to two, three for the rest. */
const byParty = turns([2, 120], [99, 180]);
const HERE = ['checked_in', 'seated'] as const;

const B1 = to.register('B1');
const B2 = to.register('B2', { startsAt: instant('21:00') });
const backToBack = [B1, B2, to.assign('B1', 'T3'), to.assign('B2', 'T3')];

function turns(...pairs: readonly (readonly [number, number])[]): Partial<Policy> {
  const turnMinutes = pairs.map(([upTo, minutes]) => ({ upTo, minutes }));
  return {
    servicePeriods: POLICY.servicePeriods.map((period) => ({ ...period, turnMinutes })),
  };
}

function windowOf(past: Given, booking: string) {
  return past.floor().assignments.get(idOf(booking))?.window;
}

describe('only what the owner changed is computed again', () => {
  const edits: readonly (readonly [string, Command])[] = [
    ['a note', to.register('B1', { metadata: { note: 'window seat' } })],
    ['a zone', to.register('B1', { zone: 'room' })],
    ['a pin', to.register('B1', { pinnedTableIds: to.ids('T3') })],
  ];
  const policies: readonly (readonly [string, Partial<Policy>])[] = [
    ['longer turns', turns([99, 150])],
    ['shorter turns', turns([99, 60])],
    ['buffers', { buffers: { beforeMinutes: 15, afterMinutes: 15 } }],
  ];
  const cases = policies.flatMap(([policy, change]) =>
    edits.map(([edit, command]) => [edit, policy, change, command] as const),
  );

  test.each(cases)('%s moves nothing after %s', (_edit, _policy, change, command) => {
    const past = given(to.configure(), ...backToBack, to.configure(change));
    const outcome = past.when(command);
    outcome.warning();
    expect(outcome.event('BookingChanged').window).toEqual(from('19:00', '21:00'));
    outcome.then({ type: 'BookingChanged', data: {} });
  });

  test('an end that the owner gave stays, whatever the turns are', () => {
    const sent = { endsAt: instant('20:30') };
    given(to.configure(), to.register('B1', sent), to.configure(turns([99, 180])))
      .when(to.register('B1', { ...sent, partySize: 4 }))
      .then(changed('B1', 'partySize'));
  });

  test('an end that the owner takes back is the turn time’s again', () =>
    given(to.register('B1', { endsAt: instant('20:30') }))
      .when(B1)
      .then(changed('B1', 'endsAt', 'window')));

  test('the same instant in other words is no change', () =>
    given(B1)
      .when(to.register('B1', { startsAt: '2026-11-27T20:00:00+01:00' }))
      .thenNothing());

  test('a wall-clock time keeps the instant that it was when it was sent', () => {
    const vague = { startsAt: '2026-11-27T19:00', metadata: { note: 'x' } };
    const elsewhere = to.configure({}, { timeZone: 'Asia/Tokyo' });
    const outcome = given(
      to.configure(),
      to.register('B1', { startsAt: '2026-11-27T19:00' }),
      elsewhere,
    ).when(to.register('B1', vague));
    expect(outcome.event('BookingChanged')).toMatchObject({
      changed: ['metadata'],
      startsAt: instant('19:00'),
      sent: { startsAt: '2026-11-27T19:00' },
    });
  });

  test('what was sent is kept: the texts, and the zone of those without an offset', () => {
    const exact = given().when(B1).event('BookingRegistered');
    expect(exact.sent).toEqual({
      startsAt: instant('19:00'),
      endsAt: null,
      timeZone: null,
      status: 'confirmed',
    });
    const wall = { startsAt: '2026-11-27T19:00', endsAt: '2026-11-27T21:00' };
    const vague = given().when(to.register('B1', wall)).event('BookingRegistered');
    expect(vague.sent).toEqual({ ...wall, timeZone: 'UTC', status: 'confirmed' });
  });

  test('a status that staff set is not set back by the owner’s next edit', () => {
    for (const here of HERE) {
      given(B1, to.setStatus('B1', here))
        .when(to.register('B1', { metadata: { note: 'cake' } }))
        .then(changed('B1', 'metadata'));
    }
  });

  test('a status that the owner changes is changed', () =>
    given(to.register('B1', { status: 'checked_in' }))
      .when(B1)
      .then(statusChanged('B1', 'checked_in', 'confirmed')));

  test('a status that the owner changed alone is known as sent, and sending it again changes nothing', () => {
    const arrived = to.register('B1', { status: 'checked_in' });
    const again = to.register('B1', { status: 'checked_in', metadata: { note: 'cake' } });
    given(B1, arrived, to.setStatus('B1', 'seated')).when(again).then(changed('B1', 'metadata'));
    given(B1, arrived)
      .when(to.register('B1'))
      .then(statusChanged('B1', 'checked_in', 'confirmed'));
  });

  test.each(HERE)(
    'a cancellation that staff took back, sent again, takes no table (%s)',
    (here) => {
      const cancelled = to.register('B1', { status: 'cancelled' });
      const past = [B1, to.assign('B1', 'T3'), cancelled, to.setStatus('B1', here)];
      given(...past)
        .when(cancelled)
        .warning('STAFF_CHOICE_KEPT')
        .thenNothing();
    },
  );

  test('an end that the owner names for a stay that is over is told as not had', () => {
    const past = given(B1, to.assign('B1', 'T3')).at('21:30');
    const outcome = past.when(to.register('B1', { endsAt: instant('23:00') }));
    outcome.warning('WINDOW_NOT_EXTENDED');
    outcome.then(changed('B1', 'endsAt'));
  });

  test('a stay that is over is not computed again', () => {
    const past = given(to.configure(byParty), B1, to.assign('B1', 'T3')).at('21:30');
    const outcome = past.when(to.register('B1', { partySize: 3 }));
    outcome.warning();
    outcome.then(changed('B1', 'partySize'));
  });
});

describe('a party that grows', () => {
  const grown = to.register('B1', { partySize: 3 });

  test('has its tables longer, where they are free', () =>
    given(to.configure(byParty), B1, to.assign('B1', 'T3'))
      .when(grown)
      .then(
        changed('B1', 'partySize', 'endsAt', 'window'),
        moved('B1', 'T3', 'T3', from('19:00', '22:00')),
      ));

  test('keeps the window it had where another party is next, and the owner hears who', () => {
    const outcome = given(to.configure(byParty), ...backToBack).when(grown);
    outcome.warning('WINDOW_NOT_EXTENDED');
    const { decision } = outcome;
    const [warning] = decision.kind === 'accepted' ? decision.warnings : [];
    expect(warning!.details).toMatchObject({ blockers: [{ bookingId: idOf('B2'), label: 'T3' }] });
    expect(outcome.event('BookingChanged')).toMatchObject({
      endsAt: instant('21:00'),
      window: from('19:00', '21:00'),
    });
    outcome.then(changed('B1', 'partySize'));
  });

  test('and names an end that is not free has its end on record, and the window it had', () => {
    const late = { partySize: 3, endsAt: instant('22:30') };
    const outcome = given(to.configure(byParty), ...backToBack).when(to.register('B1', late));
    outcome.warning('WINDOW_NOT_EXTENDED');
    expect(outcome.event('BookingChanged')).toMatchObject({
      endsAt: instant('22:30'),
      window: from('19:00', '21:00'),
    });
    outcome.then(changed('B1', 'partySize', 'endsAt'));
  });

  test.each(HERE)('while its guests are here (%s) keeps its table and its window', (here) => {
    const past = given(to.configure(byParty), ...backToBack, to.setStatus('B1', here)).at('19:05');
    const outcome = past.when(grown);
    outcome.warning('WINDOW_NOT_EXTENDED');
    outcome.then(changed('B1', 'partySize'));
    past
      .when(to.register('B1', { ...grown.data, endsAt: instant('20:00') } as never))
      .then(changed('B1', 'partySize', 'endsAt'));
    given(to.configure(byParty), ...backToBack, to.setStatus('B1', here), grown, to.register('W'))
      .at('19:05')
      .when(to.assign('W', 'T3', from('19:05', '20:30')))
      .refused('TABLE_CONFLICT');
  });
});

describe('guests who are here', () => {
  test.each(HERE)('(%s) keep their table when the owner moves the booking', (here) => {
    const past = given(...backToBack, to.setStatus('B1', here)).at('19:20');
    const outcome = past.when(to.register('B1', { startsAt: instant('22:00') }));
    outcome.warning('GUESTS_KEPT');
    outcome.then(changed('B1', 'startsAt', 'endsAt'));
    expect(outcome.floor.assignments.get(idOf('B1'))!.window).toEqual(from('19:00', '21:00'));
  });

  test.each(['19:20', '21:05'])(
    'have it longer where the owner says (at %s) until when and it is free',
    (time) =>
      given(B1, to.assign('B1', 'T3'), to.setStatus('B1', 'seated'))
        .at(time)
        .when(to.register('B1', { endsAt: instant('22:00') }))
        .then(changed('B1', 'endsAt', 'window'), moved('B1', 'T3', 'T3', from('19:00', '22:00'))),
  );

  test('are not moved to make room', () =>
    given(B1, to.assign('B1', 'T3'), to.setStatus('B1', 'seated'), to.register('B2'))
      .when(
        to.command('RepackBookings', {
          bookingId: idOf('B2'),
          tableIds: to.ids('T3'),
          moves: [{ bookingId: idOf('B1'), tableIds: to.ids('T4') }],
        }),
      )
      .refused('BOOKING_PINNED'));
});

test('guests whose owner takes back an early end are not lengthened, and the owner hears it', () => {
  const early = { endsAt: instant('20:30') };
  const here = { status: 'checked_in' as const };
  const past = [to.register('B1', early), to.assign('B1', 'T3')];
  const outcome = given(...past, to.register('B1', { ...early, ...here })).when(
    to.register('B1', here),
  );
  outcome.warning('WINDOW_NOT_EXTENDED');
  outcome.thenNothing();
});

describe('what staff chose', () => {
  const late = to.move('B1', 'T3', from('20:00', '21:30'));

  test('as the time stays when the party changes', () => {
    const past = given(to.configure(byParty), B1, to.assign('B1', 'T3'), late);
    const outcome = past.when(to.register('B1', { partySize: 3 }));
    outcome.warning('STAFF_CHOICE_KEPT');
    outcome.then(changed('B1', 'partySize', 'endsAt', 'window'));
    expect(windowOf(past, 'B1')).toEqual(from('20:00', '21:30'));
  });

  test('as the time stays when the owner moves the booking within the evening, and is told', () => {
    const past = given(B1, to.assign('B1', 'T3'), late);
    const outcome = past.when(to.register('B1', { startsAt: instant('19:30') }));
    outcome.warning('STAFF_CHOICE_KEPT');
    outcome.then(changed('B1', 'startsAt', 'endsAt', 'window'));
  });

  test('as the time says nothing of another day', () =>
    given(B1, to.assign('B1', 'T3'), late)
      .when(to.register('B1', { startsAt: instant('43:00') }))
      .then(
        changed('B1', 'startsAt', 'endsAt', 'window'),
        moved('B1', 'T3', 'T3', from('43:00', '45:00')),
      ));

  test('as the length comes along to a new time', () =>
    given(B1, to.assign('B1', 'T3', from('19:00', '22:30')))
      .when(to.register('B1', { startsAt: instant('20:00') }))
      .warning('STAFF_CHOICE_KEPT')
      .then(
        changed('B1', 'startsAt', 'endsAt', 'window'),
        moved('B1', 'T3', 'T3', from('20:00', '23:30')),
      ));

  test('by a pin stays where its new time is not free', () => {
    const past = given(...backToBack, to.pin('B1'));
    const outcome = past.when(to.register('B1', { startsAt: instant('20:00') }));
    outcome.warning('STAFF_CHOICE_KEPT');
    outcome.then(changed('B1', 'startsAt', 'endsAt', 'window'));
  });
});

describe('a hold', () => {
  const held = [B1, to.hold('H1', 'B1', 'T3')];
  const later = to.register('B1', { startsAt: instant('22:00') });

  test('of the time that a booking had goes with that time', () => {
    const outcome = given(...held).when(later);
    outcome.warning('HOLD_GIVEN_UP');
    outcome.then(
      changed('B1', 'startsAt', 'endsAt', 'window'),
      released('H1', 'the booking has another time'),
    );
    given(...held, later)
      .when(to.confirm('H1', 'B1'))
      .refused('HOLD_NOT_FOUND');
  });

  test('stays while only the rest of the booking changes', () =>
    given(...held, to.register('B1', { metadata: { note: 'x' } }))
      .when(to.confirm('H1', 'B1'))
      .then(confirmed('H1', 'B1'), assigned('B1', 'T3')));
});

describe('a pin on a table that is no longer there', () => {
  const pinned = { pinnedTableIds: to.ids('T4') };
  const tables = TABLES.filter((table) => table.label !== 'T4');
  const without = to.configure({}, { tables, adjacencies: [] });
  const past = given(to.configure(), to.register('B1', pinned), without);

  test('is no reason to refuse another change', () => {
    const outcome = past.when(to.register('B1', { ...pinned, partySize: 3 }));
    outcome.warning('PINNED_TABLE_GONE');
    outcome.then(changed('B1', 'partySize'));
  });

  test('is none to refuse a cancellation', () =>
    past
      .when(to.register('B1', { ...pinned, status: 'cancelled' }))
      .then(statusChanged('B1', 'confirmed', 'cancelled')));

  test('cannot be set anew', () => past.when(to.register('B2', pinned)).refused('TABLE_NOT_FOUND'));
});

describe('a terminal status', () => {
  const ends = ['completed', 'cancelled', 'no_show'] as const;

  test.each(ends)('%s is taken back with its tables, if they are free', (end) =>
    given(B1, to.assign('B1', 'T3'), to.setStatus('B1', end))
      .when(to.setStatus('B1', 'seated'))
      .then(statusChanged('B1', end, 'seated'), assigned('B1', 'T3', { method: 'restored' })),
  );

  test.each(ends)('%s that is taken back says who has the tables, if they are not', (end) => {
    const taken = [B1, to.assign('B1', 'T3'), to.setStatus('B1', end), to.register('B2')];
    const outcome = given(...taken, to.assign('B2', 'T3')).when(to.setStatus('B1', 'confirmed'));
    outcome.warning('TABLES_NOT_RESTORED');
    const { decision } = outcome;
    const [warning] = decision.kind === 'accepted' ? decision.warnings : [];
    expect(warning!.details).toMatchObject({ blockers: [{ bookingId: idOf('B2'), label: 'T3' }] });
    outcome.then(statusChanged('B1', end, 'confirmed'));
  });

  test('that follows another remembers what the first gave up', () =>
    given(B1, to.assign('B1', 'T3'), to.setStatus('B1', 'no_show'), to.setStatus('B1', 'cancelled'))
      .when(to.setStatus('B1', 'confirmed'))
      .then(statusChanged('B1', 'cancelled', 'confirmed'), assigned('B1', 'T3')));

  test('tells when the booking came to its end, the first time', () => {
    const over = given(B1, to.assign('B1', 'T3'), to.setStatus('B1', 'no_show'));
    const event = over
      .at('19:40')
      .when(to.setStatus('B1', 'cancelled'))
      .event('BookingStatusChanged');
    expect(event.endedAt).toBe(instant('17:00'));
    given(B1, to.assign('B1', 'T3'))
      .at('20:05')
      .when(to.setStatus('B1', 'completed'))
      .then(
        { type: 'BookingStatusChanged', data: { endedAt: instant('20:05') } },
        unassigned('B1', 'T3', { reason: 'completed' }),
      );
  });
});
