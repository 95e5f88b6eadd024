import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { AlertView, Instant } from '#contracts';

export interface AlertsReading {
  readonly alerts: readonly AlertView[];
  readonly now: Instant;
}

/** Gauges of one scrape are read from one answer of the database. */
const SHARED_MS = 500;

/**
 * Shows every alert as the database knows it, in every process. Once per registry. While the
 * database is away there is nothing to show, and the other metrics are served.
 */
export function measureAlerts(read: () => Promise<AlertsReading>, registry: Registry): void {
  let shared: { readonly untilMs: number; readonly reading: Promise<AlertsReading | null> } | null;
  const reading = (): Promise<AlertsReading | null> => {
    if (!shared || performance.now() > shared.untilMs) {
      shared = { untilMs: performance.now() + SHARED_MS, reading: read().catch(() => null) };
    }
    return shared.reading;
  };
  const gauge = (name: string, help: string, valueOf: (alert: AlertView) => number | null): void =>
    void new Gauge({
      name,
      help,
      labelNames: ['alert'],
      registers: [registry],
      async collect() {
        const found = await reading();
        this.reset();
        for (const alert of found?.alerts ?? []) {
          const value = valueOf(alert);
          if (value !== null) this.set({ alert: alert.name }, value);
        }
      },
    });
  gauge('allocator_alert_value', 'What an alert watches, as measured last', ({ value }) => value);
  gauge(
    'allocator_alert_threshold',
    'Above this an alert is pending, and then fires',
    ({ threshold }) => threshold,
  );
  gauge(
    'allocator_alert_firing',
    '1 while an alert fires, 0 while not; absent: unknown',
    (alert) => (alert.state === 'unknown' ? null : alert.state === 'firing' ? 1 : 0),
  );
  new Gauge({
    name: 'allocator_alerts_age_seconds',
    help: 'Time since the alerts were looked at last; grows when no process has the role alerts',
    registers: [registry],
    async collect() {
      const found = await reading();
      this.reset();
      const checked = (found?.alerts ?? []).flatMap(({ checkedAt }) => checkedAt ?? []);
      const latest = checked.sort().at(-1);
      if (found && latest) this.set((Date.parse(found.now) - Date.parse(latest)) / 1_000);
    },
  });
}
