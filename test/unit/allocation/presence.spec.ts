import { describe, expect, test } from '@jest/globals';
import { manualContext, quote, validateChoice } from '#allocation';
import type { Command } from '#contracts';
import * as to from '../../support/commands.js';
import { TABLES, from, idOf, instant } from '../../support/floor-plan.js';
import { given, on } from '../../support/given.js';
import type { Earlier } from '../../support/given.js';

/** Dinner for two at T3, 19:00 to 21:00; nobody says that they leave. */
const seated = [to.register('B1'), to.assign('B1', 'T3'), to.setStatus('B1', 'seated')];
const late = { startsAt: instant('21:15'), endsAt: instant('23:00') };
const B2 = to.register('B2', late);
const onlyT3 = {
  excludeTableIds: TABLES.filter(({ label }) => label !== 'T3').map(({ id }) => id),
};
const occupied = {
  code: 'TABLE_MAY_BE_OCCUPIED',
  details: {
    guests: [{ tableId: idOf('T3'), label: 'T3', bookingId: idOf('B1'), until: instant('21:00') }],
  },
};

/** What is warned of when a command is decided at 21:10. */
function warnings(past: readonly (Command | Earlier)[], command: Command, at = '21:10') {
  const { decision } = given(...past)
    .at(at)
    .when(command);
  expect(decision).toMatchObject({ kind: 'accepted' });
  return decision.kind === 'accepted' ? decision.warnings : [];
}

describe('a table whose guests have not left is given with a warning:', () => {
  const atT4 = [...seated, B2, to.assign('B2', 'T4')];
  const cases: readonly [string, readonly (Command | Earlier)[], Command][] = [
    ['assigned', [...seated, B2], to.assign('B2', 'T3')],
    ['held', [...seated, B2], to.hold('H1', 'B2', 'T3')],
    ['held for nobody', seated, to.hold('H1', null, 'T3', { window: from('21:15', '22:00') })],
    [
      'confirmed',
      [...seated, B2, on('21:05', to.hold('H1', 'B2', 'T3', { ttlSeconds: 600 }))],
      to.confirm('H1', 'B2'),
    ],
    ['moved to', atT4, to.move('B2', 'T3')],
    ['chosen, being the only one', [...seated, B2], to.assignBest('B2', { constraints: onlyT3 })],
  ];
  test.each(cases)('%s', (_how, past, command) => {
    expect(warnings(past, command)).toMatchObject([occupied]);
  });
});

test('the event keeps the warning', () =>
  given(...seated, B2)
    .at('21:10')
    .when(to.assign('B2', 'T3'))
    .then({ type: 'TablesAssigned', data: { warnings: [occupied] } }));

describe('nothing is warned of', () => {
  const cases: readonly [string, readonly (Command | Earlier)[], Command, string?][] = [
    ['while their claim lasts', [...seated, B2], to.assign('B2', 'T3'), '20:59'],
    [
      'once they have left',
      [...seated, to.setStatus('B1', 'completed'), B2],
      to.assign('B2', 'T3'),
    ],
    [
      'once they sit elsewhere',
      [...seated, on('20:50', to.move('B1', 'T4')), B2],
      to.assign('B2', 'T3'),
    ],
    ['at other tables', [...seated, B2], to.assign('B2', 'T4')],
    ['where they never came', [...seated.slice(0, 2), B2], to.assign('B2', 'T3')],
    ['to themselves', seated, to.move('B1', 'T3', from('21:05', '22:00'))],
    [
      'for the next day',
      [...seated, to.register('B2', { startsAt: '2026-11-28T18:00:00.000Z' })],
      to.assign('B2', 'T3'),
    ],
  ];
  test.each(cases)('%s', (_when, past, command, at = '21:10') => {
    const told = warnings(past, command, at).map(({ code }) => code);
    expect(told).not.toContain('TABLE_MAY_BE_OCCUPIED');
  });
});

test('a person who asks beforehand is warned as well', () => {
  const floor = given(...seated, B2).floor();
  const now = instant('21:10');
  const choice = { bookingId: idOf('B2'), tableIds: [idOf('T3')] };
  const answer = validateChoice(floor, choice, now)!;
  expect(answer.ok).toBe(true);
  expect(answer.checks).toContainEqual(expect.objectContaining({ id: 'presence', status: 'warn' }));
  const table = manualContext(floor, idOf('B2'), now)!.tables.find(({ label }) => label === 'T3')!;
  expect(table.state).toBe('available');
  expect(table.checks).toContainEqual(expect.objectContaining({ id: 'presence', status: 'warn' }));
});

test('the selector takes such a table last, and a quote says so', () => {
  const floor = given(...seated, B2).floor();
  const now = instant('21:10');
  const wish = { bookingId: idOf('B2'), window: null };
  const any = quote(floor, floor.venue!, { ...wish, constraints: null }, null, now);
  const one = quote(floor, floor.venue!, { ...wish, constraints: onlyT3 }, null, now);
  expect(any).toMatchObject({ warnings: [] });
  expect(any).not.toMatchObject({ tables: [{ label: 'T3' }] });
  expect(one).toMatchObject({ tables: [{ label: 'T3' }], warnings: [occupied] });
});

describe('people who look at a party’s tables are told who stays too long,', () => {
  const overstay = { leadMinutes: 5, extendMinutes: 15, maxMinutes: 120 };
  const past = [
    to.configure({ overstay }),
    ...seated,
    to.register('B2', { startsAt: instant('21:05'), endsAt: instant('23:00') }),
    to.assign('B2', 'T3'),
  ];
  const told = {
    code: 'OVERSTAY',
    details: {
      bookingId: idOf('B1'),
      tables: [{ label: 'T3' }],
      until: instant('21:05'),
      next: { bookingId: idOf('B2') },
    },
  };
  test.each(['B1', 'B2'])('of the two parties: %s', (party) => {
    const floor = given(...past).floor();
    expect(manualContext(floor, idOf(party), instant('20:56'))!.warnings).toMatchObject([told]);
  });
  test('and nobody else is', () => {
    const floor = given(...past, to.register('B3'), to.assign('B3', 'T5')).floor();
    expect(manualContext(floor, idOf('B3'), instant('20:56'))!.warnings).toEqual([]);
  });
});
