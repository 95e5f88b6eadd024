import { derivedUuid } from '#contracts';
import type { Command, CommandOutcome } from '#contracts';
import type { Submitter } from '#event-sourcing';
import type { ExpiredHold } from '#postgres';

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
 */
export class HoldSweeper {
  private timer: NodeJS.Timeout | null = null;
  private sweeping: Promise<number> | null = null;
  private stopping = false;

  constructor(private readonly options: HoldSweeperOptions) {}

  start(): void {
    this.timer = setTimeout(() => void this.tick(), this.options.everyMs ?? 1_000);
  }

  /** Ends after the page in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.sweeping?.catch(this.options.onError);
  }

  /**
   * Resolves when every hold that had lapsed before this call has expired, with the number of those
   * that this sweep ended.
   */
  async sweep(): Promise<number> {
    await this.sweeping?.catch(this.options.onError);
    this.sweeping ??= this.sweepPages().finally(() => (this.sweeping = null));
    return this.sweeping;
  }

  private async tick(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.options.onError(error);
    }
    if (!this.stopping) this.start();
  }

  private async sweepPages(): Promise<number> {
    let ended = 0;
    for (let page = 0; page < PAGES_MAX && !this.stopping; page++) {
      const holds = await this.options.expiredHolds(PAGE_HOLDS);
      const outcomes = await Promise.all(
        holds.map((hold) => this.options.commands.submit(expireHold(hold))),
      );
      // A page that changed nothing would come again.
      const expired = outcomes.filter(
        ({ status, duplicate }) => status === 'accepted' && !duplicate,
      ).length;
      ended += expired;
      if (holds.length < PAGE_HOLDS || expired === 0) break;
    }
    return ended;
  }
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
