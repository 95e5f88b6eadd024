import type { Table } from '#contracts';
import type { SearchFloor } from './search-floor.js';

/** What one ability of the venue is worth, divided among the tables that have it. */
const WORTH = 1_000;

/** Parties above this size are not told apart. */
const PARTY_MAX = 1_000;

/**
 * What taking each table costs the rest of the evening, by position on the floor; zero for tables
 * that are not free.
 *
 * The free tables of a venue can seat parties of certain sizes alone, and can be joined along
 * certain edges. Each such ability is worth 1000, shared equally by the tables that have it. A
 * table's cost is the sum of its shares, rounded down:
 *
 * - for each party size it takes alone, 1000 / (free tables that take that size): the only 8-top
 *   carries the whole worth of parties of seven and eight, one 2-top of twenty almost nothing;
 * - for each free neighbour it can be joined with, 1000 / (free edges): a table others need for
 *   merging costs more than a fixed one, and one whose neighbours are taken costs least, so merges
 *   stay whole.
 *
 * The cost of a set is the sum over its tables. Counting what is free in the window, and not what
 * stands on the floor, is the point: a table becomes scarce when its like are taken.
 */
export function scarcityOf(floor: SearchFloor, mergesPossible: boolean): Int32Array {
  const takers = new Int32Array(PARTY_MAX + 2);
  floor.tables.forEach((table, at) => {
    if (!floor.isFreeAt(at)) return;
    const [from, to] = partySizes(table);
    if (from > to) return;
    takers[from]! += 1;
    takers[to + 1]! -= 1;
  });
  // Running sums: how many take size n; then the shares of sizes up to n.
  const sharesUpTo = new Int32Array(PARTY_MAX + 1);
  for (let size = 1; size <= PARTY_MAX; size++) {
    takers[size]! += takers[size - 1]!;
    const share = takers[size]! > 0 ? Math.floor(WORTH / takers[size]!) : 0;
    sharesUpTo[size] = sharesUpTo[size - 1]! + share;
  }
  const costs = new Int32Array(floor.tables.length);
  const freeEdges = mergesPossible ? floor.freeEdges() : { total: 0, at: costs };
  floor.tables.forEach((table, at) => {
    if (!floor.isFreeAt(at)) return;
    const [from, to] = partySizes(table);
    const alone = from > to ? 0 : sharesUpTo[to]! - sharesUpTo[from - 1]!;
    const joined = freeEdges.total === 0 ? 0 : (freeEdges.at[at]! * WORTH) / freeEdges.total;
    costs[at] = alone + Math.floor(joined);
  });
  return costs;
}

/** Smallest and largest party a table takes alone. */
function partySizes(table: Table): [from: number, to: number] {
  return [Math.max(1, table.minParty), Math.min(table.maxParty, table.capacity, PARTY_MAX)];
}
