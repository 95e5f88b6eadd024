import type { SearchFloor } from './search-floor.js';

/**
 * The tables of one zone that may be merged, in ascending order of seats, then scarcity, then
 * label. Everything is an array by place in this order, with the sums that bound what is still to
 * come.
 */
export class Pool {
  readonly size: number;
  readonly positions: readonly number[];
  readonly capacities: Int32Array;
  readonly scarcities: Int32Array;
  /** `scarcityFrom[i]`: the least scarcity of the tables from `i` on. */
  readonly scarcityFrom: Float64Array;
  /** `positionFrom[i]`: the first position, in label order, of the tables from `i` on. */
  readonly positionFrom: Float64Array;
  /** Places each table can be joined with, ascending. */
  readonly neighbours: readonly (readonly number[])[];
  readonly neighboursMax: number;
  /** `capacityBefore[i]`: seats of the first `i` tables. */
  readonly #capacityBefore: Float64Array;
  readonly #joined: Int32Array;
  readonly #wordsPerRow: number;

  constructor(positions: readonly number[], floor: SearchFloor, scarcities: Int32Array) {
    const capacityAt = (at: number): number => floor.tables[at]!.capacity;
    this.positions = [...positions].sort(
      (a, b) => capacityAt(a) - capacityAt(b) || scarcities[a]! - scarcities[b]! || a - b,
    );
    const size = (this.size = positions.length);
    this.capacities = Int32Array.from(this.positions, capacityAt);
    this.scarcities = Int32Array.from(this.positions, (at) => scarcities[at]!);
    this.#capacityBefore = new Float64Array(size + 1);
    this.scarcityFrom = new Float64Array(size + 1).fill(Infinity);
    this.positionFrom = new Float64Array(size + 1).fill(Infinity);
    for (let i = 0; i < size; i++) {
      this.#capacityBefore[i + 1] = this.#capacityBefore[i]! + this.capacities[i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      this.scarcityFrom[i] = Math.min(this.scarcities[i]!, this.scarcityFrom[i + 1]!);
      this.positionFrom[i] = Math.min(this.positions[i]!, this.positionFrom[i + 1]!);
    }
    const placeOf = new Map(this.positions.map((at, place) => [at, place]));
    this.#wordsPerRow = (size + 31) >>> 5;
    this.#joined = new Int32Array(size * this.#wordsPerRow);
    this.neighbours = this.positions.map((at, place) => {
      const places: number[] = [];
      for (const neighbour of floor.joinableWith(at)) {
        const other = placeOf.get(neighbour);
        if (other === undefined) continue;
        places.push(other);
        this.#joined[place * this.#wordsPerRow + (other >>> 5)]! |= 1 << (other & 31);
      }
      return places.sort((a, b) => a - b);
    });
    this.neighboursMax = Math.max(0, ...this.neighbours.map((places) => places.length));
  }

  isJoined(a: number, b: number): boolean {
    return (this.#joined[a * this.#wordsPerRow + (b >>> 5)]! & (1 << (b & 31))) !== 0;
  }

  /** Seats of `count` tables from a place on: the fewest that many from there can have. */
  capacityOfNext(count: number, from: number): number {
    return this.#capacityBefore[from + count]! - this.#capacityBefore[from]!;
  }

  /** The most seats that `count` tables can have. */
  capacityOfLargest(count: number): number {
    return this.capacityOfNext(count, this.size - count);
  }

  /** The first place whose table has at least this many seats; `size` when none has. */
  firstWithCapacity(capacity: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.capacities[middle]! < capacity) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
