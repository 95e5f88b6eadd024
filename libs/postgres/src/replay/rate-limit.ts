import { setTimeout as delay } from 'node:timers/promises';

/** Keeps a replay to so many events a second, counted from when it was made. */
export class RateLimit {
  private readonly startedMs = performance.now();

  /** @param rate events a second at most; null: as fast as it goes */
  constructor(
    readonly rate: number | null,
    private readonly signal?: AbortSignal,
  ) {}

  /** Most events to take at once, so that the rate is even. */
  atMost(pageMax: number): number {
    return Math.max(1, Math.min(pageMax, Math.ceil((this.rate ?? Infinity) / 5)));
  }

  /** Waits until it is time for more than these; the signal cuts it short. */
  async keep(events: number): Promise<void> {
    if (this.rate === null) return;
    const aheadMs = (events / this.rate) * 1_000 - (performance.now() - this.startedMs);
    if (aheadMs > 0) await delay(aheadMs, null, { signal: this.signal }).catch(() => null);
  }
}
