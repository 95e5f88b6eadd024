import { describe, expect, test } from '@jest/globals';
import type { Accepted, Decision, Floor, Rejected } from '#allocation';
import {
  decide,
  evolve,
  failuresOf,
  findAlternatives,
  isEnforcing,
  manualContext,
  quote,
  validateChoice,
  warningsOf,
} from '#allocation';
import type { Command, Instant, ValidationAnswer } from '#contracts';
import fc from 'fast-check';
import type { Step } from '../support/arbitraries.js';
import { steps } from '../support/arbitraries.js';
import * as to from '../support/commands.js';
import { ENFORCING, OBSERVING, TABLES, idOf } from '../support/floor-plan.js';
import { play } from '../support/played-steps.js';

/**
 * What is asked and what is done are judged by one evaluator: whoever is told yes may have it at
 * that instant, and whoever is told no is refused for the same reasons.
 */

const flagSets = fc.constantFrom(ENFORCING, ENFORCING, OBSERVING);
const label = fc.constantFrom(...TABLES.map((table) => table.label), 'nowhere');
const choices = fc.record({
  booking: fc.constantFrom('B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'nobody'),
  labels: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }),
  requireAdjacency: fc.constantFrom(undefined, undefined, true, false),
});
type Chosen = typeof choices extends fc.Arbitrary<infer T> ? T : never;

/** Asks one of the choices at every third moment of a play, each in its turn. */
function asking(
  plays: readonly Step[],
  flags: typeof ENFORCING,
  chosen: readonly Chosen[],
  ask: (floor: Floor, choice: Chosen, now: Instant) => void,
): void {
  let moment = 0;
  play(plays, flags, ({ floor, now }) => {
    if (floor.venue && moment++ % 3 === 2) ask(floor, chosen[moment % chosen.length]!, now);
  });
}

function forAll(ask: (floor: Floor, choice: Chosen, now: Instant) => void, numRuns: number): void {
  fc.assert(
    fc.property(steps(30), flagSets, fc.array(choices, { minLength: 7 }), (plays, flags, chosen) =>
      asking(plays, flags, chosen, ask),
    ),
    { numRuns },
  );
}

function validated(floor: Floor, choice: Chosen, now: Instant): ValidationAnswer | null {
  const { booking, labels, requireAdjacency } = choice;
  const wanted = { bookingId: idOf(booking), tableIds: labels.map(idOf), requireAdjacency };
  return validateChoice(floor, wanted, now);
}

function holding({ booking, labels, requireAdjacency }: Chosen): Command {
  const data = {
    holdId: idOf('a new hold'),
    bookingId: idOf(booking),
    tableIds: labels.map(idOf),
    ...(requireAdjacency === undefined ? {} : { metadata: { requireAdjacency } }),
  };
  return to.command('HoldTables', data);
}

/** The floor after a command that was accepted. */
function after(floor: Floor, command: Command, decision: Accepted, now: Instant): Floor {
  const moved = floor.copy();
  const { actor, commandId } = command;
  for (const event of decision.events) {
    evolve(moved, { ...event, seq: moved.contextSeq + 1, recordedAt: now, actor, commandId });
  }
  return moved;
}

function accepted(decision: Decision): Accepted {
  expect(decision).toMatchObject({ kind: 'accepted' });
  return decision as Accepted;
}

describe('a choice of tables is judged alike', () => {
  test('by who asks and by who holds: yes or no, why, who is in the way, what else', () => {
    forAll((floor, choice, now) => {
      const said = validated(floor, choice, now);
      const decision = decide(floor, holding(choice), now);
      if (said === null) {
        expect(decision).toMatchObject({ rejection: { code: 'BOOKING_NOT_FOUND' } });
        return;
      }
      expect({ choice, kind: decision.kind }).toEqual({
        choice,
        kind: said.ok ? 'accepted' : 'rejected',
      });
      if (decision.kind === 'accepted') {
        expect(decision.warnings).toEqual(warningsOf(said.checks));
        expect(said.alternatives).toEqual([]);
        return;
      }
      if (decision.rejection.code === 'BOOKING_CLOSED') {
        // What tables it could have is not looked into by a command; a person is told of both.
        expect(said.checks[0]).toMatchObject({ id: 'booking', code: 'BOOKING_CLOSED' });
        return;
      }
      expect(decision.rejection.code).toBe(failuresOf(said.checks)[0]!.code);
      expect(decision.rejection).toMatchObject({ checks: said.checks, blockers: said.blockers });
      expectSameOffers(floor, decision, said, now);
    }, 100);
  });

  test('by who holds, who confirms and who assigns', () => {
    forAll((floor, choice, now) => {
      const said = validated(floor, choice, now);
      const hold = holding(choice);
      if (said?.ok) {
        const held = after(floor, hold, accepted(decide(floor, hold, now)), now);
        accepted(decide(held, to.confirm('a new hold', choice.booking), now));
      }
      if (said === null || choice.requireAdjacency !== undefined) return;
      const assigned = decide(floor, to.assign(choice.booking, choice.labels), now);
      expect(assigned.kind).toBe(said.ok ? 'accepted' : 'rejected');
    }, 100);
  });

  test('table by table in the context, with no claim of the own booking in the way', () => {
    forAll((floor, { booking }, now) => {
      const context = manualContext(floor, idOf(booking), now);
      for (const { label: name, checks, blockers, state } of context?.tables ?? []) {
        const said = validated(
          floor,
          { booking, labels: [name], requireAdjacency: undefined },
          now,
        );
        if (said!.checks[0]!.code !== 'BOOKING_CLOSED') expect(checks).toEqual(said!.checks);
        expect(said!.blockers).toEqual(expect.arrayContaining([...blockers]));
        for (const blocker of blockers) expect(blocker.bookingId).not.toBe(idOf(booking));
        const enforcing = isEnforcing(floor.flags, null);
        const inTheWay = blockers.filter(({ shadow }) => !(shadow && enforcing));
        if (state !== 'inactive') expect(state === 'available').toBe(inTheWay.length === 0);
      }
    }, 30);
  });
});

/** What a refusal offers instead is what the question is answered with. */
function expectSameOffers(
  floor: Floor,
  { wish }: Rejected,
  { alternatives }: ValidationAnswer,
  now: Instant,
): void {
  if (wish === null) return;
  const enforcing = isEnforcing(floor.flags, null);
  expect(alternatives).toEqual(findAlternatives(floor, floor.venue!, wish, now, enforcing));
}

describe('a quote', () => {
  const wishFor = (booking: string) => ({
    bookingId: idOf(booking),
    window: null,
    constraints: null,
  });

  test('is what is held when it is to be held, and refused when that is refused', () => {
    forAll((floor, { booking }, now) => {
      const told = quote(floor, floor.venue!, wishFor(booking), null, now);
      const command = to.holdBest('a new hold', booking);
      const decision = decide(floor, command, now);
      if ('kind' in told) {
        expect(decision).toMatchObject({
          kind: 'rejected',
          rejection: { code: told.rejection.code },
        });
        return;
      }
      expect(decision.kind).toBe(told.tables === null ? 'rejected' : 'accepted');
      if (decision.kind === 'rejected') return;
      const held = after(floor, command, decision, now);
      const ids = told.tables!.map(({ tableId }) => tableId);
      expect(held.holds.get(idOf('a new hold'))!.tableIds).toEqual(ids.sort());
      accepted(decide(held, to.confirm('a new hold', booking), now));
    }, 100);
  });

  test('offers nothing that cannot be had as told', () => {
    forAll((floor, { booking }, now) => {
      const told = quote(floor, floor.venue!, wishFor(booking), null, now);
      if ('kind' in told) return;
      for (const { tables, window } of [...told.alternatives, ...told.nextTimes]) {
        const labels = tables.map((table) => table.label);
        const wanted = { start: window.start, end: window.end };
        accepted(decide(floor, to.assign(booking, labels, wanted), now));
      }
    }, 30);
  });
});
