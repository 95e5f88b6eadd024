import type { Table, Uuid } from '#contracts';
import { SearchFloor } from './search-floor.js';
import { LookAhead } from './look-ahead.js';
import { searchMerges, StepBudget } from './merge-search.js';
import { Pool } from './pool.js';
import { capacityMaxOf, joiningOf, sizeMaxOf } from './request.js';
import type { SelectionRequest, SelectionResult } from './request.js';
import { singleProblem, tableProblem } from './rules.js';
import { scarcityOf } from './scarcity.js';
import { Shortlist } from './shortlist.js';
import { RUNNERS_UP, tablesOf, traceOf } from './trace.js';

/**
 * The best feasible set of tables for a party, exactly, or null when there is none.
 *
 * Feasible: every table active, free, not excluded, of one zone (the one asked for, if any); seats
 * for the party and, when the policy refuses slack, not too many; one table alone takes parties of
 * that size (`minParty` … `maxParty`); in a merge all are movable, no more than `maxTables`, and
 * joined as the adjacency mode requires.
 *
 * A set with one of `lastTableIds` is only chosen where there is none without. Best, each deciding
 * only between sets that are equal in all before it:
 * 1. fewest tables, 2. least spare seats, 3. least scarcity cost (`scarcityOf`), 4. most demand
 * still seatable afterwards (`LookAhead`), 5. most edges among them, 6. labels in natural order.
 *
 * A pure function: no clock, no randomness, and bounded by `SEARCH_STEPS_MAX`.
 */
export function selectTables(request: SelectionRequest): SelectionResult {
  if (request.lastTableIds.size > 0) {
    const first = selectTables(withoutLast(request));
    if (first.tables !== null) return first;
    return selectTables({ ...request, lastTableIds: NONE });
  }
  const floor = new SearchFloor(request);
  const shortlist = search(request, floor, 1, 1 + RUNNERS_UP);
  const best = shortlist.entries[0];
  return {
    tables: best === undefined ? null : tablesOf(best, floor),
    trace: traceOf(shortlist, request.partySize, floor),
  };
}

/**
 * The best `count` different sets by the rules of {@link selectTables}, best first, each in label
 * order; fewer when there are no more.
 */
export function selectSeveral(
  request: SelectionRequest,
  count: number,
): readonly (readonly Table[])[] {
  if (request.lastTableIds.size > 0) {
    const first = selectSeveral(withoutLast(request), count);
    if (first.length >= count) return first;
    const isLast = (tables: readonly Table[]): boolean =>
      tables.some(({ id }) => request.lastTableIds.has(id));
    const all = selectSeveral({ ...request, lastTableIds: NONE }, count);
    return [...first, ...all.filter(isLast)].slice(0, count);
  }
  const floor = new SearchFloor(request);
  const { entries } = search(request, floor, count, count);
  return entries.map((entry) => tablesOf(entry, floor));
}

const NONE: ReadonlySet<Uuid> = new Set();

/** The request of somebody for whom the last tables are taken. */
function withoutLast(request: SelectionRequest): SelectionRequest {
  const { isFree, lastTableIds } = request;
  const isFreeForSure = (id: Uuid): boolean => !lastTableIds.has(id) && isFree(id);
  return { ...request, isFree: isFreeForSure, lastTableIds: NONE };
}

/**
 * Fills a list of the best `kept` sets, size by size, and stops after the size at which there are
 * `wanted`: the rest of the list is then filled from the sizes that were searched, and no further.
 */
function search(
  request: SelectionRequest,
  floor: SearchFloor,
  wanted: number,
  kept: number,
): Shortlist {
  const lookAhead = new LookAhead(floor, request);
  const shortlist = new Shortlist(kept, capacityMaxOf(request), lookAhead);
  const scarcities = scarcityOf(floor, sizeMaxOf(request) > 1);
  const usable = usablePositions(request, floor, shortlist);
  for (const at of usable) offerSingle(at, request, floor, scarcities, shortlist);
  if (shortlist.entries.length >= wanted || sizeMaxOf(request) < 2) return shortlist;

  const pools = poolsByZone(usable, floor, scarcities);
  const { partySize } = request;
  const joining = joiningOf(request);
  const hunt = { partySize, joining, shortlist, lookAhead, budget: new StepBudget() };
  for (let size = 2; size <= sizeMaxOf(request) && shortlist.entries.length < wanted; size++) {
    for (const pool of pools) searchMerges(pool, size, hunt);
  }
  return shortlist;
}

/** Positions of the tables that may take part at all; the others are counted by reason. */
function usablePositions(
  request: SelectionRequest,
  floor: SearchFloor,
  shortlist: Shortlist,
): number[] {
  const excluded = new Set(request.excludeTableIds);
  const usable: number[] = [];
  floor.tables.forEach((table, at) => {
    const problem = tableProblem(table, floor.isFreeAt(at), request, excluded);
    if (problem === null) return usable.push(at);
    shortlist.considered++;
    shortlist.lose(problem);
  });
  return usable;
}

function offerSingle(
  at: number,
  request: SelectionRequest,
  floor: SearchFloor,
  scarcities: Int32Array,
  shortlist: Shortlist,
): void {
  shortlist.considered++;
  const problem = singleProblem(floor.tables[at]!, request);
  if (problem !== null) shortlist.lose(problem);
  else shortlist.offer([at], floor.tables[at]!.capacity, scarcities[at]!, 0);
}

/** Tables that can be merged, one pool for each zone, in the order of their first labels. */
function poolsByZone(
  usable: readonly number[],
  floor: SearchFloor,
  scarcities: Int32Array,
): Pool[] {
  const zones = new Map<string, number[]>();
  for (const at of usable) {
    const table = floor.tables[at]!;
    if (table.mobility !== 'movable') continue;
    const members = zones.get(table.zone);
    if (members === undefined) zones.set(table.zone, [at]);
    else members.push(at);
  }
  return [...zones.values()].map((members) => new Pool(members, floor, scarcities));
}
