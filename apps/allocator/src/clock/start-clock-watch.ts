import type { ClockLook } from '#postgres';
import type { Probe } from '../health/readiness.js';
import type { Logger } from '../logger.js';
import { observeTotal } from '../metrics/metrics.js';
import type { Metrics } from '../metrics/metrics.js';
import { ClockWatch, toldStep } from './clock-watch.js';

/** Who is told of the database's clock, and what there is to say of it. */
export interface WatchedClock {
  readonly onClock: (look: ClockLook) => void;
  readonly probe: () => Probe;
}

/** Counts the steps of the database's clock, and logs each. */
export function startClockWatch(metrics: Metrics, logger: Logger): WatchedClock {
  const watch = new ClockWatch();
  observeTotal(
    metrics,
    'allocator_database_clock_steps_total',
    'How often the clock of PostgreSQL went forward or back by a second or more at once',
    () => watch.steps,
  );
  return {
    onClock: (look) => {
      const step = watch.look(look);
      if (step !== null) logger.warn(step, `${toldStep(step)}; decisions go by it as it is`);
    },
    probe: () => watch.probe(performance.now()),
  };
}
