import { Alarm } from '#event-sourcing';
import { CalendarComparison, nodeZoneVersion } from '#postgres';
import type { createPool, ZoneFault } from '#postgres';
import { measureCalendar } from '#telemetry';
import type { Probe } from '../health/readiness.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics/metrics.js';

export interface CalendarWatchOptions {
  readonly databaseUrl: string;
  readonly pool: ReturnType<typeof createPool>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly everyMs?: number;
}

/** Zone data change with a package or a release, seldom. */
const EVERY_MS = 300_000;
const TOLD_MAX = 5;

/**
 * Compares the clocks that decide with the zone data of PostgreSQL and of this Node for as long as
 * the process runs, so that people hear of a law that one of them knows and the other does not.
 */
export class CalendarWatch {
  private readonly alarm = new Alarm();
  private readonly comparison: CalendarComparison;
  private faults: readonly ZoneFault[] | null = null;
  private error: Error | null = null;
  private running: Promise<void> | null = null;
  private stopping = false;

  constructor(private readonly options: CalendarWatchOptions) {
    const { databaseUrl, pool, metrics } = options;
    this.comparison = new CalendarComparison(databaseUrl, pool);
    measureCalendar(() => this.faults, nodeZoneVersion(), metrics.registry);
  }

  start(): void {
    this.running ??= this.loop();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.wake();
    await this.running;
  }

  /** Commands are decided alike all the same: it takes people, and no other process. */
  probe(): Probe {
    const versions = `zone data of Node: ${nodeZoneVersion()}`;
    if (this.error)
      return { status: 'up', detail: `${versions}; cannot look: ${this.error.message}` };
    if (this.faults === null) return { status: 'up', detail: `${versions}; not compared yet` };
    if (this.faults.length === 0) return { status: 'up', detail: `${versions}; all agree` };
    return { status: 'degraded', detail: `${versions}; ${told(this.faults)}` };
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      try {
        const faults = await this.comparison.compare();
        if (faults.length > 0 && JSON.stringify(faults) !== JSON.stringify(this.faults)) {
          this.options.logger.warn({ faults }, 'zone data differ from the clocks that decide');
        }
        this.faults = faults;
        this.error = null;
      } catch (error) {
        if (this.error === null && !this.stopping) {
          this.options.logger.warn({ err: error }, 'the clocks could not be compared');
        }
        this.error = error as Error;
      }
      if (!this.stopping) await this.alarm.sleep(this.options.everyMs ?? EVERY_MS);
    }
  }
}

/** For a person to read. */
function told(faults: readonly ZoneFault[]): string {
  const each = faults.slice(0, TOLD_MAX).map(({ name, side, firstAt, refusal }) => {
    if (side === null)
      return `${name}: ${refusal === 'abbreviation' ? 'an abbreviation' : refusal}`;
    return firstAt === null ? `${name}: unknown to ${side}` : `${name}: ${side} from ${firstAt} on`;
  });
  const rest = faults.length - each.length;
  return [...each, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
