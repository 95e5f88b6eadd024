import { Alarm } from '#event-sourcing';
import { noteAlert, stepAlerts } from '#postgres';
import type { createPool, Sample, StoredAlert, StoredAlerts } from '#postgres';
import { alertChange, nextAlertStatus } from '#telemetry';
import type { AlertRule } from '#telemetry';
import type { Logger } from '../logger.js';

export interface AlertEvaluatorOptions {
  /** Its own, so that it is heard while everybody else waits for a connection. */
  readonly pool: ReturnType<typeof createPool>;
  readonly rules: readonly AlertRule[];
  /** By the alert's name. */
  readonly samples: ReadonlyMap<string, Sample>;
  readonly logger: Logger;
  readonly everyMs?: number;
}

export const ALERTS_EVERY_MS = 5_000;
const NOTES_MAX = 100;
/** Of the interval: who looked within it has looked for all processes. */
const FRESH_SHARE = 0.5;

/**
 * Measures what is watched and keeps what it means in the database, where every process reads it.
 * Several may run: each goes on from what another found. A change is logged and left in
 * `observability_events`; a measurement that fails makes its own alert `unknown` and no other.
 */
export class AlertEvaluator {
  private readonly alarm = new Alarm();
  private running: Promise<void> | null = null;
  private stopping = false;
  /** What failed last time, so that it is logged once. */
  private failed = new Set<string>();

  /** Changes that could not be left in `observability_events` yet, since that may be what failed. */
  private readonly notes = new Map<string, () => Promise<void>>();

  constructor(private readonly options: AlertEvaluatorOptions) {}

  start(): void {
    this.running ??= this.loop();
  }

  /** Ends after the look in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.alarm.wake();
    await this.running;
  }

  /** One look at everything; answers what is known after it. */
  async evaluate(): Promise<readonly StoredAlert[]> {
    const { pool, rules } = this.options;
    const values = new Map<string, number | null>();
    for (const { name } of rules) values.set(name, await this.measure(name));
    const { before, after } = await stepAlerts(pool, (known) =>
      this.isFresh(known) ? known.alerts : rules.map((rule) => judged(rule, values, known)),
    );
    for (const alert of after) this.tell(before, alert);
    for (const [what, note] of this.notes) {
      const noted = await this.attempt(what, async () => (await note(), true));
      if (noted) this.notes.delete(what);
    }
    return after;
  }

  private async loop(): Promise<void> {
    const { everyMs = ALERTS_EVERY_MS } = this.options;
    while (!this.stopping) {
      await this.attempt('evaluation', () => this.evaluate());
      if (!this.stopping) await this.alarm.sleep(everyMs);
    }
  }

  private measure(name: string): Promise<number | null> {
    const sample = this.options.samples.get(name);
    return sample === undefined ? Promise.resolve(null) : this.attempt(name, sample);
  }

  private tell(before: readonly StoredAlert[], alert: StoredAlert): void {
    const { logger, pool } = this.options;
    const known = before.find(({ name }) => name === alert.name) ?? null;
    const change = alertChange(known, alert);
    if (change === null) return;
    const { name, value, threshold } = alert;
    const since = (change === 'firing' ? alert : known)?.since ?? alert.checkedAt;
    if (change === 'firing') logger.error({ alert: name, value, threshold, since }, 'alert fires');
    else logger.info({ alert: name, value, threshold, since }, 'alert is over');
    this.notes.set(`${name} ${change} ${since}`, () => noteAlert(pool, change, alert, since));
    if (this.notes.size > NOTES_MAX) this.notes.delete(this.notes.keys().next().value!);
  }

  /** Null when it failed, which is said once until it succeeds again. */
  private async attempt<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    try {
      const result = await work();
      this.failed.delete(what);
      return result;
    } catch (error) {
      if (!this.failed.has(what)) {
        this.options.logger.warn({ err: error, what }, 'the alerts could not look at everything');
      }
      this.failed.add(what);
      return null;
    }
  }

  private isFresh({ alerts, now }: StoredAlerts): boolean {
    const { everyMs = ALERTS_EVERY_MS, rules } = this.options;
    if (alerts.length !== rules.length) return false;
    // Looked at in the future, by a clock that went back: nobody knows how long ago that was.
    return alerts.every(({ checkedAt }) => {
      const ageMs = Date.parse(now) - Date.parse(checkedAt);
      return ageMs >= 0 && ageMs < everyMs * FRESH_SHARE;
    });
  }
}

function judged(
  rule: AlertRule,
  values: ReadonlyMap<string, number | null>,
  { alerts, now }: StoredAlerts,
): StoredAlert {
  const { name, threshold, forSeconds } = rule;
  const before = alerts.find((alert) => alert.name === name) ?? null;
  const status = nextAlertStatus(rule, before, values.get(name) ?? null, now);
  return { name, threshold, forSeconds, ...status };
}
