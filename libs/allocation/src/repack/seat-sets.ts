import { edgeCount, isConnected } from '../selector/adjacency.js';
import type { SelectionRequest } from '../selector/request.js';
import { capacityMaxOf, joiningOf, sizeMaxOf } from '../selector/request.js';
import { singleProblem } from '../selector/rules.js';
import type { SearchFloor } from '../selector/search-floor.js';
import type { StepBudget } from './step-budget.js';

/** One way to seat a party: positions on the floor, ascending, which is label order. */
export interface SeatSet {
  readonly members: readonly number[];
  readonly seats: number;
}

/**
 * Every set of tables that can seat the party by the rules of the venue, whoever has them now,
 * but for sets that contain a smaller one: whatever the larger set can do for a plan, the smaller
 * does with fewer tables, fewer spare seats and nobody more in the way. Fewest tables first, then
 * fewest seats, then labels. Fewer than all when the budget is spent.
 */
export function seatSets(
  request: SelectionRequest,
  floor: SearchFloor,
  budget: StepBudget,
): readonly SeatSet[] {
  const found = new SeatSets(request, floor, budget).all();
  return found.sort(
    (a, b) =>
      a.members.length - b.members.length ||
      a.seats - b.seats ||
      comparePositions(a.members, b.members),
  );
}

export function comparePositions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}

class SeatSets {
  readonly #found: SeatSet[] = [];
  readonly #sizeMax: number;
  readonly #capacityMax: number;
  /** Usable in a merge; a table that seats the party alone is in no smallest merge. */
  readonly #mergeable: readonly number[];
  readonly #largest: number;

  constructor(
    private readonly request: SelectionRequest,
    private readonly floor: SearchFloor,
    private readonly budget: StepBudget,
  ) {
    this.#sizeMax = sizeMaxOf(request);
    this.#capacityMax = capacityMaxOf(request);
    const mergeable: number[] = [];
    floor.tables.forEach((table, at) => {
      // Guests who may sit there still cannot be asked to move.
      if (!table.active || request.lastTableIds.has(table.id)) return;
      if (request.zone !== null && table.zone !== request.zone) return;
      const alone = singleProblem(table, request) === null;
      if (alone) this.#found.push({ members: [at], seats: table.capacity });
      else if (table.mobility === 'movable') mergeable.push(at);
    });
    this.#mergeable = mergeable;
    this.#largest = Math.max(0, ...mergeable.map((at) => floor.tables[at]!.capacity));
  }

  all(): SeatSet[] {
    if (this.#sizeMax < 2) return this.#found;
    for (const [i, root] of this.#mergeable.entries()) {
      const later = new Set(this.#mergeable.slice(i + 1));
      const { zone, capacity } = this.floor.tables[root]!;
      const joined = joiningOf(this.request) === 'any' ? undefined : this.#neighbours(root, later);
      const frontier =
        joined ?? [...later].filter((other) => this.floor.tables[other]!.zone === zone);
      this.#grow([root], capacity, frontier, later);
    }
    return this.#found;
  }

  /**
   * Adds one table of the frontier after the other, never one that was passed over: each set once.
   * Where sets must be connected, the frontier grows by the new table's neighbours (see the
   * selector's `growFromEveryTable`); where all must touch, it shrinks to them.
   */
  #grow(
    set: readonly number[],
    seats: number,
    frontier: readonly number[],
    unseen: ReadonlySet<number>,
  ): void {
    const joining = joiningOf(this.request);
    const { partySize } = this.request;
    const rest = new Set(unseen);
    for (const next of frontier) rest.delete(next);
    for (const [i, next] of frontier.entries()) {
      if (!this.budget.take(1)) return;
      const grown = [...set, next];
      const total = seats + this.floor.tables[next]!.capacity;
      // Anything larger contains this one.
      if (total >= partySize) {
        this.#offer(grown, total);
        continue;
      }
      const missing = this.#sizeMax - grown.length;
      if (missing * this.#largest + total < partySize) continue;
      const after = frontier.slice(i + 1);
      if (joining === 'connected') {
        this.#grow(grown, total, [...after, ...this.#neighbours(next, rest)], rest);
      } else {
        const near = new Set(this.floor.joinableWith(next));
        const fitting = joining === 'any' ? after : after.filter((other) => near.has(other));
        this.#grow(grown, total, fitting, rest);
      }
    }
  }

  #neighbours(of: number, among: ReadonlySet<number>): number[] {
    return this.floor.joinableWith(of).filter((other) => among.has(other));
  }

  #offer(set: readonly number[], seats: number): void {
    if (seats > this.#capacityMax) return;
    const without = set.map((_, i) => set.filter((_member, j) => j !== i));
    if (set.length > 2 && without.some((smaller) => this.#seatsParty(smaller))) return;
    this.#found.push({ members: [...set].sort((a, b) => a - b), seats });
  }

  #seatsParty(set: readonly number[]): boolean {
    const { partySize, adjacency } = this.request;
    const tables = set.map((at) => this.floor.tables[at]!);
    if (tables.reduce((sum, table) => sum + table.capacity, 0) < partySize) return false;
    const ids = tables.map((table) => table.id);
    switch (joiningOf(this.request)) {
      case 'any':
        return true;
      case 'connected':
        return isConnected(ids, adjacency);
      case 'pairwise':
        return edgeCount(ids, adjacency) === (ids.length * (ids.length - 1)) / 2;
    }
  }
}
