import type { Logger } from './logger.js';

/**
 * The order in which a process gives up its parts, whatever the order of their making: first
 * nothing new is taken, then what was taken is finished and answered, then what all of it stood on
 * goes.
 */
const ORDER = [
  'readiness',
  'alerts',
  'calendar watch',
  'sweeper',
  'stays',
  'replays',
  'Kafka commands',
  'Kafka backlog',
  'commands',
  'commands watch',
  'event tails',
  'log listener',
  'relay',
  'projector',
  'transport',
  'http',
  'runtime file',
  'tracing',
  'calendar',
  'pool',
  'database',
] as const;
export type Part = (typeof ORDER)[number];

/** What has been started and must be stopped; also when the start fails half-way. */
export class Stops {
  private readonly stops = new Map<Part, () => unknown>();
  private stopping: Promise<void> | null = null;

  constructor(private readonly logger: Logger) {}

  add(part: Part, stop: () => unknown): void {
    this.stops.set(part, stop);
  }

  /** Stops everything, each part once; one that fails is logged and keeps none of the others. */
  stopAll(): Promise<void> {
    this.stopping ??= this.stopInOrder();
    return this.stopping;
  }

  private async stopInOrder(): Promise<void> {
    for (const part of ORDER) {
      try {
        await this.stops.get(part)?.();
      } catch (error) {
        this.logger.error({ err: error, part }, 'could not stop');
      }
    }
  }
}
