import { describe, expect, test } from '@jest/globals';
import type { Floor } from '#allocation';
import { evaluate } from '#allocation';
import type { Command, Policy } from '#contracts';
import * as to from '../../support/commands.js';
import { assigned, held } from '../../support/facts.js';
import { TABLES, from, idOf, instant } from '../../support/floor-plan.js';
import { given } from '../../support/given.js';

const two = to.register('B1');
const four = to.register('B1', { partySize: 4 });
const strict = (policy: Partial<Policy>): Command => to.configure(policy);
const flipAdjacency = to.flip('FEATURE_ALLOCATOR_REQUIRE_ADJACENCY', false);
const flipMerges = to.flip('FEATURE_ALLOCATOR_MERGES_ENABLED', false);

/** What is wrong, what is asked, what was before, and the failures in the evaluator's order. */
type Case = readonly [string, Command, readonly Command[], ...string[]];

describe('refused, with the check that failed:', () => {
  const cases: readonly Case[] = [
    ['an unknown table', to.assign('B1', 'T99'), [two], 'exists TABLE_NOT_FOUND'],
    ['a table out of use', to.assign('B1', 'X1'), [two], 'active TABLE_INACTIVE'],
    [
      'too few seats',
      to.assign('B1', 'T1'),
      [four],
      'capacity CAPACITY_INSUFFICIENT',
      'fit CAPACITY_INSUFFICIENT',
    ],
    [
      'a table that takes fewer than it has seats',
      to.assign('B1', 'T3'),
      [
        to.configure(
          {},
          { tables: TABLES.map((t) => (t.label === 'T3' ? { ...t, maxParty: 3 } : t)) },
        ),
        four,
      ],
      'fit CAPACITY_INSUFFICIENT',
    ],
    [
      'too many seats, where the policy refuses',
      to.assign('B1', 'T3'),
      [strict({ maxSlack: 1, slackMode: 'refuse' }), two],
      'slack SLACK_EXCEEDED',
    ],
    [
      'tables of two zones',
      to.assign('B1', ['T3', 'P1']),
      [four],
      'zone ZONES_MIXED',
      'adjacency NOT_ADJACENT',
    ],
    ['a fixed table in a merge', to.assign('B1', ['T3', 'F1']), [four], 'movable TABLE_FIXED'],
    [
      'a merge while merges are off',
      to.assign('B1', ['T1', 'T2']),
      [four, flipMerges],
      'merges MERGES_DISABLED',
    ],
    [
      'more tables than may be joined',
      to.assign('B1', ['T1', 'T2', 'T3']),
      [strict({ maxTables: 2 }), four],
      'merges TOO_MANY_TABLES',
    ],
    ['tables apart', to.assign('B1', ['T1', 'T3']), [four], 'adjacency NOT_ADJACENT'],
    [
      'two pairs, each of neighbours, that do not meet',
      to.assign('B1', ['T1', 'T2', 'T4', 'T5']),
      [strict({ maxTables: 4, maxSlack: null }), to.register('B1', { partySize: 12 })],
      'adjacency NOT_ADJACENT',
    ],
    [
      'a chain, where each must be next to every other',
      to.assign('B1', ['T1', 'T2', 'T3']),
      [strict({ adjacencyMode: 'pairwise' }), to.register('B1', { partySize: 8 })],
      'adjacency NOT_ADJACENT',
    ],
    [
      'a time outside service',
      to.assign('B1', 'T1', from('16:00', '17:00')),
      [two],
      'service OUTSIDE_SERVICE',
    ],
    [
      'an empty window',
      to.assign('B1', 'T1', from('19:00', '19:00')),
      [two],
      'window WINDOW_INVALID',
    ],
    [
      'a reversed window',
      to.assign('B1', 'T1', from('20:00', '19:00')),
      [two],
      'window WINDOW_INVALID',
    ],
    [
      'an open end where only a block may have one',
      to.assign('B1', 'T1', { start: instant('19:00'), end: null }),
      [two],
      'window WINDOW_INVALID',
    ],
    [
      'an end that is no time at all',
      to.assign('B1', 'T1', { start: instant('19:00'), end: 'infinity' }),
      [two],
      'window WINDOW_INVALID',
    ],
    ['an unknown booking', to.assign('B9', 'T1'), [], 'booking BOOKING_NOT_FOUND'],
    [
      'a booking that is over',
      to.assign('B1', 'T1'),
      [two, to.setStatus('B1', 'completed')],
      'booking BOOKING_CLOSED',
    ],
    [
      'a table with another booking',
      to.assign('B1', 'T1'),
      [two, to.register('B2'), to.assign('B2', 'T1')],
      'conflict TABLE_CONFLICT',
    ],
    [
      'a table that somebody holds',
      to.assign('B1', 'T1'),
      [two, to.register('B2'), to.hold('H1', 'B2', 'T1')],
      'conflict HOLD_CONFLICT',
    ],
    [
      'a table that is blocked',
      to.assign('B1', 'T1'),
      [two, to.block('K1', 'T1', from('20:00', '24:00'))],
      'conflict TABLE_BLOCKED',
    ],
    [
      'everything at once',
      to.assign('B1', ['X1', 'P1', 'F1', 'T1'], from('16:00', '17:00')),
      [to.register('B1', { partySize: 30 }), to.block('K1', ['T1'], from('15:00', '16:30'))],
      'service OUTSIDE_SERVICE',
      'active TABLE_INACTIVE',
      'capacity CAPACITY_INSUFFICIENT',
      'zone ZONES_MIXED',
      'movable TABLE_FIXED',
      'merges TOO_MANY_TABLES',
      'adjacency NOT_ADJACENT',
      'conflict TABLE_BLOCKED',
    ],
  ];

  test.each(cases)('%s', (_what, command, past, ...failures) => {
    const outcome = given(...past).when(command);
    outcome.failing(...failures);
    // The code is the first failure's, in the order in which the checks are listed.
    expect(failures.map((failure) => failure.split(' ')[1])).toContain(outcome.rejection.code);
  });

  test('every table, not the first one found', () => {
    given(
      two,
      to.register('B2'),
      to.register('B3'),
      to.assign('B2', 'T1'),
      to.hold('H3', 'B3', 'T2'),
    )
      .when(to.assign('B1', ['T1', 'T2', 'T98', 'T99']))
      .refused('TABLE_NOT_FOUND', {
        blockers: expect.arrayContaining([
          expect.objectContaining({ label: 'T1', kind: 'assignment', bookingId: idOf('B2') }),
          expect.objectContaining({ label: 'T2', kind: 'hold', bookingId: idOf('B3') }),
        ]),
      });
  });
});

describe('accepted with a warning:', () => {
  const cases: readonly Case[] = [
    ['a table kept for larger parties', to.assign('B1', 'T5'), [two], 'CAPACITY_INSUFFICIENT'],
    ['seats to spare', to.assign('B1', 'T3'), [strict({ maxSlack: 1 }), two], 'SLACK_EXCEEDED'],
    [
      'a time outside service, where the policy warns',
      to.assign('B1', 'T1', from('16:00', '17:00')),
      [strict({ outsideService: 'warn' }), two],
      'OUTSIDE_BOOKED_TIME',
      'OUTSIDE_SERVICE',
    ],
    [
      'tables apart, where the flag does not insist',
      to.assign('B1', ['T1', 'T3']),
      [flipAdjacency, four],
      'NOT_ADJACENT',
    ],
    [
      'tables apart for a party that the policy does not insist for',
      to.assign('B1', ['T1', 'T3']),
      [strict({ adjacencyMinParty: 5 }), four],
      'NOT_ADJACENT',
    ],
  ];
  test.each(cases)('%s', (_what, command, past, ...codes) => {
    given(...past)
      .when(command)
      .warning(...codes);
  });

  test('nothing, where adjacency is off', () => {
    given(strict({ adjacencyMode: 'off' }), four)
      .when(to.assign('B1', ['T1', 'T3']))
      .warning();
  });
});

describe('accepted:', () => {
  test('a chain of neighbours as one group', () =>
    given(to.register('B1', { partySize: 8 }))
      .when(to.assign('B1', ['T3', 'T1', 'T2']))
      .then(assigned('B1', 'T1 T2 T3')));

  test('one who follows to the minute, and one who ends to the minute', () => {
    const past = [two, to.register('B2'), to.assign('B2', 'T1')];
    given(...past)
      .when(to.assign('B1', 'T1', from('21:00', '22:00')))
      .then(assigned('B1', 'T1'));
    given(...past)
      .when(to.assign('B1', 'T1', from('18:00', '19:00')))
      .then(assigned('B1', 'T1'));
  });

  test('a dinner past midnight, of the service day before', () => {
    given(to.register('B1', { startsAt: instant('24:30'), endsAt: instant('25:30') }))
      .when(to.assign('B1', 'T1'))
      .then(assigned('B1', 'T1', { window: from('24:30', '25:30') }));
    given(to.register('B1', { startsAt: instant('25:00') }))
      .when(to.assign('B1', 'T1'))
      .refused('OUTSIDE_SERVICE');
  });

  test('a table named twice as one', () =>
    given(two)
      .when(to.assign('B1', ['T1', 'T1']))
      .then(assigned('B1', 'T1', { mergeGroupId: null })));
});

describe('each overlap is found:', () => {
  const past = [two, to.register('B2'), to.assign('B2', 'T1', from('19:00', '21:00'))];
  test.each([
    ['inside', '19:30', '20:00'],
    ['around', '18:30', '21:30'],
    ['at its start', '18:30', '19:01'],
    ['at its end', '20:59', '21:30'],
    ['the same', '19:00', '21:00'],
  ])('%s', (_where, start, end) =>
    given(...past)
      .when(to.assign('B1', 'T1', from(start, end)))
      .refused('TABLE_CONFLICT', {
        blockers: [{ bookingId: idOf('B2'), window: from('19:00', '21:00') }],
      }),
  );
});

describe('the wall clock of the venue', () => {
  const paris = to.configure({ servicePeriods: [] }, { timeZone: 'Europe/Paris' });
  const at = (start: string, end: string) => to.assign('B1', 'T1', { start, end });
  const booked = to.register('B1', { endsAt: instant('21:00') });

  test('does not show an hour in spring, and a window in it is refused, not moved', () =>
    given(paris, booked)
      .when(at('2026-03-29T02:30', '2026-03-29T04:00'))
      .refused('WINDOW_INVALID'));

  test('shows an hour twice in autumn, and wants to hear which', () => {
    given(paris, booked).when(at('2026-10-25T02:30', '2026-10-25T04:00')).refused('WINDOW_INVALID');
    given(paris, booked)
      .when(at('2026-10-25T02:30+02:00', '2026-10-25T02:15+01:00'))
      .then(
        assigned('B1', 'T1', {
          window: { start: '2026-10-25T00:30:00.000Z', end: '2026-10-25T01:15:00.000Z' },
        }),
      );
  });

  test('changes, and two hours are two hours', () =>
    given(to.configure({}, { timeZone: 'Europe/Paris' }))
      .when(to.register('B1', { startsAt: '2026-03-28T23:59' }))
      .then({
        type: 'BookingRegistered',
        data: {
          window: { start: '2026-03-28T22:59:00.000Z', end: '2026-03-29T00:59:00.000Z' },
        },
      }));
});

describe('one evaluator', () => {
  /** The same question put as a question, and as every command that asks it. */
  const past = (...more: Command[]) =>
    given(two, to.register('B2'), to.register('B3'), to.assign('B3', 'T4'), ...more);
  const trouble: readonly (readonly [string, readonly Command[]])[] = [
    ['nothing', []],
    ['a booking', [to.assign('B2', 'T1')]],
    ['a hold', [to.hold('H2', 'B2', 'T1')]],
    ['a block', [to.block('K2', 'T1', from('18:00', '20:00'))]],
  ];
  const verdict = (floor: Floor, tables: string[]): boolean =>
    evaluate(
      floor,
      floor.venue!,
      {
        tableIds: to.ids(tables),
        window: from('19:00', '21:00'),
        partySize: 2,
        own: { bookingIds: [idOf('B1')], holdIds: [] },
      },
      instant('17:00'),
      true,
    ).checks.every((check) => check.status !== 'error');

  test.each(trouble)('says the same to all who meet %s', (_what, more) => {
    const ok = verdict(past(...more).floor(), ['T1']);
    const kind = ok ? 'accepted' : 'rejected';
    for (const command of [to.hold('H1', 'B1', 'T1'), to.assign('B1', 'T1'), to.move('B1', 'T1')]) {
      expect(past(...more).when(command).decision.kind).toBe(kind);
    }
    const free = past(...more).floor();
    expect(verdict(free, ['T2'])).toBe(true);
  });

  test('lets a hold be confirmed that it let be placed', () => {
    const outcome = past().when(to.hold('H1', 'B1', ['T1', 'T2']));
    outcome.then(held('H1', 'T1 T2'));
    expect(past(to.hold('H1', 'B1', ['T1', 'T2'])).when(to.confirm('H1', 'B1')).decision.kind).toBe(
      'accepted',
    );
  });
});
