import { describe, expect, test } from '@jest/globals';
import { Coverage, CHANGES_MAX, Floor, decide, evolve, readsOf } from '#allocation';
import type { Change, Decision } from '#allocation';
import type { Command } from '#contracts';
import * as to from '../../support/commands.js';
import { ENFORCING, OBSERVING, VENUE_ID, from, idOf, instant } from '../../support/floor-plan.js';
import { EVERY_CLOCK } from '../../support/clocks.js';

const PARTITION = 7;
const NOW = instant('17:00');

/** A floor that remembers what happened on it after a place, as one read for a command does. */
class Remembering {
  readonly floor: Floor;

  constructor(flags = ENFORCING) {
    this.floor = new Floor(VENUE_ID, PARTITION, flags, Coverage.everything(), EVERY_CLOCK);
    this.floor.changes = { afterSeq: 0, events: [] };
    this.do(to.configure());
  }

  do(...commands: readonly Command[]): this {
    for (const command of commands) {
      const decision = decide(this.floor, command, NOW);
      expect({ command, decision }).toMatchObject({ decision: { kind: 'accepted' } });
      if (decision.kind !== 'accepted') continue;
      for (const event of decision.events) {
        const { actor, commandId } = command;
        const seq = this.floor.contextSeq + 1;
        evolve(this.floor, { ...event, seq, recordedAt: NOW, actor, commandId });
      }
    }
    return this;
  }

  /** What a command is told that was shown the floor as it was at a version. */
  decide(command: Command, shownContextVersion: string | null): Decision {
    return decide(this.floor, to.sent(command, { shownContextVersion }), NOW);
  }

  get version(): string | null {
    return this.floor.contextVersion;
  }
}

function changed(decision: Decision): readonly string[] | null {
  if (decision.kind === 'accepted') return null;
  expect(decision.rejection.code).toBe('STALE_CONTEXT');
  const { changes } = decision.rejection.details as unknown as { changes: { type: string }[] };
  return changes.map(({ type }) => type);
}

/** B1 is shown, then H1 is placed for it on T1 and T2; `since` happens; H1 is confirmed. */
function confirmedAfter(...since: readonly Command[]): readonly string[] | null {
  const floor = new Remembering().do(
    to.register('B1', { partySize: 4 }),
    to.register('B2'),
    to.register('B3', { startsAt: instant('21:00') }),
    to.assign('B2', 'T3'),
  );
  const shown = floor.version;
  floor.do(to.hold('H1', 'B1', ['T1', 'T2']), ...since);
  return changed(floor.decide(to.confirm('H1', 'B1'), shown));
}

describe('a picture is not stale', () => {
  test.each<[string, Command[]]>([
    ['when nothing happened but the hold', []],
    ['when the hold was prolonged', [to.extend('H1', 600)]],
    ['for other tables', [to.assign('B2', 'T4')]],
    ['for another time', [to.assign('B3', ['T1'])]],
    ['for another booking', [to.register('B2', { partySize: 1 }), to.pin('B2')]],
    ['for what others give up', [to.unassign('B2')]],
    ['for a new booking', [to.register('B9')]],
  ])('%s', (_what, since) => {
    expect(confirmedAfter(...since)).toBeNull();
  });
});

describe('a picture is stale', () => {
  test.each<[string, Command[], string[]]>([
    ['when the booking changed', [to.register('B1', { partySize: 3 })], ['BookingChanged']],
    ['when its status did', [to.setStatus('B1', 'checked_in')], ['BookingStatusChanged']],
    [
      'when it was seated and given up again',
      [to.assign('B1', ['T4']), to.unassign('B1')],
      ['TablesUnassigned', 'TablesAssigned'],
    ],
    ['when the rules are others', [to.configure({ maxTables: 2 })], ['VenueConfigured']],
    ['when a flag was flipped', [to.flip('FEATURE_ALLOCATOR_MERGES_ENABLED', true)], ['FlagSet']],
  ])('%s', (_what, since, types) => {
    expect(confirmedAfter(...since)).toEqual(types);
  });

  test.each<[string, Command[]]>([
    ['TablesAssigned', [to.assign('B2', 'T1')]],
    ['HoldPlaced', [to.hold('H2', 'B2', 'T1')]],
    ['TablesBlocked', [to.block('K1', 'T1', from('18:00', '20:00'))]],
    ['BookingMoved', [to.assign('B2', 'P1'), to.move('B2', 'T1')]],
  ])('when the table was taken, where that does not refuse by itself: %s', (type, since) => {
    const floor = new Remembering(OBSERVING).do(to.register('B1'), to.register('B2'));
    const shown = floor.version;
    floor.do(...since);
    expect(changed(floor.decide(to.hold('H1', 'B1', 'T1'), shown))).toEqual([type]);
    expect(changed(floor.decide(to.hold('H1', 'B1', 'T2'), shown))).toBeNull();
  });

  test('when a swap took it, or moved the booking', () => {
    const floor = new Remembering(OBSERVING).do(
      ...['B1', 'B2', 'B3'].map((name) => to.register(name)),
      to.assign('B2', 'T1'),
      to.assign('B3', 'T2'),
    );
    const shown = floor.version;
    floor.do(to.swap('B2', 'B3'));
    expect(changed(floor.decide(to.hold('H1', 'B1', 'T1'), shown))).toEqual(['BookingsSwapped']);
    expect(changed(floor.decide(to.hold('H2', 'B3', 'T4'), shown))).toEqual(['BookingsSwapped']);
    expect(changed(floor.decide(to.hold('H1', 'B1', 'T4'), shown))).toBeNull();
  });

  test('when it is too old to tell, and when it is of no such venue', () => {
    const floor = new Remembering().do(to.register('B1'));
    const old = floor.version;
    floor.do(to.register('B2'), to.register('B3'));
    const { events } = floor.floor.changes!;
    floor.floor.changes = { afterSeq: floor.floor.contextSeq - 1, events: events.slice(-1) };
    expect(changed(floor.decide(to.hold('H1', 'B1', 'T1'), old))).toEqual(['BookingRegistered']);
    for (const strange of ['8:1', '7', 'yesterday', '']) {
      expect(changed(floor.decide(to.hold('H1', 'B1', 'T1'), strange))).toEqual([]);
    }
  });

  test('and tells the newest changes, not all', () => {
    const floor = new Remembering().do(to.register('B1'));
    const shown = floor.version;
    for (let i = 0; i < 30; i++)
      floor.do(to.register('B1', { partySize: 1 + (i % 2), zone: `${i}` }));
    floor.do(to.register('B1', { zone: null }), to.pin('B1'));
    const told = changed(floor.decide(to.hold('H1', 'B1', 'T1'), shown))!;
    expect(told).toHaveLength(20);
    expect(told[0]).toBe('BookingPinned');
  });
});

describe('a repack that was shown', () => {
  /** B1 has the T3 that B9 wants, and would go to T1; then `since` happens. */
  const agreedAfter = (...since: readonly Command[]): readonly string[] | null => {
    const floor = new Remembering().do(
      to.register('B1'),
      to.assign('B1', 'T3'),
      to.register('B2'),
      to.register('B9', { partySize: 4 }),
    );
    const shown = floor.version;
    floor.do(...since);
    return changed(floor.decide(to.repack('B9', 'T3', { B1: 'T1' }), shown));
  };

  test('is not stale for others at other tables', () => {
    expect(agreedAfter(to.assign('B2', 'T2'), to.register('B8'))).toBeNull();
  });

  test('is stale when somebody came to one of its tables, even if they are gone again', () => {
    expect(agreedAfter(to.assign('B2', 'T1'), to.move('B2', 'P1'))).toEqual(['TablesAssigned']);
  });

  test.each<[string, Command[], string[]]>([
    ['the guests', [to.register('B9', { partySize: 3 })], ['BookingChanged']],
    ['who makes room', [to.register('B1', { partySize: 1 })], ['BookingChanged']],
    ['who sits at a table of it', [to.assign('B1', 'T4')], ['TablesAssigned']],
  ])('is stale when %s changed', (_what, since, types) => {
    expect(agreedAfter(...since)).toEqual(types);
  });
});

test('an assignment that was shown is stale where it is looked at: its tables, its booking', () => {
  const floor = new Remembering(OBSERVING).do(
    to.register('B1'),
    to.register('B2'),
    to.register('B3', { startsAt: instant('22:00') }),
    to.assign('B1', 'T4', from('22:00', '23:00')),
  );
  const shown = floor.version;
  floor.do(to.assign('B2', 'T1'), to.assign('B3', 'T3'));
  expect(changed(floor.decide(to.assign('B1', 'T1'), shown))).toEqual(['TablesAssigned']);
  expect(changed(floor.decide(to.assign('B1', 'T3'), shown))).toBeNull();
  expect(changed(floor.decide(to.add('B1', 'T3'), shown))).toEqual(['TablesAssigned']);
  expect(changed(floor.decide(to.move('B1', 'P1'), shown))).toHaveLength(2);
});

describe('staleness is not asked', () => {
  test('of what is refused anyway, which keeps its reason', () => {
    const floor = new Remembering().do(to.register('B1'), to.register('B2'));
    const shown = floor.version;
    floor.do(to.assign('B2', 'T1'));
    const decision = floor.decide(to.hold('H1', 'B1', 'T1'), shown);
    expect(decision).toMatchObject({ kind: 'rejected', rejection: { code: 'TABLE_CONFLICT' } });
  });

  test('of a repeat', () => {
    const floor = new Remembering().do(to.register('B1'));
    const shown = floor.version;
    floor.do(to.hold('H1', 'B1', 'T1'), to.confirm('H1', 'B1'), to.pin('B1'));
    expect(changed(floor.decide(to.confirm('H1', 'B1'), shown))).toBeNull();
  });

  test('of a command that was shown nothing, and nothing is read for it', () => {
    const { floor } = new Remembering().do(to.register('B1'));
    const hold = to.hold('H1', 'B1', 'T1');
    expect(readsOf(floor, hold, null).changesAfter).toEqual([]);
    const shown = to.sent(hold, { shownContextVersion: '7:2' });
    expect(readsOf(floor, shown, null).changesAfter).toEqual([2]);
  });
});

test('a floor that nobody asked for changes keeps none', () => {
  const floor = new Floor(VENUE_ID, PARTITION, ENFORCING, Coverage.everything(), EVERY_CLOCK);
  const decision = decide(floor, to.configure(), NOW);
  const [event] = decision.kind === 'accepted' ? decision.events : [];
  const change = { ...event!, seq: 1, recordedAt: NOW, actor: { kind: 'staff', id: 'sam' } };
  evolve(floor, { ...(change as Change), commandId: idOf('c') });
  expect(floor.changes).toBeNull();
  expect(CHANGES_MAX).toBe(200);
});
