import { describe, expect, test } from '@jest/globals';
import type { Command } from '#contracts';
import * as to from '../../support/commands.js';
import { expired, moved, overstayObserved, stayExtended, unassigned } from '../../support/facts.js';
import { POLICY, from, idOf, instant } from '../../support/floor-plan.js';
import { given, on } from '../../support/given.js';

const OVERSTAY = { leadMinutes: 5, extendMinutes: 15, maxMinutes: 120 };
const house = to.configure({ overstay: OVERSTAY });
const B1 = to.register('B1');
/** Dinner for two at T3, 19:00 to 21:00. */
const arrived = [house, B1, to.assign('B1', 'T3'), to.setStatus('B1', 'checked_in')];
const seated = [...arrived, to.setStatus('B1', 'seated')];
const tick = to.extendStay('B1');

/** The clock at these times, one after the other. */
function ticks(...times: readonly string[]) {
  return times.map((time) => on(time, to.sent(tick, { correlationId: time })));
}

function next(booking: string, start: string, end: string, table = 'T3'): Command[] {
  return [
    to.register(booking, { startsAt: instant(start), endsAt: instant(end) }),
    to.assign(booking, table),
  ];
}

describe('guests who have not left', () => {
  test.each([
    ['arrived', arrived],
    ['seated', seated],
  ])('(%s) keep their table by the policy’s step, shortly before it ends', (_what, past) => {
    given(...past)
      .at('20:54')
      .when(tick)
      .thenNothing();
    given(...past)
      .at('20:55')
      .when(tick)
      .then(stayExtended('B1', 'T3', from('19:00', '21:15')));
  });

  test('keep it where a hold was placed that has lapsed since', () =>
    given(...seated, to.register('B2', { startsAt: instant('21:00') }), to.hold('H1', 'B2', 'T3'))
      .at('20:55')
      .when(tick)
      .then(expired('H1'), stayExtended('B1', 'T3', from('19:00', '21:15'))));

  test('keep it from now on where it has just lapsed', () =>
    given(...seated)
      .at('21:20')
      .when(tick)
      .then(stayExtended('B1', 'T3', from('19:00', '21:35'))));

  test('keep it up to the next claim on it, and both parties are named, once', () => {
    const past = [...seated, ...next('B2', '21:10', '23:00')];
    given(...past)
      .at('20:55')
      .when(tick)
      .then(stayExtended('B1', 'T3', from('19:00', '21:10')), overstayObserved('B1', 'T3', 'B2'));
    given(...past, ...ticks('20:55'))
      .at('21:30')
      .when(tick)
      .thenNothing();
  });

  test('who cannot stay at all are told of, and nothing else happens', () =>
    given(...seated, ...next('B2', '21:00', '23:00'))
      .at('20:56')
      .when(tick)
      .then(overstayObserved('B1', 'T3', 'B2')));

  test('stay on when whoever was next has gone elsewhere', () =>
    given(...seated, ...next('B2', '21:00', '23:00'), ...ticks('20:56'), to.move('B2', 'T4'))
      .at('21:05')
      .when(tick)
      .then(stayExtended('B1', 'T3', from('19:00', '21:20'))));

  test('keep it for the policy’s bound past their booked end, and no longer', () => {
    const times = ['21:00', '21:15', '21:30', '21:45', '22:00', '22:15', '22:30', '22:45'];
    const past = given(...seated, ...ticks(...times, '22:58'));
    expect(past.floor().assignments.get(idOf('B1'))!.window).toEqual(from('19:00', '23:00'));
    past.at('22:59').when(tick).thenNothing();
    past.at('23:30').when(tick).thenNothing();
  });

  test('keep it to the end of the service day and no longer', () => {
    const late = { startsAt: instant('22:30'), endsAt: instant('24:30') };
    const past = [house, to.register('B1', late), to.assign('B1', 'T3')];
    given(...past, to.setStatus('B1', 'seated'))
      .at('24:50')
      .when(tick)
      .then(stayExtended('B1', 'T3', from('22:30', '25:00')));
  });

  test('are bound by the policy alone where there is no service', () => {
    const always = to.configure({ overstay: OVERSTAY, servicePeriods: [] });
    const late = { startsAt: instant('22:30'), endsAt: instant('24:30') };
    given(always, to.register('B1', late), to.assign('B1', 'T3'), to.setStatus('B1', 'seated'))
      .at('24:50')
      .when(tick)
      .then(stayExtended('B1', 'T3', from('22:30', '25:05')));
  });

  test('at tables that were joined keep each of them by itself', () => {
    const four = to.register('B1', { partySize: 4 });
    const past = [house, four, to.assign('B1', ['T1', 'T2']), to.setStatus('B1', 'seated')];
    const outcome = given(...past, ...next('B2', '21:05', '22:00', 'T2'))
      .at('20:57')
      .when(tick);
    expect(outcome.event('StayExtended').to).toMatchObject({
      window: from('19:00', '21:15'),
      tables: [{ label: 'T1' }, { label: 'T2', until: instant('21:05') }],
    });
    outcome.then(
      stayExtended('B1', 'T1 T2', from('19:00', '21:15')),
      overstayObserved('B1', 'T2', 'B2'),
    );
  });

  test('who give up the table that lasts longest keep the other until its end', () => {
    const four = to.register('B1', { partySize: 4 });
    const past = [house, four, to.assign('B1', ['T1', 'T2']), to.setStatus('B1', 'seated')];
    const outcome = given(...past, ...next('B2', '21:05', '22:00', 'T2'), ...ticks('20:57'))
      .at('21:00')
      .when(to.unassign('B1', 'T1'));
    expect(outcome.event('TablesUnassigned').remaining).toMatchObject({
      window: from('19:00', '21:05'),
      tables: [{ label: 'T2' }],
    });
    outcome.then(unassigned('B1', 'T1'));
  });

  test('take their longer stay along to another table', () =>
    given(...seated, ...ticks('20:55'))
      .at('21:00')
      .when(to.move('B1', 'T4'))
      .then(moved('B1', 'T3', 'T4', from('19:00', '21:15'))));

  test('are bound where staff seated them later by that sitting’s end', () => {
    const later = to.move('B1', 'T3', from('20:30', '22:30'));
    given(...seated, later)
      .at('22:26')
      .when(tick)
      .then(stayExtended('B1', 'T3', from('20:30', '22:45')));
  });

  test('do not keep it by a later edit of their owner less long', () => {
    const past = given(...seated, ...ticks('20:55')).at('21:00');
    const outcome = past.when(to.register('B1', { endsAt: instant('20:30') }));
    expect(outcome.decision).toMatchObject({ kind: 'accepted' });
    expect(outcome.floor.assignments.get(idOf('B1'))!.window).toEqual(from('19:00', '21:15'));
  });
});

describe('nobody’s stay is lengthened', () => {
  test.each([
    ['who have left', [...seated, to.setStatus('B1', 'completed')]],
    ['who have not come', [house, B1, to.assign('B1', 'T3')]],
    ['without a table', [house, B1, to.setStatus('B1', 'checked_in')]],
    [
      'in a venue without the policy',
      [to.configure(), B1, to.assign('B1', 'T3'), to.setStatus('B1', 'seated')],
    ],
    [
      'in a venue that switched it off',
      [to.configure({ overstay: null }), B1, to.assign('B1', 'T3'), to.setStatus('B1', 'seated')],
    ],
  ] as const)('%s', (_who, past) =>
    given(...past)
      .at('21:10')
      .when(tick)
      .thenNothing(),
  );

  test('that nobody knows', () => given(house).when(tick).thenNothing());
});

test('a policy of overstaying that contradicts itself is refused', () => {
  expect(POLICY.overstay).toBeUndefined();
  given()
    .when(to.configure({ overstay: { ...OVERSTAY, maxMinutes: 10 } }))
    .refused('PAYLOAD_INVALID');
});
