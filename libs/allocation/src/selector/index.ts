export { adjacencyOf, edgeCount, isConnected, isPairwiseAdjacent } from './adjacency.js';
export type { Adjacency } from './adjacency.js';
