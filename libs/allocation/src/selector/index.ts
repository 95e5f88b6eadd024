export { adjacencyOf, edgeCount, isConnected, isPairwiseAdjacent } from './adjacency.js';
export type { Adjacency } from './adjacency.js';
export { selectSeveral, selectTables } from './select-tables.js';
export { DEMAND_MAX, SEARCH_STEPS_MAX } from './request.js';
export type { Demand, SelectionRequest, SelectionResult } from './request.js';
export { compareLabels } from './label-order.js';
