import type { Pool } from './pool.js';

/**
 * A set being built up table by table, with the sums it is judged by kept along. Places of a pool.
 */
export class PartialSet {
  readonly places: number[] = [];
  capacity = 0;
  scarcity = 0;
  edges = 0;
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  push(place: number): void {
    this.edges += this.edgesTo(place);
    this.capacity += this.#pool.capacities[place]!;
    this.scarcity += this.#pool.scarcities[place]!;
    this.places.push(place);
  }

  pop(): void {
    const place = this.places.pop()!;
    this.capacity -= this.#pool.capacities[place]!;
    this.scarcity -= this.#pool.scarcities[place]!;
    this.edges -= this.edgesTo(place);
  }

  /** How many of its tables a further one can be joined with. */
  edgesTo(place: number): number {
    let edges = 0;
    for (const member of this.places) if (this.#pool.isJoined(member, place)) edges++;
    return edges;
  }

  /** The most edges it can have after `missing` more tables. */
  edgesMax(missing: number): number {
    let edges = this.edges;
    for (let i = 0; i < missing; i++) {
      edges += Math.min(this.#pool.neighboursMax, this.places.length + i);
    }
    return edges;
  }

  /** Position on the floor of its first table in label order. */
  get firstPosition(): number {
    let first = Infinity;
    for (const place of this.places) first = Math.min(first, this.#pool.positions[place]!);
    return first;
  }
}
