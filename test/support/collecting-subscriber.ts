import type { LoggedEvent } from '#contracts';
import type { Checkpoint, Delivery, Subscriber } from '#event-sourcing';

/** Remembers what it was handed, and lets tests wait for it. */
export class CollectingSubscriber implements Subscriber<LoggedEvent> {
  /** Every seq in the order it came, repeats included, by partition. */
  readonly received = new Map<number, number[]>();
  readonly events: LoggedEvent[] = [];
  /** The partitions of the latest assignment. */
  assigned: readonly number[] = [];
  private readonly waiters = new Set<() => void>();

  constructor(
    readonly group: string,
    /** May be shared among the members of a group, as a database would be. */
    readonly checkpoints = new Map<number, Checkpoint>(),
  ) {}

  positions(partitions: readonly number[]) {
    this.assigned = partitions;
    this.changed();
    return Promise.resolve(this.checkpoints);
  }

  handle(delivery: Delivery<LoggedEvent>): Promise<void> {
    const seqs = this.received.get(delivery.partition) ?? [];
    this.received.set(delivery.partition, seqs);
    for (const { event, place } of delivery.records) {
      seqs.push(event.event.seq);
      this.events.push(event);
      this.checkpoints.set(delivery.partition, { seq: event.event.seq, place });
    }
    this.changed();
    return Promise.resolve();
  }

  seqs(partition: number): readonly number[] {
    return this.received.get(partition) ?? [];
  }

  reached(partition: number, seq: number): Promise<void> {
    return this.until(() => (this.checkpoints.get(partition)?.seq ?? 0) >= seq);
  }

  /** Resolves at the first assignment or delivery after which `condition` holds. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.waiters.delete(look);
        resolve();
      };
      this.waiters.add(look);
      look();
    });
  }

  private changed(): void {
    for (const look of [...this.waiters]) look();
  }
}
