import { describe, expect, test } from '@jest/globals';
import type { Repack } from '#allocation';
import {
  Coverage,
  Floor,
  decide,
  evaluate,
  evolve,
  findRepack,
  overlaps,
  repackReads,
} from '#allocation';
import type { Command, Uuid, Window } from '#contracts';
import fc from 'fast-check';
import * as to from '../support/commands.js';
import { ENFORCING, VENUE_ID, idOf, instant, table } from '../support/floor-plan.js';
import { violations } from '../support/invariants.js';
import { partlyRead } from '../support/partial-floor.js';
import { EVERY_CLOCK } from '../support/clocks.js';

/**
 * Repacking against brute force: every set of up to three bookings, every way to seat them, each
 * judged by the evaluator, sharing no code with the search.
 */

const MOVES_TRIED = 3;
const NOW = instant('12:00');
const LABELS = ['T1', 'T2', 'T3', 'T4', 'T5'];
const OTHERS = ['B1', 'B2', 'B3', 'B4', 'B5'];

const edge = fc.tuple(fc.nat(4), fc.nat(4)).filter(([a, b]) => a < b);
const zone = fc.constantFrom<string[]>('room', 'room', 'room', 'room', 'bar');
const mostly = fc.constantFrom(true, true, true, true, true, true, false);

const floors = fc.record({
  tables: fc.array(
    fc.record({
      capacity: fc.constantFrom<number[]>(2, 2, 2, 3, 4),
      minParty: fc.constantFrom<number[]>(1, 1, 1, 2),
      zone,
      movable: mostly,
    }),
    { minLength: 3, maxLength: LABELS.length },
  ),
  edges: fc.uniqueArray(edge, { maxLength: 6, selector: (pair) => pair.join() }),
  policy: fc.record({
    maxTables: fc.constantFrom(1, 2, 2, 3),
    adjacencyMode: fc.constantFrom('connected', 'connected', 'pairwise', 'off'),
    adjacencyMinParty: fc.constantFrom(null, null, null, 4),
    maxSlack: fc.constantFrom(null, 1, 2),
    slackMode: fc.constantFrom('warn', 'refuse'),
  }),
});

const halfHours = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 2, max: 6 }));
const wishParts = {
  partySize: fc.constantFrom<number[]>(1, 2, 2, 3, 4, 5),
  times: halfHours,
  zone: fc.constantFrom<(string | null)[]>(null, null, null, null, 'room', 'bar'),
};
const wish = fc.record(wishParts);
/** What keeps a booking where it is, or a table from anybody. */
const trouble = fc.constantFrom('pin', 'check in', 'hold', 'chosen', 'block', 'shadow', 'lapsed');

const mixed = fc.record({
  floor: floors,
  bookings: fc.array(wish, { minLength: 3, maxLength: OTHERS.length, size: 'max' }),
  /** Tables that each booking would have, as bits; where they do not suit it, the selector's. */
  seats: fc.array(fc.integer({ min: 1, max: 31 }), { minLength: 5, maxLength: 5 }),
  guests: fc.oneof(wish, fc.record({ ...wishParts, partySize: fc.constantFrom<number[]>(1, 2) })),
  troubles: fc.array(fc.tuple(trouble, fc.nat(4)), { maxLength: 2 }),
});
type Evening = typeof mixed extends fc.Arbitrary<infer T> ? T : never;

/**
 * A table for each booking and one more, no two alike and few guests at most of them: whoever needs
 * a large table starts a chain.
 */
const crowded = fc
  .record({
    seats: fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 3 }),
    spare: fc.array(fc.constantFrom(0, 0, 1, 1, 2), { minLength: 5, maxLength: 5 }),
    times: fc.array(fc.constantFrom([0, 4], [0, 4], [1, 4], [0, 2], [2, 4]), {
      minLength: 5,
      maxLength: 5,
    }),
    guests: fc.constantFrom(2, 3, 4, 5),
    mixed,
  })
  .map(({ seats, spare, times, guests, mixed: { floor, troubles } }): Evening => {
    const tables = seats.map((capacity) => ({
      capacity,
      minParty: 1,
      zone: 'room',
      movable: true,
    }));
    const policy = { ...floor.policy, maxSlack: null };
    const wishOf = (partySize: number, i: number) => {
      const [from, length] = times[i]!;
      return { partySize, times: [from, length] as [number, number], zone: null };
    };
    return {
      floor: { ...floor, tables, policy },
      bookings: seats.slice(0, -1).map((most, i) => wishOf(Math.max(1, most - spare[i]!), i)),
      seats: seats.map((_, i) => 1 << i),
      guests: wishOf(guests, 4),
      troubles: troubles.slice(1),
    };
  });

const evenings = fc.oneof(mixed, crowded);

/** The floor of an evening, and the booking that asks for room. */
function floorOf({ floor: plan, bookings, seats, guests, troubles }: Evening): Floor {
  const tables = plan.tables.map(({ movable, capacity, ...rest }, i) =>
    table(LABELS[i]!, capacity, { ...rest, mobility: movable ? 'movable' : 'fixed' }),
  );
  const adjacencies = plan.edges
    .filter(([, b]) => b < tables.length)
    .map(([a, b]) => [tables[a]!.id, tables[b]!.id] as const);
  const floor = new Floor(VENUE_ID, 7, ENFORCING, Coverage.everything(), EVERY_CLOCK);
  const policy = { ...plan.policy, servicePeriods: [] } as object;
  const play = (command: Command): void => playOn(floor, command);
  play(to.configure(policy, { tables, adjacencies }));
  bookings.forEach((one, i) => {
    const name = OTHERS[i]!;
    play(registering(name, one));
    const wanted = LABELS.filter((_, bit) => bit < tables.length && seats[i]! & (1 << bit));
    play(to.assign(name, wanted));
    if (!floor.assignments.has(idOf(name))) play(to.assignBest(name));
  });
  for (const [what, at] of troubles) play(troubling(what, at));
  play(registering('G', guests));
  return floor;
}

function registering(name: string, { partySize, times, zone }: Evening['guests']): Command {
  const { start: startsAt, end: endsAt } = windowOf(times);
  return to.register(name, { partySize, startsAt, endsAt, zone });
}

function windowOf([from, length]: readonly [number, number]): { start: string; end: string } {
  const clock = (halves: number): string =>
    instant(`${18 + Math.floor(halves / 2)}:${halves % 2 === 0 ? '00' : '30'}`);
  return { start: clock(from), end: clock(from + length) };
}

function troubling(what: string, at: number): Command {
  const [booking, label] = [OTHERS[at]!, LABELS[at]!];
  const window = windowOf([at, 2]);
  switch (what) {
    case 'pin':
      return to.pin(booking);
    case 'check in':
      return to.setStatus(booking, 'checked_in');
    case 'hold':
      return to.hold('H1', booking, label, { window });
    case 'lapsed':
      return to.hold('H2', null, label, { window, ttlSeconds: 30 });
    case 'chosen':
      return to.register(booking, {
        startsAt: window.start,
        endsAt: window.end,
        pinnedTableIds: [idOf(label)],
      });
    case 'block':
      return to.block('K1', label, window);
    default:
      return to.command('ImportAllocations', {
        rows: [{ bookingId: idOf('I1'), tableId: idOf(label), ...window }],
      });
  }
}

/** Done long enough ago that the shortest hold has lapsed by NOW; a refusal changes nothing. */
function playOn(floor: Floor, command: Command, now = instant('11:59')): void {
  const decision = decide(floor, command, now);
  if (decision.kind === 'rejected') return;
  for (const event of decision.events) {
    const { actor, commandId } = command;
    evolve(floor, { ...event, seq: floor.contextSeq + 1, recordedAt: now, actor, commandId });
  }
}

interface Cost {
  readonly moves: number;
  readonly guests: number;
  readonly tables: number;
  readonly spareSeats: number;
}

/** The least that any plan of up to MOVES_TRIED moves costs, or null when there is none. */
function leastCost(floor: Floor): Cost | null {
  const movable = [...floor.assignments.keys()].filter((id) => mayMove(floor, id));
  for (let moves = 0; moves <= MOVES_TRIED; moves++) {
    const costs = subsets(movable, moves).flatMap((moved) => costsOf(floor, moved));
    const [best] = costs.sort(byCost);
    if (best) return best;
  }
  return null;
}

function mayMove(floor: Floor, bookingId: Uuid): boolean {
  const booking = floor.bookings.get(bookingId);
  if (!booking || bookingId === idOf('G')) return false;
  const settled = booking.pinReason !== null || booking.pinnedTableIds.length > 0;
  const held = floor.holdsOf(bookingId).some((hold) => hold.expiresAt > NOW);
  return !settled && !held && ['pending', 'confirmed'].includes(booking.status);
}

function costsOf(floor: Floor, moved: readonly Uuid[]): Cost[] {
  const without = floor.copy();
  for (const bookingId of moved) playOn(without, sentUnassign(bookingId));
  const parties = [idOf('G'), ...moved].map((id) => {
    const { partySize, zone, window: booked } = floor.bookings.get(id)!;
    const window = id === idOf('G') ? booked : floor.assignments.get(id)!.window;
    return { id, partySize, window, ways: waysOf(without, id, partySize, zone, window) };
  });
  const guests = sum(parties.slice(1).map(({ partySize }) => partySize));
  const costs: Cost[] = [];
  const seat = (at: number, taken: readonly { window: Window; ids: readonly Uuid[] }[]): void => {
    const party = parties[at];
    if (!party) {
      const ids = taken.flatMap((one) => one.ids);
      const seats = sum(ids.map((id) => floor.venue!.tables.get(id)!.capacity));
      const persons = sum(parties.map(({ partySize }) => partySize));
      const spareSeats = seats - persons;
      costs.push({ moves: moved.length, guests, tables: ids.length, spareSeats });
      return;
    }
    for (const ids of party.ways) {
      const clash = taken.some(
        (other) => overlaps(other.window, party.window) && other.ids.some((id) => ids.includes(id)),
      );
      if (!clash) seat(at + 1, [...taken, { window: party.window, ids }]);
    }
  };
  seat(0, []);
  return costs;
}

function sentUnassign(bookingId: Uuid): Command {
  return to.command('UnassignTables', { bookingId, tableIds: null });
}

/** Every set of tables that the evaluator gives a party, and that keeps what binds the selector. */
function waysOf(
  floor: Floor,
  bookingId: Uuid,
  partySize: number,
  zone: string | null,
  window: Window,
): (readonly Uuid[])[] {
  const venue = floor.venue!;
  const tables = [...venue.tables.values()].filter((one) => zone === null || one.zone === zone);
  const own = { bookingIds: [bookingId], holdIds: [] };
  return [1, 2, 3]
    .flatMap((size) => subsets(tables, size))
    .filter((set) => set.length > 1 || set[0]!.minParty <= partySize)
    .map((set) => set.map((one) => one.id))
    .filter((tableIds) => {
      const proposal = { tableIds, window, partySize, own };
      const { checks } = evaluate(floor, venue, proposal, NOW, true);
      return checks.every((check) => check.status !== 'error');
    });
}

function subsets<T>(things: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return things.flatMap((first, i) =>
    subsets(things.slice(i + 1), size - 1).map((rest) => [first, ...rest]),
  );
}

function byCost(a: Cost, b: Cost): number {
  return (
    a.moves - b.moves || a.guests - b.guests || a.tables - b.tables || a.spareSeats - b.spareSeats
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function foundIn(floor: Floor): Repack {
  const guests = floor.bookings.get(idOf('G'))!;
  return findRepack(floor, floor.venue!, guests, guests.window, NOW, true);
}

function costOf(floor: Floor, { tableIds, moves }: Repack): Cost | null {
  if (tableIds === null) return null;
  const ids = [...tableIds, ...moves.flatMap((move) => move.tableIds)];
  const sizeOf = (id: Uuid): number => floor.bookings.get(id)!.partySize;
  const guests = sum(moves.map(({ bookingId }) => sizeOf(bookingId)));
  const seats = sum(ids.map((id) => floor.venue!.tables.get(id)!.capacity));
  const spareSeats = seats - guests - sizeOf(idOf('G'));
  return { moves: moves.length, guests, tables: ids.length, spareSeats };
}

function confirming({ tableIds, moves }: Repack): Command {
  const data = { bookingId: idOf('G'), tableIds: tableIds!, moves };
  return to.command('RepackBookings', data);
}

describe('a repack on a small floor', () => {
  test('is as good as the best of all plans, and none is missed', () => {
    fc.assert(
      fc.property(evenings, (evening) => {
        const floor = floorOf(evening);
        const found = foundIn(floor);
        expect(found.complete).toBe(true);
        const cost = costOf(floor, found);
        const least = leastCost(floor);
        if (cost !== null && cost.moves > MOVES_TRIED) expect(least).toBeNull();
        else if (cost?.moves === 0) expect(least).toMatchObject({ moves: 0 });
        else expect(cost).toEqual(least);
      }),
      { numRuns: 800 },
    );
  });

  test('can be confirmed as previewed, at once and whole, and leaves no overlap', () => {
    fc.assert(
      fc.property(evenings, (evening) => {
        const floor = floorOf(evening);
        const found = foundIn(floor);
        if (found.tableIds === null) return;
        const command = confirming(found);
        const decision = decide(floor, command, NOW);
        expect(decision).toMatchObject({ kind: 'accepted' });
        playOn(floor, command, NOW);
        expect(violations(floor)).toEqual([]);
        const seated = (id: Uuid): readonly Uuid[] => floor.assignments.get(id)!.tableIds;
        expect(seated(idOf('G'))).toEqual([...found.tableIds].sort());
        for (const { bookingId, tableIds } of found.moves) {
          expect(seated(bookingId)).toEqual([...tableIds].sort());
        }
        expect(decide(floor, command, NOW)).toMatchObject({ kind: 'accepted', events: [] });
      }),
      { numRuns: 800 },
    );
  });

  test('is the same on a floor that knows only what it needs to see', () => {
    fc.assert(
      fc.property(evenings, (evening) => {
        const floor = floorOf(evening);
        const needs = (part: Floor) => repackReads(part, idOf('G'), null);
        expect(foundIn(partlyRead(floor, needs, NOW, ENFORCING))).toEqual(foundIn(floor));
      }),
      { numRuns: 300 },
    );
  });
});
