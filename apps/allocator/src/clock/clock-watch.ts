import type { ClockLook } from '#postgres';
import type { Probe } from '../health/readiness.js';

/** The database's clock moved by itself, against the measure of this process. */
export interface ClockStep {
  readonly direction: 'forward' | 'back';
  /** By at least so much. */
  readonly seconds: number;
}

/** Less than this is a clock that is kept right. */
const STEP_MS_MIN = 1_000;
/** For so long people are told. */
const TOLD_MS = 300_000;
const RUNBOOK = 'docs/runbooks/procedures.md#a-clock-that-stepped';

/**
 * Notices when the database's clock and the monotonic clock of this process part between two
 * looks: it was set, a machine was suspended, or another server answers. What a look costs is
 * allowed for: the clock was read at some time between question and answer. Pure: times are
 * arguments.
 */
export class ClockWatch {
  /** Between these the database's clock was ahead of ours at the last look, in milliseconds. */
  private ahead: { readonly leastMs: number; readonly mostMs: number } | null = null;
  private last: (ClockStep & { readonly atMs: number }) | null = null;
  private count = 0;

  /** Steps noticed since the start. */
  get steps(): number {
    return this.count;
  }

  /** @returns what it noticed; null: the clock went on as ours did. */
  look({ databaseMs, askedMs, answeredMs }: ClockLook): ClockStep | null {
    const before = this.ahead;
    const ahead = { leastMs: databaseMs - answeredMs, mostMs: databaseMs - askedMs };
    this.ahead = ahead;
    if (before === null) return null;
    const forwardMs = ahead.leastMs - before.mostMs;
    const backMs = before.leastMs - ahead.mostMs;
    const byMs = Math.max(forwardMs, backMs);
    if (byMs < STEP_MS_MIN) return null;
    const step = { direction: forwardMs > 0 ? 'forward' : 'back', seconds: byMs / 1_000 } as const;
    this.last = { ...step, atMs: answeredMs };
    this.count += 1;
    return step;
  }

  /** Nothing is down for it, but people should know for a while. @param nowMs monotonic, too. */
  probe(nowMs: number): Probe {
    if (this.last === null || nowMs - this.last.atMs > TOLD_MS) return { status: 'up' };
    const agoSeconds = Math.round((nowMs - this.last.atMs) / 1_000);
    const detail = `${toldStep(this.last)}, ${agoSeconds} s ago; see ${RUNBOOK}`;
    return { status: 'degraded', detail };
  }
}

/** For a person to read. */
export function toldStep({ direction, seconds }: ClockStep): string {
  return `the clock of PostgreSQL went ${direction} by ${seconds.toFixed(1)} s`;
}
