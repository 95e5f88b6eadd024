import { expect } from '@jest/globals';
import type { Decision, Fact } from '#allocation';
import { Coverage, Floor, decide, evolve } from '#allocation';
import type { Command, EventData, EventType, Flags, Rejection, RejectionCode } from '#contracts';
import { configure } from './commands.js';
import { ENFORCING, VENUE_ID, instant } from './floor-plan.js';
import { violations } from './invariants.js';
import { EVERY_CLOCK } from './clocks.js';

/** What is expected of an event: its type, and of its data at least this. */
export type Expected = {
  [T in EventType]: { readonly type: T; readonly data: object };
}[EventType];

/** A command of the past, done at another time than the usual 17:00. */
export interface Earlier {
  readonly time: string;
  readonly command: Command;
}

export function on(time: string, command: Command): Earlier {
  return { time, command };
}

/**
 * A floor on which these commands were done, the venue's configuration first unless they bring
 * their own:
 * `given(hold('H1', 'B1', 'T4')).at('17:04').when(assign('B2', 'T4')).then(holdExpired('H1'), …)`.
 */
export function given(...past: readonly (Command | Earlier)[]): Given {
  const configured = past.some((one) => 'type' in one && one.type === 'ConfigureVenue');
  return new Given(configured ? past : [configure(), ...past]);
}

/** A floor that nothing was ever done on. */
export function givenNothing(): Given {
  return new Given([]);
}

export class Given {
  constructor(
    private readonly past: readonly (Command | Earlier)[],
    private readonly time = '17:00',
    private readonly flags: Flags = ENFORCING,
  ) {}

  /** When the command is decided; the past was at 17:00. */
  at(time: string): Given {
    return new Given(this.past, time, this.flags);
  }

  /** Flags as the environment sets them, in the past as now. */
  under(flags: Flags): Given {
    return new Given(this.past, this.time, flags);
  }

  when(command: Command): Outcome {
    const floor = this.floor();
    const now = instant(this.time);
    return new Outcome(floor, command, now, decide(floor, command, now));
  }

  /** The floor that the past led to. */
  floor(): Floor {
    const floor = new Floor(VENUE_ID, 7, this.flags, Coverage.everything(), EVERY_CLOCK);
    for (const one of this.past) {
      const { time, command } = 'command' in one ? one : { time: '17:00', command: one };
      const decision = decide(floor, command, instant(time));
      expect({ given: command, decision }).toMatchObject({ decision: { kind: 'accepted' } });
      play(floor, command, decision, instant(time));
    }
    return floor;
  }
}

/** What a command led to. Its ends (`then`, `refused`) answer nothing, or a test would await it. */
export class Outcome {
  constructor(
    readonly floor: Floor,
    private readonly command: Command,
    private readonly now: string,
    readonly decision: Decision,
  ) {}

  /** Accepted, with exactly these events; the same command again decides nothing new. */
  then(...expected: readonly Expected[]): void {
    expect(this.decision).toMatchObject({ kind: 'accepted' });
    const events = this.decision.kind === 'accepted' ? this.decision.events : [];
    expect(events.map((event) => event.type)).toEqual(expected.map((event) => event.type));
    expect(events).toMatchObject(expected);
    play(this.floor, this.command, this.decision, this.now);
    expect(violations(this.floor)).toEqual([]);
    // A swap undoes itself: its repeat is told by the command id alone.
    if (this.command.type !== 'SwapBookings') {
      const repeated = { ...this.command, expectedContextVersion: null };
      const again = decide(this.floor, repeated, this.now);
      expect(again).toMatchObject({ kind: 'accepted', events: [] });
    }
  }

  /** Accepted, and there was nothing to do. */
  thenNothing(): void {
    this.then();
  }

  /** Accepted with exactly these warnings, by code. */
  warning(...codes: readonly string[]): Outcome {
    expect(this.decision).toMatchObject({ kind: 'accepted' });
    const warnings = this.decision.kind === 'accepted' ? this.decision.warnings : [];
    expect(warnings.map((warning) => warning.code)).toEqual(codes);
    return this;
  }

  /** Refused under a code, with at least these details; and refused again, nothing having changed. */
  refused(code: RejectionCode, details: object = {}): void {
    expect(this.decision).toMatchObject({ kind: 'rejected', rejection: { code, ...details } });
    expect(decide(this.floor, this.command, this.now)).toEqual(this.decision);
  }

  /** Refused by exactly these failed checks. */
  failing(...failed: readonly string[]): Outcome {
    const checks = this.rejection.checks.filter((check) => check.status === 'error');
    expect(checks.map((check) => `${check.id} ${check.code}`)).toEqual(failed);
    return this;
  }

  get rejection(): Rejection {
    if (this.decision.kind === 'accepted') throw new Error(`${this.command.type} was accepted`);
    return this.decision.rejection;
  }

  /** The only event of a type. */
  event<T extends EventType>(type: T): EventData[T] {
    const events = this.decision.kind === 'accepted' ? this.decision.events : [];
    const [found, ...others] = events.filter((event) => event.type === type);
    if (!found || others.length > 0) throw new Error(`there is not one ${type}`);
    return found.data as EventData[T];
  }
}

function play(floor: Floor, command: Command, decision: Decision, now: string): void {
  if (decision.kind === 'rejected') return;
  const { actor, commandId } = command;
  for (const event of decision.events) {
    const fact: Fact = { ...event, seq: floor.contextSeq + 1, recordedAt: now, actor, commandId };
    evolve(floor, fact);
  }
}
