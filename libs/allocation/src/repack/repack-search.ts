import { overlaps } from '../windows.js';
import type { SearchFloor } from '../selector/search-floor.js';
import type { Crowd } from './crowd.js';
import { GUESTS } from './crowd.js';
import { comparePositions } from './seat-sets.js';
import type { SeatSet } from './seat-sets.js';
import type { StepBudget } from './step-budget.js';

/** A party at its new tables. */
export interface Placed {
  readonly party: number;
  readonly set: SeatSet;
}

/** What decides between two plans of as many moves, most important first; less is better. */
interface Cost {
  readonly guests: number;
  readonly tables: number;
  readonly spareSeats: number;
}

/** One set of tables for a party, and who would have to leave it. */
interface Option {
  readonly set: SeatSet;
  readonly leaving: readonly number[];
  readonly guests: number;
}

/** The options of a party before anything has moved, found by who is in the way. */
interface Options {
  /** Fewest in the way first. */
  readonly all: readonly Option[];
  readonly free: readonly Option[];
  readonly byFirst: ReadonlyMap<number, readonly Option[]>;
}

/**
 * The best plan with exactly so many moves. The guests are put at each set of tables in turn;
 * whoever sits there must move, and is put at each set in turn, until everybody sits or the moves
 * are used up. No plan is lost by that: in any plan, all who are in the way of somebody's new
 * tables are among those who move. Always the party with the fewest options is placed next.
 */
export class RepackSearch {
  readonly #options = new Map<number, Options>();
  readonly #leaving = new Set<number>();
  readonly #placed: Placed[] = [];
  #best: { readonly plan: readonly Placed[]; readonly cost: Cost } | null = null;
  considered = 0;

  constructor(
    private readonly floor: SearchFloor,
    private readonly crowd: Crowd,
    private readonly setsOf: (party: number) => readonly SeatSet[],
    private readonly budget: StepBudget,
  ) {}

  /** The guests' tables first, then the moves; null when there is no such plan. */
  run(moves: number): readonly Placed[] | null {
    this.#best = null;
    this.#place([GUESTS], moves, { guests: 0, tables: 0, spareSeats: 0 });
    return this.#best === null ? null : (this.#best as { plan: readonly Placed[] }).plan;
  }

  #place(waiting: readonly number[], movesLeft: number, cost: Cost): void {
    if (waiting.length === 0) return this.#offer(cost);
    const next = this.#mostConstrained(waiting, movesLeft);
    if (next === null) return;
    const { party, options } = next;
    const { partySize } = this.crowd.parties[party]!;
    const others = waiting.filter((other) => other !== party);
    for (const { set, leaving, guests } of options) {
      const grown: Cost = {
        guests: cost.guests + guests,
        tables: cost.tables + set.members.length,
        spareSeats: cost.spareSeats + set.seats - partySize,
      };
      const still = [...others, ...leaving];
      if (this.#isWorse(grown, still.length, party, set)) continue;
      for (const other of leaving) this.#leaving.add(other);
      this.#placed.push({ party, set });
      this.#place(still, movesLeft - leaving.length, grown);
      this.#placed.pop();
      for (const other of leaving) this.#leaving.delete(other);
      if (this.budget.isSpent) return;
    }
  }

  #mostConstrained(
    waiting: readonly number[],
    movesLeft: number,
  ): { party: number; options: readonly Option[] } | null {
    let best: { party: number; options: readonly Option[] } | null = null;
    for (const party of waiting) {
      const options = this.#openOptions(party, movesLeft);
      if (options.length === 0) return null;
      if (best === null || options.length < best.options.length) best = { party, options };
    }
    return best;
  }

  /** What a party could do now, with at most so many more moves. */
  #openOptions(party: number, movesLeft: number): readonly Option[] {
    const { all, free, byFirst } = this.#optionsOf(party);
    if (movesLeft > 0) return this.#stillOpen(all, party, movesLeft);
    // Nobody else may leave: what is free, or was left by one who does.
    const left = [...this.#leaving].flatMap((other) => byFirst.get(other) ?? []);
    return this.#stillOpen(left.length === 0 ? free : [...free, ...left], party, 0);
  }

  #stillOpen(options: readonly Option[], party: number, movesLeft: number): readonly Option[] {
    const leavingMax = movesLeft + this.#leaving.size;
    const open: Option[] = [];
    for (const option of options) {
      if (option.leaving.length > leavingMax) continue;
      if (!this.budget.take(1)) return [];
      this.considered++;
      const leaving = option.leaving.filter((other) => !this.#leaving.has(other));
      if (leaving.length > movesLeft || this.#clashes(party, option.set)) continue;
      open.push({ ...option, leaving, guests: this.#guestsOf(leaving) });
    }
    return open;
  }

  #clashes(party: number, { members }: SeatSet): boolean {
    const { parties } = this.crowd;
    const { window } = parties[party]!;
    return this.#placed.some(
      (other) =>
        overlaps(parties[other.party]!.window, window) &&
        other.set.members.some((at) => members.includes(at)),
    );
  }

  #optionsOf(party: number): Options {
    const known = this.#options.get(party);
    if (known) return known;
    const all: Option[] = [];
    for (const set of this.setsOf(party)) {
      if (!this.budget.take(1)) break;
      const leaving: number[] = [];
      const { tables } = this.floor;
      if (!set.members.every((at) => this.crowd.collect(party, tables[at]!.id, leaving))) continue;
      all.push({ set, leaving, guests: this.#guestsOf(leaving) });
    }
    // A stable sort: sets with as many in the way stay in their order.
    all.sort((a, b) => a.leaving.length - b.leaving.length || a.guests - b.guests);
    const free: Option[] = [];
    const byFirst = new Map<number, Option[]>();
    for (const option of all) {
      const [first] = option.leaving;
      if (first === undefined) free.push(option);
      else if (byFirst.has(first)) byFirst.get(first)!.push(option);
      else byFirst.set(first, [option]);
    }
    const options = { all, free, byFirst };
    this.#options.set(party, options);
    return options;
  }

  #guestsOf(leaving: readonly number[]): number {
    return leaving.reduce((sum, other) => sum + this.crowd.parties[other]!.partySize, 0);
  }

  /** Whether a plan that goes on like this is certain to lose against the best so far. */
  #isWorse(cost: Cost, waiting: number, party: number, set: SeatSet): boolean {
    if (this.#best === null) return false;
    const { guests, tables, spareSeats } = this.#best.cost;
    // Everybody who still has to be placed needs a table at least.
    const tablesMin = cost.tables + waiting;
    if (cost.guests !== guests) return cost.guests > guests;
    if (tablesMin !== tables) return tablesMin > tables;
    if (cost.spareSeats !== spareSeats) return cost.spareSeats > spareSeats;
    return party === GUESTS && comparePositions(set.members, this.#best.plan[0]!.set.members) > 0;
  }

  #offer(cost: Cost): void {
    const plan = [...this.#placed];
    if (this.#best === null || compareCosts(cost, this.#best.cost) < 0) {
      this.#best = { plan, cost };
    } else if (compareCosts(cost, this.#best.cost) === 0 && this.#isFirst(plan, this.#best.plan)) {
      this.#best = { plan, cost };
    }
  }

  /** By labels: the guests' tables, then those of the moved in the order of their ids. */
  #isFirst(a: readonly Placed[], b: readonly Placed[]): boolean {
    const [left, right] = [this.#byId(a), this.#byId(b)];
    for (const [i, { party, set }] of left.entries()) {
      const other = right[i]!;
      const order = comparePositions(set.members, other.set.members);
      if (order !== 0) return order < 0;
      if (party !== other.party) return this.#idOf(party) < this.#idOf(other.party);
    }
    return false;
  }

  #byId([guests, ...moved]: readonly Placed[]): readonly Placed[] {
    return [guests!, ...moved.sort((a, b) => (this.#idOf(a.party) < this.#idOf(b.party) ? -1 : 1))];
  }

  #idOf(party: number): string {
    return this.crowd.parties[party]!.bookingId;
  }
}

function compareCosts(a: Cost, b: Cost): number {
  return a.guests - b.guests || a.tables - b.tables || a.spareSeats - b.spareSeats;
}
