/**
 * What a failure says about trying the same thing again:
 *
 * - `content`: refused for what it is, such as a value that no column holds. Never again.
 * - `contested`: somebody who bypasses us was first. Of several things tried together, one is to
 *   blame; alone, the same may succeed now.
 * - `race`: another was at work at the same moment. The same may succeed now, a few times over.
 * - `away`: not now and not here, whatever the reason. Again for as long as it takes, on a new
 *   connection.
 */
export type Failure = 'content' | 'contested' | 'race' | 'away';

export interface SuspicionOptions {
  /** Failures from which on the thing itself may be at fault; default 5. */
  readonly failuresMin?: number;
  /** Milliseconds since the first of them; default 60,000. */
  readonly lastingMs?: number;
}

/**
 * Counts how often one thing failed while it may have been everybody's trouble. A thing is suspect
 * once it has failed {@link SuspicionOptions.failuresMin} times over {@link
 * SuspicionOptions.lastingMs}; whether it alone is at fault, its neighbours have to show.
 */
export class Suspicion {
  failures = 0;
  private firstMs = 0;
  private lastMs = 0;

  constructor(private readonly options: SuspicionOptions = {}) {}

  /** Counts one failure, at `atMs` of any measure that only grows. */
  note(atMs: number): void {
    if (this.failures === 0) this.firstMs = atMs;
    this.lastMs = atMs;
    this.failures += 1;
  }

  get isSuspect(): boolean {
    const { failuresMin = 5, lastingMs = 60_000 } = this.options;
    return this.failures >= failuresMin && this.lastMs - this.firstMs >= lastingMs;
  }
}
