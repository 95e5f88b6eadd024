import { expect, test } from '@jest/globals';
import { serviceDay, timelineOf, timelineReads } from '#allocation';
import type { AttentionRow, Command } from '#contracts';
import * as to from '../support/commands.js';
import { DAY, ENFORCING, from, idOf, instant } from '../support/floor-plan.js';
import { given, on } from '../support/given.js';
import type { Earlier } from '../support/given.js';
import { partlyRead } from '../support/partial-floor.js';

const OVERSTAY = { leadMinutes: 5, extendMinutes: 15, maxMinutes: 120 };
const house = to.configure({ overstay: OVERSTAY });
const B1 = [to.register('B1'), to.assign('B1', 'T3'), to.setStatus('B1', 'seated')];

function next(start: string): Command[] {
  const times = { startsAt: instant(start), endsAt: instant('23:00') };
  return [to.register('B2', times), to.assign('B2', 'T3')];
}

/** As the day on show tells at a time, read as the service reads it. */
function attention(past: readonly (Command | Earlier)[], at: string): readonly AttentionRow[] {
  const floor = given(...past).floor();
  const { clock, configuration } = floor.venue!;
  const day = serviceDay(configuration.policy, clock, DAY);
  const read = partlyRead(floor, (known) => timelineReads(known, day), instant(at), ENFORCING);
  return timelineOf(read, read.venue!, day, instant(at)).needsAttention;
}

test('guests in whose way the next party is are named with it, and with who could move where', () => {
  const past = [house, ...B1, ...next('21:05')];
  expect(attention(past, '20:54')).toEqual([]);
  const [row, ...others] = attention(past, '20:56');
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    kind: 'overstay',
    bookingId: idOf('B1'),
    booking: { status: 'seated', partySize: 2 },
    tables: [{ label: 'T3' }],
    until: instant('21:05'),
    next: { kind: 'assignment', bookingId: idOf('B2'), window: from('21:05', '23:00') },
  });
  expect(row!.moves.map(({ bookingId }) => bookingId)).toEqual([
    idOf('B2'),
    idOf('B2'),
    idOf('B1'),
  ]);
  for (const { bookingId, tables } of row!.moves) {
    const tableIds = tables.map(({ label }) => label);
    const name = bookingId === idOf('B1') ? 'B1' : 'B2';
    const { decision } = given(...past)
      .at('20:56')
      .when(to.move(name, tableIds));
    expect(decision).toMatchObject({ kind: 'accepted' });
  }
});

test('they stay named once it was told of, and until somebody moves or leaves', () => {
  const past = [house, ...B1, ...next('21:05'), on('20:56', to.extendStay('B1'))];
  expect(attention(past, '21:10')).toMatchObject([{ kind: 'overstay', bookingId: idOf('B1') }]);
  expect(attention([...past, to.move('B2', 'T4')], '21:10')).toEqual([]);
  expect(attention([...past, to.setStatus('B1', 'completed')], '21:10')).toEqual([]);
});

test('a pinned party is not asked to move', () => {
  const [row] = attention([house, ...B1, ...next('21:05'), to.pin('B2')], '20:56');
  expect(new Set(row!.moves.map(({ bookingId }) => bookingId))).toEqual(new Set([idOf('B1')]));
});

test.each([
  ['where nothing lengthens stays', to.configure(), '21:01'],
  ['past the policy’s bound', house, '23:01'],
])('guests of whom nobody said that they left are listed %s', (_where, venue, at) => {
  expect(attention([venue, ...B1], at)).toMatchObject([
    { kind: 'lapsed', bookingId: idOf('B1'), until: instant('21:00'), next: null, moves: [] },
  ]);
  expect(attention([venue, ...B1, ...next('21:05')], at)).toMatchObject([
    { kind: 'lapsed', next: { bookingId: idOf('B2') } },
  ]);
});

test('who is next comes first, then who is gone longest', () => {
  const early = { startsAt: instant('15:00'), endsAt: instant('17:00') };
  const lapsed = (booking: string, table: string, wish = {}) => [
    to.register(booking, wish),
    to.assign(booking, table),
    to.setStatus(booking, 'seated'),
  ];
  const policy = { overstay: OVERSTAY, outsideService: 'warn' } as const;
  const late = { startsAt: instant('20:00'), endsAt: instant('22:00') };
  const past = [
    to.configure(policy),
    ...lapsed('B4', 'T4', { startsAt: instant('16:00'), endsAt: instant('18:00') }),
    ...lapsed('B3', 'T2', early),
    ...lapsed('B1', 'T3', late),
    to.register('B2', { startsAt: instant('22:00'), endsAt: instant('23:00') }),
    to.assign('B2', 'T3'),
  ];
  const rows = attention(past, '21:58').map(({ kind, bookingId }) => [kind, bookingId]);
  expect(rows).toEqual([
    ['overstay', idOf('B1')],
    ['lapsed', idOf('B3')],
    ['lapsed', idOf('B4')],
  ]);
});

test('guests who have not come, or whose time is not over, need nobody', () => {
  expect(attention([house, to.register('B1'), to.assign('B1', 'T3')], '21:30')).toEqual([]);
  expect(attention([house, ...B1], '20:56')).toEqual([]);
  expect(attention([to.configure(), ...B1, ...next('21:05')], '20:56')).toEqual([]);
});
