import { describe, expect, test } from '@jest/globals';
import { readsOf } from '#allocation';
import type { Command, Table, VenueConfiguration, Warning } from '#contracts';
import * as to from '../../support/commands.js';
import { TABLES, from, idOf, instant } from '../../support/floor-plan.js';
import { given } from '../../support/given.js';
import type { Given } from '../../support/given.js';

const two = to.register('B1');
const six = to.register('B1', { partySize: 6 });
const ten = to.register('B1', { partySize: 10 });

/** The floor plan with some tables otherwise. */
function otherwise(
  changes: Record<string, Partial<Table>>,
  more: Partial<VenueConfiguration> = {},
): Command {
  const tables = TABLES.map((table) => ({ ...table, ...changes[table.label] }));
  return to.configure({}, { tables, ...more });
}

function without(label: string): Command {
  const tables = TABLES.filter((table) => table.label !== label);
  return to.configure({}, { tables, adjacencies: [], force: true, reason: 'it burnt' });
}

function warningsOf(past: Given, command: Command, at = '17:00'): readonly Warning[] {
  const { decision } = past.at(at).when(command);
  expect(decision).toMatchObject({ kind: 'accepted', events: [{ type: 'VenueConfigured' }] });
  return decision.kind === 'accepted' ? decision.warnings : [];
}

describe('a new configuration warns of whom it concerns', () => {
  test.each<[string, Command, string[], Command]>([
    ['TABLE_INACTIVE', two, ['T1'], otherwise({ T1: { active: false } })],
    ['CAPACITY_INSUFFICIENT', two, ['T1'], otherwise({ T1: { capacity: 1, maxParty: 1 } })],
    ['CAPACITY_INSUFFICIENT', two, ['T1'], otherwise({ T1: { minParty: 1, maxParty: 1 } })],
    ['ZONES_MIXED', six, ['T3', 'T4'], otherwise({ T3: { zone: 'bar' } })],
    ['TABLE_FIXED', six, ['T3', 'T4'], otherwise({ T3: { mobility: 'fixed' } })],
    ['NOT_ADJACENT', six, ['T3', 'T4'], otherwise({}, { adjacencies: [] })],
    ['TOO_MANY_TABLES', ten, ['T2', 'T3', 'T4'], to.configure({ maxTables: 2 })],
    ['TABLE_DROPPED', ten, ['T2', 'T3', 'T4'], without('T3')],
  ])(
    '%s names the booking, its tables, its time and its party',
    (code, booking, tables, change) => {
      const past = given(to.configure(), booking, to.assign('B1', tables));
      const warnings = warningsOf(past, change);
      expect(warnings).toMatchObject([
        {
          code,
          details: { bookingId: idOf('B1'), labels: tables, window: from('19:00', '21:00') },
        },
      ]);
      expect(warnings[0]!.message).toContain(tables.join(' and '));
    },
  );

  test('who has a table of its own or a hold, present sittings included', () => {
    const past = given(
      to.configure(),
      two,
      to.assign('B1', 'T1'),
      to.setStatus('B1', 'checked_in'),
      to.register('B2', { startsAt: instant('21:00') }),
      to.hold('H2', 'B2', 'T1', { ttlSeconds: 600 }),
      to.hold('H3', null, 'T1', { window: from('23:00', '24:00'), ttlSeconds: 600 }),
    );
    const named = warningsOf(past, without('T1')).map(({ details }) => details);
    expect(named).toMatchObject([
      { bookingId: idOf('B1'), labels: ['T1'], partySize: 2 },
      { bookingId: idOf('B2'), holdId: idOf('H2') },
      { bookingId: null, holdId: idOf('H3'), partySize: null },
    ]);
  });

  test('not those that are over, have lapsed, or were no better off before', () => {
    const past = given(to.configure(), two, to.assign('B1', 'T1'));
    expect(warningsOf(past, without('T1'), '21:00')).toEqual([]);
    const held = given(to.configure(), two, to.hold('H1', 'B1', 'T1'));
    expect(warningsOf(held, without('T1'), '17:10')).toEqual([]);
    const out = given(
      to.configure(),
      two,
      to.assign('B1', 'T1'),
      otherwise({ T1: { active: false } }),
    );
    expect(warningsOf(out, otherwise({ T1: { active: false }, T2: { capacity: 4 } }))).toEqual([]);
  });

  test('fifty of them by name, and the rest by their number', () => {
    const days = Array.from({ length: 53 }, (_, i) => `D${i}`);
    const past = days.flatMap((name, i) => {
      const startsAt = new Date(Date.parse(instant('19:00')) + i * 86_400_000).toISOString();
      return [to.register(name, { startsAt }), to.assign(name, 'T1')];
    });
    const warnings = warningsOf(given(to.configure(), ...past), without('T1'));
    expect(warnings).toHaveLength(51);
    expect(warnings[0]).toMatchObject({ details: { bookingId: idOf('D0') } });
    expect(warnings[50]).toMatchObject({ code: 'TABLE_DROPPED', details: { more: 3 } });
  });
});

describe('a new configuration reads', () => {
  const past = given(to.configure(), ten, to.assign('B1', ['T2', 'T3', 'T4']));

  test('nothing where nobody can be concerned, and nothing before the time is known', () => {
    const floor = past.floor();
    const better = otherwise({ T1: { capacity: 4, maxParty: 4 }, X1: { active: true } });
    expect(readsOf(floor, better, instant('17:00'))).toMatchObject({ spans: [], bookings: [] });
    expect(readsOf(floor, without('T3'), null)).toMatchObject({ spans: [], bookings: [] });
  });

  test('claims from now on, of the tables that it changes', () => {
    const change = otherwise({ T3: { active: false } });
    expect(readsOf(past.floor(), change, instant('17:00'))).toMatchObject({
      spans: [{ tableIds: [idOf('T3')], window: { start: instant('17:00'), end: null } }],
      bookings: [idOf('B1')],
    });
  });
});
