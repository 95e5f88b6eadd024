import { derivedUuid } from '#contracts';
import type { Command, CommandOutcome } from '#contracts';
import type { Submitter } from '#event-sourcing';
import type { ExpiredHold } from '#postgres';
import { SweepLoop } from './sweep-loop.js';

export interface HoldSweeperOptions {
  readonly commands: Submitter<Command, CommandOutcome>;
  /** Holds past their time, at most `limit`, the longest lapsed first. */
  readonly expiredHolds: (limit: number) => Promise<readonly ExpiredHold[]>;
  /** Told of a sweep that failed; the next one tries again. */
  readonly onError: (error: unknown) => void;
  readonly everyMs?: number;
}

const PAGE_HOLDS = 500;
/** Of one sweep, so that a stop never waits long. */
const PAGES_MAX = 100;

/**
 * Gives every lapsed hold its `HoldExpired`. Nothing depends on its being quick: a lapsed hold
 * blocks
 * nobody. Many may run; the command's id follows from the hold and its time, so each expires once.
 * A sweep answers how many holds it ended.
 */
export class HoldSweeper extends SweepLoop {
  constructor(options: HoldSweeperOptions) {
    const { everyMs = 1_000, onError } = options;
    super({ everyMs, onError, sweep: (isStopping) => sweepHolds(options, isStopping) });
  }
}

async function sweepHolds(
  { commands, expiredHolds }: HoldSweeperOptions,
  isStopping: () => boolean,
): Promise<number> {
  let ended = 0;
  for (let page = 0; page < PAGES_MAX && !isStopping(); page++) {
    const holds = await expiredHolds(PAGE_HOLDS);
    const outcomes = await Promise.all(holds.map((hold) => commands.submit(expireHold(hold))));
    // A page that changed nothing would come again.
    const expired = outcomes.filter(
      ({ status, duplicate }) => status === 'accepted' && !duplicate,
    ).length;
    ended += expired;
    if (holds.length < PAGE_HOLDS || expired === 0) break;
  }
  return ended;
}

function expireHold({ holdId, venueId, expiresAt }: ExpiredHold): Command {
  return {
    commandId: derivedUuid('expire', holdId, expiresAt),
    type: 'ExpireHold',
    venueId,
    data: { holdId },
    actor: { kind: 'system', id: 'holds.sweeper' },
  };
}
