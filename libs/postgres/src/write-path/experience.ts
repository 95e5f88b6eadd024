import type { CommandOutcome } from '#contracts';
import type { Settled } from '#event-sourcing';
import { UnavailableError } from '#event-sourcing';

/** What became of the commands of one log partition of late. */
interface Tried {
  /** Since when none was answered; null: the last one was. */
  failingSinceMs: number | null;
  atMs: number;
  isAway: boolean;
  message: string;
}

export interface Unanswered {
  /** Log partitions whose last commands were not answered. */
  readonly partitions: readonly number[];
  /** For how long the longest of them has had no answer. */
  readonly seconds: number;
  /** Nothing was answered meanwhile, and the database itself is the reason. */
  readonly isEverything: boolean;
  /** The latest reason. */
  readonly message: string;
}

/** What was experienced longer ago says nothing of now. */
const FORGET_MS = 30_000;

/**
 * Remembers whether commands are answered, by log partition: what a probe cannot see, such as one
 * partition that somebody holds, or a disk that is full at the commit.
 */
export class Experience {
  private readonly tried = new Map<number, Tried>();
  /** When a command was answered last; null: none was yet. */
  answeredMs: number | null = null;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  note(partition: number, settled: Settled<CommandOutcome>): void {
    if (settled.kind === 'held') return;
    const atMs = this.nowMs();
    if (settled.kind === 'answered') {
      this.answeredMs = atMs;
      this.tried.set(partition, { failingSinceMs: null, atMs, isAway: false, message: '' });
      return;
    }
    const { error } = settled;
    const failingSinceMs = this.tried.get(partition)?.failingSinceMs ?? atMs;
    const isAway = error instanceof UnavailableError && error.failure === 'away';
    this.tried.set(partition, { failingSinceMs, atMs, isAway, message: reasonOf(error) });
  }

  /** Null: whatever was tried of late was answered. */
  unanswered(): Unanswered | null {
    const now = this.nowMs();
    const recent = [...this.tried].filter(([, { atMs }]) => now - atMs < FORGET_MS);
    const failing = recent.flatMap(([partition, tried]) => {
      const { failingSinceMs } = tried;
      return failingSinceMs === null ? [] : [{ ...tried, partition, failingSinceMs }];
    });
    if (failing.length === 0) return null;
    const since = Math.min(...failing.map(({ failingSinceMs }) => failingSinceMs));
    const isAnswered = recent.some(([, { failingSinceMs, atMs }]) => {
      return failingSinceMs === null && atMs >= since;
    });
    const latest = failing.reduce((a, b) => (b.atMs > a.atMs ? b : a));
    return {
      partitions: failing.map(({ partition }) => partition).sort((a, b) => a - b),
      seconds: (now - since) / 1_000,
      isEverything: !isAnswered && failing.every(({ isAway }) => isAway),
      message: latest.message,
    };
  }
}

function reasonOf(error: unknown): string {
  let reason = error;
  while (reason instanceof Error && reason.cause instanceof Error) reason = reason.cause;
  return reason instanceof Error ? reason.message : String(reason);
}
