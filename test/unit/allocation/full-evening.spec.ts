import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Decision } from '#allocation';
import {
  Coverage,
  Floor,
  REPACK_STEPS_MAX,
  decide,
  evolve,
  previewRepack,
  quote,
} from '#allocation';
import type { Command, RepackPreview, TableRef, Uuid } from '#contracts';
import { assign, command, configure, register } from '../../support/commands.js';
import { readVenue } from '../../support/data-files.js';
import { ENFORCING, VENUE_ID, idOf, table } from '../../support/floor-plan.js';
import { fridayCommands } from '../../support/friday-commands.js';
import { violations } from '../../support/invariants.js';
import { EVERY_CLOCK } from '../../support/clocks.js';

/** Noon of the day, when the host looks at who is on the list of those who wait. */
const NOW = '2026-11-13T11:00:00.000Z';

const { venueId } = readVenue('venues/brasserie');

let floor: Floor;
let waiting: readonly Uuid[];

function play(on: Floor, command: Command): Decision {
  const decision = decide(on, command, NOW);
  if (decision.kind === 'rejected') return decision;
  for (const event of decision.events) {
    const { actor, commandId } = command;
    evolve(on, { ...event, seq: on.contextSeq + 1, recordedAt: NOW, actor, commandId });
  }
  return decision;
}

beforeAll(() => {
  floor = new Floor(venueId, 7, ENFORCING, Coverage.everything(), EVERY_CLOCK);
  for (const command of fridayCommands('brasserie')) play(floor, command);
  waiting = [...floor.bookings.keys()].filter((id) => !floor.assignments.has(id));
});

/** How much of the processor each question took, told in ms: bounds are counted in steps. */
function timed<T>(name: string, asked: readonly Uuid[], ask: (id: Uuid) => T): T[] {
  const micros: number[] = [];
  const answers = asked.map((id) => {
    const before = process.cpuUsage();
    const answer = ask(id);
    const { user, system } = process.cpuUsage(before);
    micros.push(user + system);
    return answer;
  });
  micros.sort((a, b) => a - b);
  const at = (share: number): string =>
    (micros[Math.ceil(share * micros.length) - 1]! / 1000).toFixed(1);
  const spread = `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms of CPU`;
  process.stdout.write(`${name} on a full evening: ${micros.length}, ${spread}\n`);
  return answers;
}

const previewOf = (on: Floor, bookingId: Uuid): RepackPreview => {
  const preview = previewRepack(on, on.venue!, { bookingId, window: null }, NOW);
  if ('kind' in preview) throw new Error(preview.rejection.message);
  return preview;
};

function agreedTo({ bookingId, tables, moves }: RepackPreview): Command {
  const idsOf = (refs: readonly TableRef[]): Uuid[] => refs.map(({ tableId }) => tableId);
  return command(
    'RepackBookings',
    {
      bookingId,
      tableIds: idsOf(tables!),
      moves: moves.map((move) => ({ bookingId: move.bookingId, tableIds: idsOf(move.to) })),
    },
    { venueId },
  );
}

describe('on a full evening of the brasserie', () => {
  test('every look for room is whole, and finds some for nearly every party on its own', () => {
    const previews = timed('repacks', waiting, (bookingId) => previewOf(floor, bookingId));
    expect(previews.every(({ complete }) => complete)).toBe(true);
    const moves = previews.filter(({ tables }) => tables).map((preview) => preview.moves.length);
    expect([previews.length, moves.length, Math.max(...moves)]).toEqual([53, 52, 4]);
    for (const preview of previews.filter(({ tables }) => tables)) {
      expect(decide(floor, agreedTo(preview), NOW)).toMatchObject({ kind: 'accepted' });
    }
  });

  test('every quote is answered, with other times where nothing fits', () => {
    const quotes = timed('quotes', [...floor.bookings.keys()], (bookingId) =>
      quote(floor, floor.venue!, { bookingId, window: null, constraints: null }, null, NOW),
    ).flatMap((answer) => ('kind' in answer ? [] : [answer]));
    expect(quotes).toHaveLength(190);
    const none = quotes.filter(({ tables }) => tables === null);
    expect(none).toHaveLength(53);
    expect(none.every(({ nextTimes }) => nextTimes.length > 0)).toBe(true);
  });

  test('a host who makes room for one party after the other soon hears that there is none', () => {
    const crowded = floor.copy();
    let moved = 0;
    timed('repacks, one after the other', waiting, (bookingId) => {
      const preview = previewOf(crowded, bookingId);
      if (preview.tables === null) return;
      expect(play(crowded, agreedTo(preview))).toMatchObject({ kind: 'accepted' });
      moved += preview.moves.length;
    });
    const seated = waiting.filter((id) => crowded.assignments.has(id)).length;
    process.stdout.write(`one after the other: ${seated} of 53 seated, ${moved} moved\n`);
    expect(violations(crowded)).toEqual([]);
    expect({ seated, moved }).toEqual({ seated: 4, moved: 8 });
  });
});

test('a search that is too large ends, says so, and ends alike every time', () => {
  const tables = Array.from({ length: 40 }, (_, i) => table(`T${i}`, 2));
  const adjacencies = tables.flatMap((a, i) =>
    tables.slice(0, i).map((b) => [a.id, b.id] as const),
  );
  const hall = new Floor(VENUE_ID, 7, ENFORCING, Coverage.everything(), EVERY_CLOCK);
  const past = [
    configure({ maxTables: 6 }, { tables, adjacencies }),
    ...tables.flatMap(({ label }, i) => [register(`B${i}`), assign(`B${i}`, label)]),
    register('B99', { partySize: 12 }),
  ];
  for (const one of past) expect(play(hall, one)).toMatchObject({ kind: 'accepted' });
  const found = previewOf(hall, idOf('B99'));
  expect(found).toMatchObject({ tables: null, moves: [], complete: false });
  expect(found.considered).toBeLessThanOrEqual(2 * REPACK_STEPS_MAX);
  expect(previewOf(hall, idOf('B99'))).toEqual(found);
});
