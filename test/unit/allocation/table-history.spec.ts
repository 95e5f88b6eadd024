import { expect, test } from '@jest/globals';
import { Coverage, Floor, TableHistory, decide, evolve, hadTableAt, lastOfEach } from '#allocation';
import type { Command, RecordedEvent, Spell } from '#contracts';
import * as to from '../../support/commands.js';
import { ENFORCING, VENUE_ID, idOf, instant } from '../../support/floor-plan.js';
import { EVERY_CLOCK } from '../../support/clocks.js';

type Act = readonly [time: string, command: Command];

const opening: readonly Act[] = [
  ['12:00', to.configure()],
  // From 19:00 to 21:00 both.
  ['12:00', to.register('B1')],
  ['12:00', to.register('B2')],
];

/** Who had T1 at a time, as known at another, of what was done when. */
function hadT1(acts: readonly Act[], at: string, asOf = '23:00'): string[] {
  const floor = new Floor(VENUE_ID, 7, ENFORCING, Coverage.everything(), EVERY_CLOCK);
  const past: Spell[] = [];
  const history = new TableHistory(idOf('T1'), (spell) => past.push(spell));
  for (const [time, command] of [...opening, ...acts]) {
    if (time > asOf) break;
    const now = instant(time);
    const decision = decide(floor, command, now);
    expect(decision).toMatchObject({ kind: 'accepted' });
    for (const event of decision.kind === 'accepted' ? decision.events : []) {
      const { actor, commandId } = command;
      const seq = floor.contextSeq + 1;
      const fact = { ...event, seq, recordedAt: now, actor, commandId };
      evolve(floor, fact);
      history.apply(fact as unknown as RecordedEvent);
    }
  }
  const spells = [...past, ...history.open()];
  const had = spells.filter((spell) => hadTableAt(spell, instant(at), instant(asOf)));
  const names = new Map(['B1', 'B2', 'H1', 'K1'].map((name) => [idOf(name), name]));
  return lastOfEach(had).map(({ kind, id }) => `${kind} ${names.get(id)}`);
}

const seated: readonly Act[] = [
  ['12:00', to.assign('B1', 'T1')],
  ['19:00', to.setStatus('B1', 'checked_in')],
];

test('guests had their table until they left, and nobody had it after them', () => {
  const acts: Act[] = [...seated, ['20:30', to.setStatus('B1', 'completed')]];
  expect(hadT1(acts, '19:00')).toEqual(['assignment B1']);
  expect(hadT1(acts, '20:29')).toEqual(['assignment B1']);
  expect(hadT1(acts, '20:30')).toEqual([]);
  // Before it was known that they would leave early, the table was theirs until the end.
  expect(hadT1(acts, '20:45', '20:00')).toEqual(['assignment B1']);
});

test('who came after them had it from then on', () => {
  const acts: Act[] = [
    ...seated,
    ['20:30', to.setStatus('B1', 'completed')],
    ['20:31', to.assign('B2', 'T1')],
  ];
  expect(hadT1(acts, '20:45')).toEqual(['assignment B2']);
  // The record of the second reaches back over all of their window; both are told.
  expect(hadT1(acts, '20:00')).toEqual(['assignment B1', 'assignment B2']);
});

test('who gave it up before their time never had it', () => {
  const acts: Act[] = [...seated.slice(0, 1), ['18:00', to.setStatus('B1', 'cancelled')]];
  expect(hadT1(acts, '19:30')).toEqual([]);
  expect(hadT1(acts, '19:30', '17:00')).toEqual(['assignment B1']);
});

test('guests who moved had the one table until then', () => {
  const acts: Act[] = [...seated, ['20:00', to.move('B1', 'T2')]];
  expect([hadT1(acts, '19:30'), hadT1(acts, '20:00')]).toEqual([['assignment B1'], []]);
});

test('an owner is told once, however often the window was changed', () => {
  const acts: Act[] = [
    ...seated,
    ['20:00', to.register('B1', { endsAt: instant('22:00') })],
    ['20:30', to.register('B1', { endsAt: instant('22:30') })],
  ];
  expect(hadT1(acts, '19:30')).toEqual(['assignment B1']);
  expect(hadT1(acts, '22:15')).toEqual(['assignment B1']);
});

test('a hold had it until it lapsed, was let go, or became the assignment', () => {
  const held: Act = ['19:10', to.hold('H1', 'B1', 'T1', { ttlSeconds: 300 })];
  expect(hadT1([held], '19:12')).toEqual(['hold H1']);
  expect(hadT1([held], '19:15')).toEqual([]);
  expect(hadT1([held], '19:15', '19:14')).toEqual(['hold H1']);
  expect(hadT1([held, ['19:20', to.expire('H1')]], '19:16')).toEqual([]);
  const released: Act[] = [held, ['19:13', to.release('H1', 'B1')]];
  expect([hadT1(released, '19:12'), hadT1(released, '19:13')]).toEqual([['hold H1'], []]);
  const confirmed: Act[] = [held, ['19:13', to.confirm('H1', 'B1')]];
  expect(hadT1(confirmed, '19:12')).toEqual(['assignment B1']);
});

test('a block had it until it was lifted', () => {
  const acts: Act[] = [
    ['12:00', to.block('K1', 'T1', { start: instant('13:00'), end: null })],
    ['14:00', to.unblock('K1')],
  ];
  expect([hadT1(acts, '13:30'), hadT1(acts, '14:30')]).toEqual([['block K1'], []]);
});
