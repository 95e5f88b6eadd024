import { Alarm } from '#event-sourcing';
import { compareMirror, readParity } from '#postgres';
import type { createPool, Parity } from '#postgres';
import { measureParity } from '#telemetry';
import type { Probe } from '../health/readiness.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics/metrics.js';

export interface MirrorWatchOptions {
  readonly pool: ReturnType<typeof createPool>;
  readonly partitions: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const EVERY_MS = 500;
/** Of the time, at most one part in so many is spent comparing. */
const SHARE = 10;

/**
 * Compares the live allocations with their mirror for as long as the process runs, one slice after
 * another, and says when they begin or cease to differ. Of several processes one looks at a time;
 * all know what was found.
 */
export class MirrorWatch {
  private readonly alarm = new Alarm();
  private parity: Parity | null = null;
  private error: Error | null = null;
  private running: Promise<void> | null = null;
  private stopping = false;

  constructor(private readonly options: MirrorWatchOptions) {
    measureParity(() => this.parity, options.metrics.registry);
  }

  start(): void {
    this.running ??= this.loop();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.wake();
    await this.running;
  }

  /** Rows that were changed past the service are for people to repair: commands go on meanwhile. */
  probe(): Probe {
    if (this.error) return { status: 'up', detail: `cannot look: ${this.error.message}` };
    return { status: 'up', detail: this.parity === null ? 'unknown' : told(this.parity) };
  }

  private async loop(): Promise<void> {
    const { pool, partitions } = this.options;
    while (!this.stopping) {
      const beganMs = performance.now();
      try {
        await compareMirror({ pool, partitions, everyMs: EVERY_MS });
        this.take(await readParity(pool));
        this.error = null;
      } catch (error) {
        if (this.error === null)
          this.options.logger.warn({ err: error }, 'the mirror could not be compared');
        this.error = error as Error;
      }
      const tookMs = performance.now() - beganMs;
      if (!this.stopping) await this.alarm.sleep(Math.max(EVERY_MS, tookMs * (SHARE - 1)));
    }
  }

  private take(parity: Parity): void {
    const { logger } = this.options;
    const before = this.parity?.state ?? 'equal';
    this.parity = parity;
    if (parity.state === before) return;
    const { differences, first } = parity;
    if (parity.state === 'different') {
      const found = { parity: parity.state, differences, first };
      logger.error(found, 'allocations are not what the event stream says');
    } else if (before === 'different') {
      logger.info('allocations are what the event stream says again');
    }
  }
}

/** For a person to read. */
function told({ state, differences, first, ageSeconds }: Parity): string {
  if (first) return `different: ${differences} rows, first ${first.change} ${first.id}`;
  return ageSeconds === null ? state : `${state}, compared ${ageSeconds.toFixed(0)} s ago`;
}
