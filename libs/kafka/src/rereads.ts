import type { UnreadableBatch } from './fetch/unreadable.js';

const REMEMBERED_MAX = 1_000;

/** Since when batches are fetched again because they came damaged: it may have happened on the way. */
export class Rereads {
  private readonly since = new Map<string, number>();

  constructor(
    private readonly forMs: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Whether to fetch it once more before it is given up. */
  wanted(partition: number, { code, firstOffset }: UnreadableBatch): boolean {
    if (code !== 'BATCH_DAMAGED') return false;
    const key = `${partition}:${firstOffset}`;
    const began = this.since.get(key) ?? this.nowMs();
    this.since.delete(key);
    if (this.nowMs() - began >= this.forMs) return false;
    this.since.set(key, began);
    if (this.since.size > REMEMBERED_MAX) this.since.delete(this.since.keys().next().value!);
    return true;
  }

  /** How many are being fetched again. */
  get size(): number {
    return this.since.size;
  }
}
