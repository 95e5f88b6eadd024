import type { Logged, ProjectionStore } from '#event-sourcing';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';

interface Tally {
  readonly beganMs: number;
  failures: number;
  /** The latest. */
  error: string;
}

/** Failures so near to each other share a row. */
const TALLY_MS = 10_000;
/** About as long as anybody asks for: while the database is away, older ones are forgotten. */
const TALLIES_MAX = 60;
const ERROR_MAX = 500;

/**
 * Counts attempts to store telemetry that failed, and tells the database of them as soon as it
 * listens: a failure of the database is one that it cannot be told of at once.
 */
export class TelemetryFailures {
  /** Of this process, since it began. */
  total = 0;
  private tallies: Tally[] = [];
  private telling: Promise<void> | null = null;

  constructor(
    private readonly queryable: Queryable,
    private readonly process: string,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Counts one, and tries to tell. */
  count(error: unknown): void {
    this.total += 1;
    const message = (error instanceof Error ? error.message : String(error)).slice(0, ERROR_MAX);
    const last = this.tallies.at(-1);
    if (last && this.nowMs() - last.beganMs < TALLY_MS) {
      last.failures += 1;
      last.error = message;
    } else {
      this.tallies.push({ beganMs: this.nowMs(), failures: 1, error: message });
      if (this.tallies.length > TALLIES_MAX) this.tallies.shift();
    }
    void this.tell();
  }

  /** Resolves when what is counted by now is told, or could not be. */
  async tell(): Promise<void> {
    this.telling ??= this.tellAll().finally(() => (this.telling = null));
    return this.telling;
  }

  private async tellAll(): Promise<void> {
    while (this.tallies.length > 0) {
      const told = this.tallies;
      this.tallies = [];
      const rows = told.map(({ beganMs, failures, error }) => ({
        ageMs: this.nowMs() - beganMs,
        failures,
        error,
      }));
      try {
        const values = [this.process, JSON.stringify(rows)];
        await this.queryable.query(sql('write_telemetry_failures'), values);
      } catch {
        // They stay for the next time; whoever failed says why by itself.
        this.tallies = [...told, ...this.tallies].slice(-TALLIES_MAX);
        return;
      }
    }
  }
}

/** The store, with every failed attempt to write its rows counted. */
export function countingFailures<E extends Logged, R>(
  store: ProjectionStore<E, R>,
  failures: Pick<TelemetryFailures, 'count' | 'tell'>,
): ProjectionStore<E, R> {
  return {
    checkpoints: (projection, partitions) => store.checkpoints(projection, partitions),
    park: (move, poison, venuesMax) => store.park(move, poison, venuesMax),
    rehearse: (projected) => store.rehearse(projected),
    failureOf: (error) => store.failureOf(error),
    async apply(move, projected) {
      try {
        const applied = await store.apply(move, projected);
        void failures.tell();
        return applied;
      } catch (error) {
        if (projected.some(({ rows }) => rows.length > 0)) failures.count(error);
        throw error;
      }
    },
  };
}
