import type { Table } from '#contracts';
import type { SearchFloor } from './search-floor.js';
import { DEMAND_MAX, joiningOf, sizeMaxOf } from './request.js';
import type { Demand, SelectionRequest } from './request.js';

/** One way to seat a demand: a table alone, or two joined. Positions on the floor. */
type Way = readonly number[];

/**
 * How many of the demands could still be seated after a set is taken.
 *
 * Each demand is looked at on its own, alone at a table or at two joined: demands overlap the
 * window asked for but not always each other, so counting a table as used up by one of them would
 * deny seats that follow each other in time. Measured on full Fridays of three floors, each in
 * thirty orders: matching all demands at once seated within half a percent of the same guests, on
 * one floor fewer, and took up to six times as long. Ways of three tables and more are not looked
 * at.
 *
 * A demand with more ways that share no table than a set has tables cannot be harmed, whatever is
 * taken. That settles nearly all of them before the search, which then asks about the rest only.
 */
export class LookAhead {
  readonly #floor: SearchFloor;
  readonly #request: SelectionRequest;
  #prepared: Prospects | undefined;

  constructor(floor: SearchFloor, request: SelectionRequest) {
    this.#floor = floor;
    this.#request = request;
  }

  /** How many can be seated before anything is taken: the most any set can leave. */
  get seatableMax(): number {
    return this.#prospects.safe + this.#prospects.endangered.length;
  }

  /** How many looks a count takes, for the search's budget. */
  get looks(): number {
    return this.#prospects.endangered.length;
  }

  /** How many can still be seated without these positions of the floor. */
  seatableAfter(taken: readonly number[]): number {
    let seatable = this.#prospects.safe;
    for (const ways of this.#prospects.endangered) {
      if (ways.some((way) => isApart(way, taken))) seatable++;
    }
    return seatable;
  }

  /** Worked out when the first feasible set asks: a search that finds none does not pay for it. */
  get #prospects(): Prospects {
    return (this.#prepared ??= prospectsOf(this.#floor, this.#request));
  }
}

interface Prospects {
  /** How many demands no set can harm. */
  readonly safe: number;
  /** The ways of each demand that some set could harm. */
  readonly endangered: readonly (readonly Way[])[];
}

function prospectsOf(floor: SearchFloor, request: SelectionRequest): Prospects {
  const endangered: (readonly Way[])[] = [];
  let safe = 0;
  for (const demand of request.demand.slice(0, DEMAND_MAX)) {
    const ways = waysToSeat(demand, floor, request);
    if (ways === 'enough') safe++;
    else if (ways.length > 0) endangered.push(ways);
  }
  return { safe, endangered };
}

function isApart(way: Way, taken: readonly number[]): boolean {
  for (const at of way) if (taken.includes(at)) return false;
  return true;
}

/**
 * All ways to seat a demand, those that share no table first; or `enough` once there are more of
 * these than any set has tables.
 */
function waysToSeat(
  demand: Demand,
  floor: SearchFloor,
  request: SelectionRequest,
): readonly Way[] | 'enough' {
  const disjointEnough = sizeMaxOf(request) + 1;
  const disjoint: Way[] = [];
  const others: Way[] = [];
  const used = new Set<number>();
  const found = (way: Way): boolean => {
    if (way.some((at) => used.has(at))) {
      others.push(way);
      return false;
    }
    for (const at of way) used.add(at);
    return disjoint.push(way) >= disjointEnough;
  };
  const mergesPossible = sizeMaxOf(request) > 1;
  const open: number[] = [];
  for (const at of openTables(demand, floor, mergesPossible)) {
    open.push(at);
    if (seatsAlone(floor.tables[at]!, demand) && found([at])) return 'enough';
  }
  if (!mergesPossible) return disjoint;
  const pairs = joiningOf(request) === 'any' ? anyPairs : joinedPairs;
  for (const way of pairs(open, demand.partySize, floor)) if (found(way)) return 'enough';
  return [...disjoint, ...others];
}

/** Tables that are of use to a demand, asked one by one: few questions answer for most demands. */
function* openTables(
  demand: Demand,
  floor: SearchFloor,
  mergesPossible: boolean,
): Generator<number> {
  for (const [at, table] of floor.tables.entries()) {
    if (!table.active) continue;
    if (demand.zone !== null && table.zone !== demand.zone) continue;
    if (!mergesPossible && !seatsAlone(table, demand)) continue;
    if (demand.isFree(table.id)) yield at;
  }
}

function seatsAlone({ minParty, maxParty, capacity }: Table, { partySize }: Demand): boolean {
  return minParty <= partySize && partySize <= Math.min(maxParty, capacity);
}

function* joinedPairs(
  open: readonly number[],
  partySize: number,
  floor: SearchFloor,
): Generator<Way> {
  const isOpen = new Set(open);
  for (const at of open) {
    const missing = partySize - floor.tables[at]!.capacity;
    for (const other of floor.joinableWith(at)) {
      if (other <= at || !isOpen.has(other)) continue;
      if (floor.tables[other]!.capacity >= missing) yield [at, other];
    }
  }
}

function* anyPairs(open: readonly number[], partySize: number, floor: SearchFloor): Generator<Way> {
  const movable = open.filter((at) => floor.tables[at]!.mobility === 'movable');
  const capacityAt = (at: number): number => floor.tables[at]!.capacity;
  // Largest first: from the first partner that is too small on, all are.
  movable.sort((a, b) => capacityAt(b) - capacityAt(a) || a - b);
  for (let i = 0; i < movable.length; i++) {
    for (let j = i + 1; j < movable.length; j++) {
      if (capacityAt(movable[i]!) + capacityAt(movable[j]!) < partySize) break;
      const sameZone = floor.tables[movable[i]!]!.zone === floor.tables[movable[j]!]!.zone;
      if (sameZone) yield [movable[i]!, movable[j]!];
    }
  }
}
