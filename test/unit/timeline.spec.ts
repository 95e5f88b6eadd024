import { describe, expect, test } from '@jest/globals';
import { serviceDay, timelineOf, timelineReads } from '#allocation';
import type { Timeline, TimelineSegment } from '#contracts';
import * as to from '../support/commands.js';
import {
  DAY,
  ENFORCING,
  OBSERVING,
  POLICY,
  TABLES,
  from,
  idOf,
  instant,
  table,
} from '../support/floor-plan.js';
import { given, on } from '../support/given.js';
import type { Given } from '../support/given.js';
import { partlyRead } from '../support/partial-floor.js';

function timeline(past: Given, at = '17:00', date = DAY): Timeline {
  const floor = past.floor();
  const { clock, configuration } = floor.venue!;
  const { policy } = configuration;
  return timelineOf(floor, floor.venue!, serviceDay(policy, clock, date), instant(at));
}

function segments(shown: Timeline, label: string): readonly TimelineSegment[] {
  return shown.rows.find((row) => row.table.label === label)!.segments;
}

const quarter = (shown: Timeline, time: string): { covers: number; occupancy: number } => {
  const { covers, occupancy } = shown.quarters.find(({ start }) => start === instant(time))!;
  return { covers, occupancy };
};

describe('a row of the timeline', () => {
  test('shows who sits there, under what name, and the tables joined to it', () => {
    const metadata = { name: 'Ana', note: 'by the window', phone: 5 };
    const shown = timeline(
      given(to.register('B1', { partySize: 4, metadata }), to.assign('B1', ['T1', 'T2'])),
    );
    expect(segments(shown, 'T2')).toMatchObject([
      {
        kind: 'assignment',
        window: from('19:00', '21:00'),
        bookingId: idOf('B1'),
        tables: [{ label: 'T1' }, { label: 'T2' }],
        booking: { name: 'Ana', note: 'by the window', partySize: 4, pinReason: null },
        expiresAt: null,
      },
    ]);
    expect(shown.rows.map((row) => row.table.label)).toEqual([
      'T1',
      'T2',
      'T3',
      'T4',
      'T5',
      'F1',
      'X1',
      'P1',
      'P2',
    ]);
    expect(shown.unassigned).toEqual([]);
  });

  test('shows a hold with its end and owner, until it has lapsed', () => {
    const held = given(to.register('B1'), to.hold('H1', 'B1', 'T1', { ttlSeconds: 60 }));
    expect(segments(timeline(held, '17:00:59'), 'T1')).toMatchObject([
      { kind: 'hold', holdId: idOf('H1'), expiresAt: instant('17:01'), owner: 'sam' },
    ]);
    expect(segments(timeline(held, '17:01'), 'T1')).toEqual([]);
    // Nobody has swept it: the booking still needs a table, before and after.
    expect(timeline(held, '17:01').unassigned).toMatchObject([{ bookingId: idOf('B1') }]);
  });

  test('of a table that was dropped by force is gone, and its guests need another', () => {
    const tables = TABLES.filter(({ label }) => label !== 'T1');
    const drop = { tables, adjacencies: [], force: true, reason: 'it burnt' };
    const past = given(
      to.configure(),
      to.register('B1'),
      to.assign('B1', 'T1'),
      to.register('B2', { partySize: 4 }),
      to.assign('B2', ['T2', 'T3']),
      to.register('B3', { startsAt: instant('12:30') }),
      to.assign('B3', 'T1'),
      to.configure({}, drop),
    );
    const needing = timeline(past).unassigned.map(({ bookingId }) => bookingId);
    expect(needing).toEqual([idOf('B3'), idOf('B1')]);
    const merged = given(
      to.configure(),
      to.register('B1', { partySize: 4 }),
      to.assign('B1', ['T1', 'T2']),
      to.configure({}, drop),
    );
    expect(timeline(merged).unassigned).toMatchObject([{ bookingId: idOf('B1') }]);
    expect(segments(timeline(merged), 'T2')).toMatchObject([
      { tables: [{ tableId: idOf('T1'), label: idOf('T1') }, { label: 'T2' }] },
    ]);
  });

  test('shows a block with its reason, however long', () => {
    const shown = timeline(given(to.block('K1', ['T1', 'T2'], from('10:00', '40:00'), 'paint')));
    expect(segments(shown, 'T1')).toMatchObject([
      { kind: 'block', reason: 'paint', booking: null, tables: [{ label: 'T1' }, { label: 'T2' }] },
    ]);
  });

  test('shows shadows, one over the other', () => {
    const past = given(
      to.register('B1'),
      to.assign('B1', 'T1'),
      to.register('B2'),
      to.assign('B2', 'T1'),
    ).under(OBSERVING);
    const shown = timeline(past);
    expect(segments(shown, 'T1').map(({ shadow }) => shadow)).toEqual([true, true]);
    expect(quarter(shown, '19:00')).toEqual({ covers: 4, occupancy: 1 / 8 });
  });
});

describe('the day of the timeline', () => {
  test('reaches from the first opening to the last close, past midnight', () => {
    const shown = timeline(given());
    expect(shown.window).toEqual(from('12:00', '25:00'));
    expect(shown.service.map(({ name }) => name)).toEqual(['lunch', 'dinner']);
    expect(shown.quarters).toHaveLength(13 * 4);
  });

  test('has the party that starts after midnight, and not the next evening', () => {
    const past = given(
      to.register('B1', { startsAt: instant('24:30') }),
      to.register('B2', { startsAt: instant('36:30') }),
      to.assign('B1', 'T1'),
      to.assign('B2', 'T1'),
    );
    expect(segments(timeline(past), 'T1')).toMatchObject([{ bookingId: idOf('B1') }]);
    const next = timeline(past, '36:00', '2026-11-28');
    expect(segments(next, 'T1')).toMatchObject([{ bookingId: idOf('B2') }]);
  });

  test('widens to a booking outside of every service', () => {
    const policy = { outsideService: 'warn' } as const;
    const early = { startsAt: instant('08:00'), endsAt: instant('09:00') };
    const past = given(to.configure(policy), to.register('B1', early), to.assign('B1', 'T1'));
    expect(timeline(past).window).toEqual(from('08:00', '25:00'));
    const waiting = given(to.configure(policy), to.register('B1', early));
    expect(timeline(waiting).window).toEqual(from('08:00', '25:00'));
  });

  test('is whole where nothing is served', () => {
    const past = given(to.configure({ servicePeriods: POLICY.servicePeriods.slice(0, 1) }));
    const policy = { ...POLICY, servicePeriods: [{ ...POLICY.servicePeriods[0]!, days: [1] }] };
    const shown = timeline(given(to.configure(policy)));
    expect(shown.service).toEqual([]);
    expect(shown.window).toEqual(from('00:00', '24:00'));
    expect(timeline(past).window).toEqual(from('12:00', '15:00'));
  });
});

test('who still needs a table is in order, without those that are over', () => {
  const past = given(
    to.register('B1', { startsAt: instant('20:00') }),
    to.register('B2', { startsAt: instant('19:00') }),
    to.register('B3'),
    to.setStatus('B3', 'cancelled'),
    to.register('B4', { startsAt: instant('43:00') }),
    to.register('B5'),
    to.assign('B5', 'T1'),
  );
  const unassigned = timeline(past).unassigned.map(({ bookingId }) => bookingId);
  expect(unassigned).toEqual([idOf('B2'), idOf('B1')]);
});

describe('guests who have left', () => {
  const sat = [to.register('B1', { partySize: 4 }), to.assign('B1', ['T1', 'T2'])];
  const left = (time: string) => on(time, to.setStatus('B1', 'completed'));

  test('are shown where they sat, until they left, and counted until then', () => {
    const shown = timeline(given(...sat, left('20:10')), '20:30');
    for (const label of ['T1', 'T2']) {
      expect(segments(shown, label)).toMatchObject([
        {
          kind: 'assignment',
          past: true,
          window: from('19:00', '20:10'),
          bookingId: idOf('B1'),
          tables: [{ label: 'T1' }, { label: 'T2' }],
          booking: { status: 'completed', partySize: 4 },
        },
      ]);
    }
    expect(quarter(shown, '20:00')).toEqual({ covers: 4, occupancy: 2 / 8 });
    expect(quarter(shown, '20:15')).toEqual({ covers: 0, occupancy: 0 });
  });

  test('are shown until their table was theirs, however late somebody said so', () => {
    const shown = timeline(given(...sat, left('22:00')), '22:30');
    expect(segments(shown, 'T1')).toMatchObject([{ window: from('19:00', '21:00') }]);
    expect(quarter(shown, '20:45')).toEqual({ covers: 4, occupancy: 2 / 8 });
    expect(quarter(shown, '21:00')).toEqual({ covers: 0, occupancy: 0 });
  });

  test('had each of joined tables for its own time', () => {
    const overstay = { leadMinutes: 5, extendMinutes: 15, maxMinutes: 120 };
    const next = { startsAt: instant('21:05'), endsAt: instant('22:00') };
    const past = given(
      to.configure({ overstay }),
      ...sat,
      to.setStatus('B1', 'seated'),
      to.register('B2', next),
      to.assign('B2', 'T2'),
      on('20:57', to.extendStay('B1')),
      left('21:10'),
    );
    const shown = timeline(past, '21:30');
    expect(segments(shown, 'T1')).toMatchObject([{ window: from('19:00', '21:10') }]);
    expect(segments(shown, 'T2')).toMatchObject([
      { past: true, window: from('19:00', '21:05') },
      { bookingId: idOf('B2'), window: from('21:05', '22:00') },
    ]);
  });

  test.each([
    ['who left before they were to sit', [...sat, left('18:00')]],
    ['who never had a table', [to.register('B1'), left('20:10')]],
    ['who did not come', [...sat, on('20:10', to.setStatus('B1', 'no_show'))]],
    ['whose leaving was taken back', [...sat, left('20:10'), to.setStatus('B1', 'seated')]],
  ])('(%s) are not shown', (_who, past) => {
    const shown = timeline(given(...past), '20:30');
    const tiles = shown.rows.flatMap((row) => row.segments);
    expect(tiles.filter((one) => one.past)).toEqual([]);
  });

  test('had their sitting, and the next party the rest', () => {
    const early = { startsAt: instant('20:15'), endsAt: instant('22:15') };
    const past = given(...sat, left('20:10'), to.register('B2', early), to.assign('B2', 'T1'));
    const shown = timeline(past, '20:30');
    expect(segments(shown, 'T1').map(({ past: over }) => over ?? false)).toEqual([true, false]);
  });

  test('are read for the day that they sat on', () => {
    const floor = given(...sat, left('20:10')).floor();
    const { clock, configuration } = floor.venue!;
    const day = serviceDay(configuration.policy, clock, DAY);
    const part = partlyRead(
      floor,
      (known) => timelineReads(known, day),
      instant('20:30'),
      ENFORCING,
    );
    const shown = timelineOf(part, part.venue!, day, instant('20:30'));
    expect(segments(shown, 'T1')).toMatchObject([{ past: true }]);
  });
});

describe('covers and occupancy', () => {
  test('count who sits in the quarter, without buffers; a table is taken with them', () => {
    const buffers = { beforeMinutes: 15, afterMinutes: 15 };
    const past = given(
      to.configure({ buffers }),
      to.register('B1', { partySize: 4 }),
      to.assign('B1', ['T1', 'T2']),
      to.register('B2', { startsAt: instant('20:50') }),
      to.assign('B2', 'T4'),
    );
    const shown = timeline(past);
    // Eight tables are in use.
    expect(quarter(shown, '18:30')).toEqual({ covers: 0, occupancy: 0 });
    expect(quarter(shown, '18:45')).toEqual({ covers: 0, occupancy: 2 / 8 });
    expect(quarter(shown, '19:00')).toEqual({ covers: 4, occupancy: 2 / 8 });
    expect(quarter(shown, '20:45')).toEqual({ covers: 6, occupancy: 3 / 8 });
    expect(quarter(shown, '21:00')).toEqual({ covers: 2, occupancy: 3 / 8 });
    expect(quarter(shown, '21:15')).toEqual({ covers: 2, occupancy: 1 / 8 });
  });

  test('follow a booking that was moved to another time, buffers of that left out', () => {
    const past = given(
      to.configure({ buffers: { beforeMinutes: 0, afterMinutes: 30 } }),
      to.register('B1'),
      to.assign('B1', 'T1'),
      to.move('B1', 'T1', from('20:00', '22:30')),
    );
    const shown = timeline(past);
    const covers = ['19:45', '20:00', '21:45', '22:00'].map((time) => quarter(shown, time).covers);
    expect(covers).toEqual([0, 2, 2, 0]);
  });

  test('are nothing where no table is in use', () => {
    const tables = [table('T1', 2, { active: false })];
    const shown = timeline(given(to.configure({}, { tables, adjacencies: [] })));
    expect(quarter(shown, '19:00')).toEqual({ covers: 0, occupancy: 0 });
  });
});
