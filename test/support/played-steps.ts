import type { Decision, Fact } from '#allocation';
import { Coverage, Floor, decide, evolve } from '#allocation';
import type { Command, Flags, Instant } from '#contracts';
import type { Step } from './arbitraries.js';
import { VENUE_ID, instant } from './floor-plan.js';
import { EVERY_CLOCK } from './clocks.js';

/** A command about to be decided, or just done. */
export interface Moment {
  readonly floor: Floor;
  readonly command: Command;
  readonly now: Instant;
  readonly decision: Decision;
}

/** Plays steps on one floor; `before` sees each decision while the floor is as it was decided on. */
export function play(
  plays: readonly Step[],
  flags: Flags,
  before: (moment: Moment) => void,
  after: (moment: Moment) => void = () => undefined,
): { floor: Floor; facts: Fact[] } {
  const floor = new Floor(VENUE_ID, 7, flags, Coverage.everything(), EVERY_CLOCK);
  const facts: Fact[] = [];
  let nowMs = Date.parse(instant('17:00'));
  for (const { afterSeconds, command } of plays) {
    nowMs += afterSeconds * 1000;
    const now = new Date(nowMs).toISOString();
    const decision = decide(floor, command, now);
    before({ floor, command, now, decision });
    if (decision.kind === 'accepted') {
      for (const event of decision.events) {
        const { actor, commandId } = command;
        const fact: Fact = { ...event, seq: facts.length + 1, recordedAt: now, actor, commandId };
        facts.push(fact);
        evolve(floor, fact);
      }
    }
    after({ floor, command, now, decision });
  }
  return { floor, facts };
}
