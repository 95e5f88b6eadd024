import { Floor, evolve } from '#allocation';
import type { LoggedEvent, Uuid } from '#contracts';
import { GENESIS_HASH, eventHash, upcast } from '#contracts';
import { PostgresLogReader } from '../log-reader.js';
import type { Queryable } from '../queries/queryable.js';
import { RebuildError } from './rebuild-error.js';

const PAGE = 2_000;

/**
 * What the log folds into, as far as it was read: the floors, and where each partition was left.
 * Its size is that of the floors, whatever the number of events. Refuses a log that is not whole,
 * because what it says would be written over rows that may be right.
 */
export class LogFold {
  readonly floors = new Map<Uuid, Floor>();
  events = 0;
  private readonly tails = new Map<number, { seq: number; hash: string }>();

  constructor(private readonly partitions: number) {}

  /** How many events `queryable` sees that were not folded yet. */
  async behind(queryable: Queryable): Promise<number> {
    const heads = await new PostgresLogReader(queryable, this.partitions).heads();
    let behind = 0;
    for (const [partition, head] of heads) behind += head - (this.tails.get(partition)?.seq ?? 0);
    return behind;
  }

  /**
   * Folds what was recorded since, as `queryable` sees it; answers the venues it concerns.
   * @throws RebuildError `LOG_BROKEN`
   */
  async catchUp(
    queryable: Queryable,
    onProgress?: (done: number, total: number) => void,
  ): Promise<ReadonlySet<Uuid>> {
    const touched = new Set<Uuid>();
    const total = this.events + (await this.behind(queryable));
    const reader = new PostgresLogReader(queryable, this.partitions);
    for (let partition = 0; partition < this.partitions; partition++) {
      for (;;) {
        const tail = this.tails.get(partition)?.seq ?? 0;
        const page = await reader.read(partition, tail, PAGE);
        for (const logged of page) {
          this.take(logged);
          touched.add(logged.event.venueId);
        }
        onProgress?.(this.events, total);
        if (page.length < PAGE) break;
      }
    }
    return touched;
  }

  private take({ event, prevHash, hash }: LoggedEvent): void {
    const { partition, seq, venueId } = event;
    const tail = this.tails.get(partition) ?? { seq: 0, hash: GENESIS_HASH };
    const whole =
      seq === tail.seq + 1 && prevHash === tail.hash && hash === eventHash(prevHash, event);
    if (!whole) {
      const message = `the log is broken at partition ${partition} seq ${seq}: see allocator verify`;
      throw new RebuildError('LOG_BROKEN', message);
    }
    let floor = this.floors.get(venueId);
    if (!floor) this.floors.set(venueId, (floor = new Floor(venueId, partition)));
    evolve(floor, upcast(event));
    this.tails.set(partition, { seq, hash });
    this.events += 1;
  }
}
