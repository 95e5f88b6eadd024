import { describe, expect, test } from '@jest/globals';
import type { Fact } from '#allocation';
import {
  Coverage,
  CAUSES,
  Floor,
  decide,
  evolve,
  findAlternatives,
  isEnforcing,
} from '#allocation';
import type { Command, CommandType } from '#contracts';
import fc from 'fast-check';
import { steps } from '../support/arbitraries.js';
import { assign, sent } from '../support/commands.js';
import { pictureOf } from '../support/floor-picture.js';
import { ENFORCING, OBSERVING, VENUE_ID } from '../support/floor-plan.js';
import { violations } from '../support/invariants.js';
import { partialFloor } from '../support/partial-floor.js';
import { play } from '../support/played-steps.js';
import { readBackwards } from '../support/read-backwards.js';
import { EVERY_CLOCK } from '../support/clocks.js';

const flagSets = fc.constantFrom(ENFORCING, ENFORCING, OBSERVING);

describe('whatever is asked, in whatever order', () => {
  test('nothing overlaps, nothing is left behind, and deciding changes nothing', () => {
    fc.assert(
      fc.property(steps(40), flagSets, (plays, flags) => {
        play(
          plays,
          flags,
          ({ floor, command, now, decision }) => {
            const before = pictureOf(floor);
            expect(decide(floor, command, now)).toEqual(decision);
            expect(pictureOf(floor)).toEqual(before);
          },
          ({ floor }) => expect(violations(floor)).toEqual([]),
        );
      }),
      { numRuns: 120 },
    );
  });

  test('a command that was just done decides nothing new', () => {
    fc.assert(
      fc.property(steps(40), flagSets, (plays, flags) => {
        play(
          plays,
          flags,
          () => undefined,
          ({ floor, command, now, decision }) => {
            // A swap undoes itself: only its command id tells a repeat.
            if (decision.kind === 'rejected' || command.type === 'SwapBookings') return;
            const again = decide(floor, command, now);
            expect({ command, again }).toMatchObject({ again: { kind: 'accepted', events: [] } });
          },
        );
      }),
      { numRuns: 120 },
    );
  });

  test('no lapsed hold and no own hold blocks, and no lapsed hold is confirmed', () => {
    fc.assert(
      fc.property(steps(40), flagSets, (plays, flags) => {
        play(plays, flags, ({ floor, command, now, decision }) => {
          if (decision.kind === 'accepted') {
            for (const event of decision.events) {
              if (event.type !== 'HoldConfirmed') continue;
              expect(floor.holds.get(event.data.holdId)!.expiresAt > now).toBe(true);
            }
            return;
          }
          for (const blocker of decision.rejection.blockers) {
            if (blocker.kind !== 'hold') continue;
            expect(floor.holds.get(blocker.id)!.expiresAt > now).toBe(true);
            const { bookingId } = command.data as { bookingId?: string | null };
            const { moves } = command.type === 'RepackBookings' ? command.data : { moves: [] };
            // What the guests of a repack hold is in the way of those who are to make room.
            const forOthers = moves.some((move) => move.tableIds.includes(blocker.tableId));
            if (bookingId != null && !forOthers) expect(blocker.bookingId).not.toBe(bookingId);
          }
        });
      }),
      { numRuns: 80 },
    );
  });

  test('what an event may come from is known', () => {
    const causes: Readonly<Record<string, readonly CommandType[]>> = CAUSES;
    fc.assert(
      fc.property(steps(40), flagSets, (plays, flags) => {
        play(plays, flags, ({ command, decision }) => {
          const events = decision.kind === 'accepted' ? decision.events : [];
          for (const { type, data } of events) {
            const event = 'method' in data ? `${type} ${data.method}` : type;
            expect({ event, of: causes[event] ?? [command.type] }).toEqual({
              event,
              of: expect.arrayContaining([command.type]),
            });
          }
        });
      }),
      { numRuns: 120 },
    );
  });

  test('the order in which a floor was read changes no decision', () => {
    fc.assert(
      fc.property(steps(60), flagSets, (plays, flags) => {
        play(plays, flags, ({ floor, command, now, decision }) => {
          const again = decide(readBackwards(floor), command, now);
          expect({ command, decision: again }).toEqual({ command, decision });
        });
      }),
      { numRuns: 120 },
    );
  });

  test('folding the events again gives the same floor', () => {
    fc.assert(
      fc.property(steps(60), flagSets, (plays, flags) => {
        const { floor, facts } = play(plays, flags, () => undefined);
        const folded = new Floor(VENUE_ID, 7, flags, Coverage.everything(), EVERY_CLOCK);
        for (const fact of JSON.parse(JSON.stringify(facts)) as Fact[]) evolve(folded, fact);
        expect(pictureOf(folded)).toEqual(pictureOf(floor));
      }),
      { numRuns: 80 },
    );
  });

  test('a floor that knows only what the command reads decides the same', () => {
    fc.assert(
      fc.property(steps(40), flagSets, (plays, flags) => {
        play(plays, flags, ({ floor, command, now, decision }) => {
          const part = partialFloor(floor, command, now, flags);
          expect({ command, decision: decide(part, command, now) }).toEqual({ command, decision });
        });
      }),
      { numRuns: 120 },
    );
  });

  test('an alternative can be taken as told', () => {
    fc.assert(
      fc.property(steps(40), flagSets, (plays, flags) => {
        play(plays, flags, ({ floor, command, now, decision }) => {
          if (decision.kind === 'accepted' || !decision.wish?.bookingId || !floor.venue) return;
          const { wish } = decision;
          const enforcing = isEnforcing(floor.flags, command.route);
          for (const { tables, window } of findAlternatives(
            floor,
            floor.venue,
            wish,
            now,
            enforcing,
          )) {
            const labels = tables.map((table) => table.label);
            const taking = assign('', labels, { start: window.start, end: window.end });
            const data = { ...taking.data, bookingId: wish.bookingId } as typeof taking.data;
            const taken = sent({ ...taking, data } as Command, { route: command.route ?? null });
            expect(decide(floor, taken, now)).toMatchObject({ kind: 'accepted' });
          }
        });
      }),
      { numRuns: 80 },
    );
  });
});
