import type { Uuid } from '#contracts';

/** Which tables can be joined: for each table with an edge, its neighbours. Undirected. */
export type Adjacency = ReadonlyMap<Uuid, ReadonlySet<Uuid>>;

/** The neighbour sets of a list of edges. An edge given twice counts once; a loop is left out. */
export function adjacencyOf(pairs: readonly (readonly [Uuid, Uuid])[]): Adjacency {
  const adjacency = new Map<Uuid, Set<Uuid>>();
  const add = (from: Uuid, to: Uuid): void => {
    const neighbours = adjacency.get(from);
    if (neighbours === undefined) adjacency.set(from, new Set([to]));
    else neighbours.add(to);
  };
  for (const [a, b] of pairs) {
    if (a === b) continue;
    add(a, b);
    add(b, a);
  }
  return adjacency;
}

/**
 * Whether the tables form ONE connected group by edges among themselves. "Each has a neighbour" is
 * not enough: that accepts two separate pairs. One table, or none, is connected. Ids given twice
 * count once.
 */
export function isConnected(tableIds: readonly Uuid[], adjacency: Adjacency): boolean {
  const waiting = new Set(tableIds);
  const first = tableIds[0];
  if (first === undefined) return true;
  waiting.delete(first);
  const reached = [first];
  for (let next = reached.pop(); next !== undefined; next = reached.pop()) {
    const neighbours = adjacency.get(next);
    if (neighbours === undefined) continue;
    for (const table of waiting) {
      if (neighbours.has(table)) {
        waiting.delete(table);
        reached.push(table);
      }
    }
  }
  return waiting.size === 0;
}

/** Whether every table is adjacent to every other. True for one table, or none. */
export function isPairwiseAdjacent(tableIds: readonly Uuid[], adjacency: Adjacency): boolean {
  const size = new Set(tableIds).size;
  return edgeCount(tableIds, adjacency) === (size * (size - 1)) / 2;
}

/** How many edges join the tables among themselves. */
export function edgeCount(tableIds: readonly Uuid[], adjacency: Adjacency): number {
  const distinct = [...new Set(tableIds)];
  let edges = 0;
  for (let i = 0; i < distinct.length; i++) {
    const neighbours = adjacency.get(distinct[i]!);
    if (neighbours === undefined) continue;
    for (let j = i + 1; j < distinct.length; j++) if (neighbours.has(distinct[j]!)) edges++;
  }
  return edges;
}
