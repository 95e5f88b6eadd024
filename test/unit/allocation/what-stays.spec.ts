import { describe, expect, test } from '@jest/globals';
import { validateChoice } from '#allocation';
import type { Command, Table, VenueConfiguration } from '#contracts';
import * as to from '../../support/commands.js';
import { assigned, confirmed, held, moved, swapped } from '../../support/facts.js';
import { POLICY, TABLES, from, idOf, instant } from '../../support/floor-plan.js';
import { given } from '../../support/given.js';

const B1 = to.register('B1');
const lunchOnly = to.configure({ servicePeriods: POLICY.servicePeriods.slice(0, 1) });

/** The floor plan with some tables otherwise. */
function otherwise(
  changes: Record<string, Partial<Table>>,
  more: Partial<VenueConfiguration> = {},
): Command {
  const tables = TABLES.map((table) => ({ ...table, ...changes[table.label] }));
  return to.configure({}, { tables, ...more });
}

describe('hours that were cut do not bind a booking that keeps its time', () => {
  const seated = [to.configure(), B1, to.assign('B1', 'T1')];

  test('when it moves to another table', () => {
    const outcome = given(...seated, lunchOnly).when(to.move('B1', 'T2'));
    outcome.warning('OUTSIDE_SERVICE').then(moved('B1', 'T1', 'T2'));
  });

  test('when it is assigned one, by a person or by the selector', () => {
    given(...seated, lunchOnly)
      .when(to.assign('B1', 'T2'))
      .warning('OUTSIDE_SERVICE')
      .then(assigned('B1', 'T2'));
    const elsewhere = to.assignBest('B1', { constraints: { excludeTableIds: [idOf('T1')] } });
    given(...seated, lunchOnly)
      .when(elsewhere)
      .warning('OUTSIDE_SERVICE')
      .then(assigned('B1', 'T2', { method: 'best' }));
  });

  test('when only its end changes', () =>
    given(...seated, lunchOnly)
      .when(to.move('B1', 'T1', from('19:00', '22:00')))
      .warning('OUTSIDE_SERVICE')
      .then(moved('B1', 'T1', 'T1', from('19:00', '22:00'))));

  test('when another table is held for it and confirmed', () => {
    given(...seated, lunchOnly)
      .when(to.hold('H1', 'B1', 'T2'))
      .warning('OUTSIDE_SERVICE')
      .then(held('H1', 'T2'));
    given(...seated, lunchOnly)
      .when(to.holdBest('H1', 'B1'))
      .warning('OUTSIDE_SERVICE');
    given(...seated, to.hold('H1', 'B1', 'T2'), lunchOnly)
      .when(to.confirm('H1', 'B1'))
      .warning('OUTSIDE_SERVICE');
  });

  test('when it swaps tables, each keeping its window', () => {
    const later = to.register('B2', { startsAt: instant('21:00') });
    given(...seated, later, to.assign('B2', 'T2'), lunchOnly)
      .when(to.swap('B1', 'B2'))
      .warning('OUTSIDE_SERVICE', 'OUTSIDE_SERVICE')
      .then(swapped('B1 gets T2', 'B2 gets T1'));
  });

  test('when it makes room', () => {
    const lunch = to.register('B2', { startsAt: instant('14:30'), endsAt: instant('19:30') });
    given(...seated, lunch, lunchOnly)
      .when(to.repack('B2', 'T1', { B1: 'T2' }))
      .warning('OUTSIDE_SERVICE')
      .then(moved('B1', 'T1', 'T2'), assigned('B2', 'T1', { method: 'repack' }));
  });

  test('when a person asks beforehand', () => {
    const floor = given(...seated, lunchOnly).floor();
    const choice = { bookingId: idOf('B1'), tableIds: [idOf('T2')] };
    expect(validateChoice(floor, choice, instant('17:00'))?.ok).toBe(true);
  });

  test('but do bind one that comes at another time, or has no table yet', () => {
    given(...seated, lunchOnly)
      .when(to.move('B1', 'T1', from('19:30', '21:00')))
      .refused('OUTSIDE_SERVICE');
    given(to.configure(), B1, lunchOnly).when(to.assign('B1', 'T1')).refused('OUTSIDE_SERVICE');
  });
});

describe('what became of its tables does not bind a booking that keeps them', () => {
  const later = from('20:00', '22:00');
  const three = to.register('B1', { partySize: 3 });
  const six = to.register('B1', { partySize: 6 });

  test.each<[string, Command, string[], Command]>([
    ['TABLE_INACTIVE', three, ['T3'], otherwise({ T3: { active: false } })],
    ['CAPACITY_INSUFFICIENT', three, ['T3'], otherwise({ T3: { maxParty: 2 } })],
    ['ZONES_MIXED', six, ['T3', 'T4'], otherwise({ T3: { zone: 'bar' } })],
    ['TABLE_FIXED', six, ['T3', 'T4'], otherwise({ T3: { mobility: 'fixed' } })],
    ['TOO_MANY_TABLES', six, ['T3', 'T4'], to.configure({ maxTables: 1 })],
    ['NOT_ADJACENT', six, ['T3', 'T4'], otherwise({}, { adjacencies: [] })],
    ['MERGES_DISABLED', six, ['T3', 'T4'], to.flip('FEATURE_ALLOCATOR_MERGES_ENABLED', false)],
  ])('%s warns where only the time changes', (code, booking, tables, change) => {
    const labels = tables.join(' ');
    const past = given(to.configure(), booking, to.assign('B1', tables), change);
    const outcome = past.when(to.move('B1', tables, later));
    expect(outcome.decision).toMatchObject({ kind: 'accepted' });
    const warnings = outcome.decision.kind === 'accepted' ? outcome.decision.warnings : [];
    expect(warnings.map((warning) => warning.code)).toContain(code);
    outcome.then(moved('B1', labels, labels, later));
  });

  test('and binds one that takes others besides, or gives up some', () => {
    const past = given(
      to.configure(),
      six,
      to.assign('B1', ['T3', 'T4']),
      otherwise({ T3: { active: false } }),
    );
    past.when(to.assign('B1', ['T2', 'T3', 'T4'])).refused('TABLE_INACTIVE');
    past.when(to.assign('B1', 'T3')).refused('TABLE_INACTIVE');
  });

  test('but a table that is gone is refused, and so is one that is taken', () => {
    const without = { tables: TABLES.filter(({ label }) => label !== 'T1'), adjacencies: [] };
    const dropped = to.configure({}, { ...without, force: true, reason: 'it burnt' });
    given(to.configure(), B1, to.assign('B1', 'T1'), dropped)
      .when(to.move('B1', 'T1', later))
      .refused('TABLE_NOT_FOUND');
    const next = to.register('B2', { startsAt: instant('21:00') });
    given(to.configure(), B1, to.assign('B1', 'T1'), next, to.assign('B2', 'T1'))
      .when(to.move('B1', 'T1', later))
      .refused('TABLE_CONFLICT');
  });
});

describe('tables for another time than the booked one', () => {
  const years = { start: '2027-11-27T19:00:00.000Z', end: '2027-11-27T21:00:00.000Z' };

  test('are given with a warning that tells both times', () => {
    const outcome = given(B1).when(to.assign('B1', 'T1', years));
    outcome.warning('OUTSIDE_BOOKED_TIME').then(assigned('B1', 'T1'));
    const details = { startsAt: instant('19:00'), window: years };
    expect(outcome.event('TablesAssigned').warnings).toMatchObject([{ details }]);
  });

  test('also where a hold of another time is confirmed', () =>
    given(B1, to.hold('H1', 'B1', 'T1', { window: from('21:00', '22:00') }))
      .when(to.confirm('H1', 'B1'))
      .warning('OUTSIDE_BOOKED_TIME')
      .then(confirmed('H1', 'B1'), assigned('B1', 'T1')));

  test('or the hold is placed', () =>
    given(B1)
      .when(to.hold('H1', 'B1', 'T1', { window: from('21:00', '22:00') }))
      .warning('OUTSIDE_BOOKED_TIME')
      .then(held('H1', 'T1')));

  test('are no matter for guests who are here, nor while the booked time is within', () => {
    given(B1, to.setStatus('B1', 'checked_in'))
      .when(to.assign('B1', 'T1', from('18:00', '19:00')))
      .warning();
    given(B1)
      .when(to.assign('B1', 'T1', from('18:00', '19:30')))
      .warning();
  });
});
