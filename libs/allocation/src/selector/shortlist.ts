import type { LookAhead } from './look-ahead.js';
import type { Problem } from './rules.js';

/** A feasible set and what it is judged by. */
export interface Candidate {
  /** Positions on the floor, ascending, which is label order. */
  readonly members: readonly number[];
  readonly capacity: number;
  readonly scarcity: number;
  readonly demandSeatable: number;
  readonly edges: number;
}

/** What decides between two sets, most important first. */
export type Criterion = 'tables' | 'spareSeats' | 'scarcity' | 'demand' | 'edges' | 'labels';

/** The criterion on which the better of two different sets wins, and how: negative for `a`. */
export function compareCandidates(a: Candidate, b: Candidate): [Criterion, number] {
  if (a.members.length !== b.members.length) return ['tables', a.members.length - b.members.length];
  if (a.capacity !== b.capacity) return ['spareSeats', a.capacity - b.capacity];
  if (a.scarcity !== b.scarcity) return ['scarcity', a.scarcity - b.scarcity];
  if (a.demandSeatable !== b.demandSeatable) return ['demand', b.demandSeatable - a.demandSeatable];
  if (a.edges !== b.edges) return ['edges', b.edges - a.edges];
  for (let i = 0; i < a.members.length; i++) {
    const order = a.members[i]! - b.members[i]!;
    if (order !== 0) return ['labels', order];
  }
  return ['labels', 0];
}

/** The best sets found so far, best first, and how many lost on what. */
export class Shortlist {
  readonly entries: Candidate[] = [];
  readonly lostBy: { [reason in Problem | Criterion | 'bound' | 'budget']?: number } = {};
  considered = 0;
  feasible = 0;

  readonly #sizeMax: number;
  readonly #capacityMax: number;
  readonly #lookAhead: LookAhead;

  /** Keeps the `sizeMax` best; no set may have more than `capacityMax` seats. */
  constructor(sizeMax: number, capacityMax: number, lookAhead: LookAhead) {
    this.#sizeMax = sizeMax;
    this.#capacityMax = capacityMax;
    this.#lookAhead = lookAhead;
  }

  /** Whether there are as many as wanted: larger sets need not be looked at. */
  get isFull(): boolean {
    return this.entries.length >= this.#sizeMax;
  }

  /** The most seats a set of the size being searched may have and still get a place. */
  get capacityMax(): number {
    return this.isFull ? this.entries[this.#sizeMax - 1]!.capacity : this.#capacityMax;
  }

  /**
   * Whether a set of the size being searched with at least this many seats, at least this scarcity,
   * at most this many edges and no table before `firstMin` in label order could still get a place.
   * Says no only when that is certain: a tie is a yes.
   */
  mayTake(capacityMin: number, scarcityMin: number, edgesMax: number, firstMin: number): boolean {
    if (!this.isFull) return capacityMin <= this.#capacityMax;
    const last = this.entries[this.#sizeMax - 1]!;
    if (capacityMin !== last.capacity) return capacityMin < last.capacity;
    if (scarcityMin !== last.scarcity) return scarcityMin < last.scarcity;
    if (last.demandSeatable < this.#lookAhead.seatableMax) return true;
    if (edgesMax !== last.edges) return edgesMax > last.edges;
    return firstMin <= last.members[0]!;
  }

  /** Takes in a feasible set, if it is among the best. */
  offer(positions: readonly number[], capacity: number, scarcity: number, edges: number): void {
    this.feasible++;
    const members = [...positions].sort((a, b) => a - b);
    const demandSeatable = this.#lookAhead.seatableAfter(members);
    const candidate = { members, capacity, scarcity, demandSeatable, edges };
    const best = this.entries[0];
    if (best !== undefined) this.lose(compareCandidates(candidate, best)[0]);
    let place = this.entries.length;
    while (place > 0 && compareCandidates(candidate, this.entries[place - 1]!)[1] < 0) place--;
    if (place < this.#sizeMax) {
      this.entries.splice(place, 0, candidate);
      this.entries.length = Math.min(this.entries.length, this.#sizeMax);
    }
  }

  /** Counts one that lost. Of two feasible sets the worse one loses on what tells them apart. */
  lose(reason: Problem | Criterion | 'bound' | 'budget'): void {
    this.lostBy[reason] = (this.lostBy[reason] ?? 0) + 1;
  }
}
