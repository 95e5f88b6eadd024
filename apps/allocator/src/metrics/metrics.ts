import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Command, CommandOutcome } from '#contracts';
import { UnavailableError } from '#event-sourcing';
import type { Submitter } from '#event-sourcing';

/** What this process counts, for Prometheus. */
export interface Metrics {
  readonly registry: Registry;
  readonly commands: Counter<'type' | 'status'>;
  readonly commandSeconds: Histogram<'type'>;
  readonly batchCommands: Histogram;
  readonly httpSeconds: Histogram<'method' | 'route' | 'status'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    commands: new Counter({
      name: 'allocator_commands_total',
      help: 'Commands answered, by type and status; "unavailable" was to be sent again',
      labelNames: ['type', 'status'],
      registers: [registry],
    }),
    commandSeconds: new Histogram({
      name: 'allocator_command_duration_seconds',
      help: 'From the submission of a command to its answer',
      labelNames: ['type'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
    batchCommands: new Histogram({
      name: 'allocator_batch_commands',
      help: 'Commands per transaction',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
      registers: [registry],
    }),
    httpSeconds: new Histogram({
      name: 'allocator_http_request_duration_seconds',
      help: 'HTTP requests, by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
      registers: [registry],
    }),
  };
}

/** A gauge whose value is asked for when Prometheus asks. */
export function observe(metrics: Metrics, name: string, help: string, value: () => number): void {
  new Gauge({
    name,
    help,
    registers: [metrics.registry],
    collect() {
      this.set(value());
    },
  });
}

/** A counter kept elsewhere, that is asked for when Prometheus asks. */
export function observeTotal(
  metrics: Metrics,
  name: string,
  help: string,
  total: () => number,
): void {
  new Counter({
    name,
    help,
    registers: [metrics.registry],
    collect() {
      this.reset();
      this.inc(total());
    },
  });
}

/** The submitter, with every answer counted and timed. */
export function measured(
  submitter: Submitter<Command, CommandOutcome>,
  metrics: Metrics,
): Submitter<Command, CommandOutcome> {
  return {
    async submit(command) {
      const { type } = command;
      const stopTimer = metrics.commandSeconds.startTimer({ type });
      try {
        const outcome = await submitter.submit(command);
        metrics.commands.inc({ type, status: outcome.status });
        return outcome;
      } catch (error) {
        const status = error instanceof UnavailableError ? 'unavailable' : 'failed';
        metrics.commands.inc({ type, status });
        throw error;
      } finally {
        stopTimer();
      }
    },
  };
}
