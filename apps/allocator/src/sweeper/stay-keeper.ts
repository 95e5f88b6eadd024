import { randomUUID } from 'node:crypto';
import { decide, readsOf } from '#allocation';
import type { Command, CommandOutcome } from '#contracts';
import type { Submitter } from '#event-sourcing';
import type { DueStay, FloorReader } from '#postgres';
import { SweepLoop } from './sweep-loop.js';

export interface StayKeeperOptions {
  readonly commands: Submitter<Command, CommandOutcome>;
  readonly floors: FloorReader;
  /**
   * Guests who are here and whose tables end soon or have ended, at most `limit`, by booking id
   * after `after`.
   */
  readonly dueStays: (limit: number, after: string | null) => Promise<readonly DueStay[]>;
  /** Told of a look that failed; the next one tries again. */
  readonly onError: (error: unknown) => void;
  readonly everyMs?: number;
}

const PAGE_STAYS = 200;
/** Of one look, so that a stop never waits long. */
const PAGES_MAX = 100;
/** Guests wait for nothing here, but whoever is next must not be given their table meanwhile. */
const EVERY_MS = 2_500;

/**
 * Lengthens the stays of guests who have not left, by `ExtendStay`. It asks the rule first and
 * sends a command only where something would happen: guests whose next party waits are due at every
 * look. Many may run; the second of two commands finds nothing left to do.
 * A look answers how many stays it changed or told of.
 */
export class StayKeeper extends SweepLoop {
  constructor(options: StayKeeperOptions) {
    const { everyMs = EVERY_MS, onError } = options;
    super({ everyMs, onError, sweep: (isStopping) => keepStays(options, isStopping) });
  }
}

async function keepStays(options: StayKeeperOptions, isStopping: () => boolean): Promise<number> {
  let kept = 0;
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX && !isStopping(); page++) {
    const stays = await options.dueStays(PAGE_STAYS, after);
    for (const stay of stays) {
      if (isStopping()) return kept;
      const command = extendStay(stay);
      if (!(await wouldHappen(options.floors, command))) continue;
      const { status, events } = await options.commands.submit(command);
      if (status === 'accepted' && events.length > 0) kept++;
    }
    if (stays.length < PAGE_STAYS) break;
    after = stays.at(-1)!.bookingId;
  }
  return kept;
}

async function wouldHappen(floors: FloorReader, command: Command): Promise<boolean> {
  const { floor, now } = await floors.read(command.venueId, (read, at) =>
    readsOf(read, command, at),
  );
  const decision = decide(floor, command, now);
  return decision.kind === 'accepted' && decision.events.length > 0;
}

function extendStay({ bookingId, venueId }: DueStay): Command {
  return {
    // Nobody can take it first: it is made anew each time, and the second of two finds nothing to do.
    commandId: randomUUID(),
    type: 'ExtendStay',
    venueId,
    data: { bookingId },
    actor: { kind: 'system', id: 'stays.keeper' },
  };
}
