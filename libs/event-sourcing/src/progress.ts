interface Waiter {
  readonly partition: number;
  readonly seq: number;
  readonly resolve: () => void;
}

/** How far a loop has come in each log partition, and a way to wait for it without sleeping. */
export class Progress {
  private readonly seqs = new Map<number, number>();
  private waiters: Waiter[] = [];

  get(partition: number): number | undefined {
    return this.seqs.get(partition);
  }

  set(partition: number, seq: number): void {
    this.seqs.set(partition, seq);
    const [done, waiting] = [[] as Waiter[], [] as Waiter[]];
    for (const waiter of this.waiters) (this.has(waiter) ? done : waiting).push(waiter);
    this.waiters = waiting;
    for (const waiter of done) waiter.resolve();
  }

  forget(partition: number): void {
    this.seqs.delete(partition);
  }

  /** Resolves when `partition` has come to `seq` or further. */
  reached(partition: number, seq: number): Promise<void> {
    return new Promise((resolve) => {
      const waiter = { partition, seq, resolve };
      if (this.has(waiter)) resolve();
      else this.waiters.push(waiter);
    });
  }

  entries(): ReadonlyMap<number, number> {
    return new Map(this.seqs);
  }

  private has(waiter: Waiter): boolean {
    return (this.seqs.get(waiter.partition) ?? 0) >= waiter.seq;
  }
}
