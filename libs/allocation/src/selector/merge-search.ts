import type { LookAhead } from './look-ahead.js';
import { PartialSet } from './partial-set.js';
import type { Pool } from './pool.js';
import type { Joining } from './request.js';
import { SEARCH_STEPS_MAX } from './request.js';
import type { Shortlist } from './shortlist.js';

/** A look at one demand is that much quicker than building up a set by one table. */
const LOOKS_PER_STEP = 8;

/** The steps of one whole search, shared by all sizes and zones. */
export class StepBudget {
  #left = SEARCH_STEPS_MAX;

  take(steps: number): void {
    this.#left -= steps;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }
}

/** What all parts of one search share. */
export interface Hunt {
  readonly partySize: number;
  readonly joining: Joining;
  readonly shortlist: Shortlist;
  readonly lookAhead: LookAhead;
  readonly budget: StepBudget;
}

/**
 * Offers the shortlist every set of `size` tables of one pool that can seat the party and could
 * get a place on it, each once. What is cut off are only sets that are too small or certain to
 * lose; a set is offered before anything is cut because of it.
 */
export function searchMerges(pool: Pool, size: number, hunt: Hunt): void {
  if (pool.size < size) return;
  if (pool.capacityOfLargest(size) < hunt.partySize) {
    hunt.shortlist.lose('capacity');
    return;
  }
  const search = new MergeSearch(pool, size, hunt);
  if (hunt.joining === 'connected') search.growFromEveryTable();
  else search.combine(0);
}

class MergeSearch {
  readonly #pool: Pool;
  readonly #size: number;
  readonly #hunt: Hunt;
  readonly #set: PartialSet;
  /** Places in the growing set or next to it: a later table adds its own new neighbours only. */
  readonly #seen: Uint8Array;

  constructor(pool: Pool, size: number, hunt: Hunt) {
    this.#pool = pool;
    this.#size = size;
    this.#hunt = hunt;
    this.#set = new PartialSet(pool);
    this.#seen = new Uint8Array(pool.size);
  }

  /**
   * Every set in the pool's order, joined each to each when that is asked for. Capacities ascend: a
   * place too small to reach the party is skipped, since larger ones follow, and the first from
   * which even the smallest continuation is too large ends the loop, since larger ones follow.
   */
  combine(from: number): void {
    const pool = this.#pool;
    const set = this.#set;
    const { partySize, joining, shortlist, budget } = this.#hunt;
    const missing = this.#size - set.places.length;
    const needed = partySize - set.capacity - pool.capacityOfLargest(missing - 1);
    const first = Math.max(from, pool.firstWithCapacity(needed));
    for (let place = first; place + missing <= pool.size; place++) {
      if (budget.isSpent) return shortlist.lose('budget');
      const capacityMin = set.capacity + pool.capacityOfNext(missing, place);
      if (capacityMin > shortlist.capacityMax) return this.#loseTooLarge();
      budget.take(1);
      if (joining === 'pairwise' && set.edgesTo(place) < set.places.length) {
        shortlist.lose('adjacency');
        continue;
      }
      set.push(place);
      if (missing === 1) this.#offer();
      else if (this.#mayLead(capacityMin, place + 1)) this.combine(place + 1);
      set.pop();
    }
  }

  /**
   * Every connected set, once: it is found from its first place, by adding only later places, each
   * next to the set and not next to it already when an earlier choice was passed over (the ESU
   * enumeration of S. Wernicke, "Efficient detection of network motifs", 2006).
   */
  growFromEveryTable(): void {
    const pool = this.#pool;
    const { shortlist } = this.#hunt;
    for (let root = 0; root + this.#size <= pool.size; root++) {
      if (pool.capacityOfNext(this.#size, root) > shortlist.capacityMax)
        return this.#loseTooLarge();
      const frontier = pool.neighbours[root]!.filter((place) => place > root);
      this.#seen.fill(0);
      this.#seen[root] = 1;
      for (const place of frontier) this.#seen[place] = 1;
      this.#set.push(root);
      this.#grow(root, frontier);
      this.#set.pop();
    }
  }

  #grow(root: number, frontier: readonly number[]): void {
    const pool = this.#pool;
    const set = this.#set;
    const { partySize, shortlist, budget } = this.#hunt;
    for (let i = 0; i < frontier.length; i++) {
      if (budget.isSpent) return shortlist.lose('budget');
      budget.take(1);
      const place = frontier[i]!;
      set.push(place);
      const missing = this.#size - set.places.length;
      // All that can follow come after the root, so the ones right after it bound them from below.
      const capacityMin = set.capacity + pool.capacityOfNext(missing, root + 1);
      if (set.capacity + pool.capacityOfLargest(missing) < partySize) shortlist.lose('capacity');
      else if (missing === 0) this.#offer();
      else if (this.#mayLead(capacityMin, root + 1)) {
        const fresh = pool.neighbours[place]!.filter((next) => next > root && !this.#seen[next]);
        for (const next of fresh) this.#seen[next] = 1;
        this.#grow(root, [...frontier.slice(i + 1), ...fresh]);
        for (const next of fresh) this.#seen[next] = 0;
      }
      set.pop();
    }
  }

  /** Whether the set, filled up with places from `next` on, could still get a place. */
  #mayLead(capacityMin: number, next: number): boolean {
    const { partySize, shortlist } = this.#hunt;
    const missing = this.#size - this.#set.places.length;
    const scarcityMin = this.#set.scarcity + missing * this.#pool.scarcityFrom[next]!;
    const edgesMax = this.#set.edgesMax(missing);
    const firstMin = Math.min(this.#set.firstPosition, this.#pool.positionFrom[next]!);
    const fewestSeats = Math.max(capacityMin, partySize);
    if (shortlist.mayTake(fewestSeats, scarcityMin, edgesMax, firstMin)) return true;
    shortlist.lose('bound');
    return false;
  }

  #offer(): void {
    const set = this.#set;
    const { shortlist, lookAhead, budget } = this.#hunt;
    shortlist.considered++;
    if (set.capacity > shortlist.capacityMax) return this.#loseTooLarge();
    if (!shortlist.mayTake(set.capacity, set.scarcity, set.edges, set.firstPosition)) {
      return shortlist.lose('bound');
    }
    budget.take(Math.ceil(lookAhead.looks / LOOKS_PER_STEP));
    const positions = set.places.map((place) => this.#pool.positions[place]!);
    shortlist.offer(positions, set.capacity, set.scarcity, set.edges);
  }

  /** Too many seats: for the policy's slack while the list has room, else to beat what is on it. */
  #loseTooLarge(): void {
    this.#hunt.shortlist.lose(this.#hunt.shortlist.isFull ? 'bound' : 'slack');
  }
}
