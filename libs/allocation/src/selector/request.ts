import type { AdjacencyMode, RefuseOrWarn, SelectionTrace, Table, Uuid } from '#contracts';
import type { Adjacency } from './adjacency.js';

/** Demands beyond this many are not looked at. */
export const DEMAND_MAX = 32;

/**
 * Most steps (a set built up by one table, or eight looks at a demand) of one search, some 50 ms.
 * Joined merges on a floor of 200 tables take a few thousand. A search that reaches the bound says
 * so in its trace (`lostBy.budget`) and answers with the best set it has. Counted, not timed, so
 * that the same question has the same answer on a busy machine.
 */
export const SEARCH_STEPS_MAX = 500_000;

/** A registered booking without tables, whose window overlaps the one asked for. */
export interface Demand {
  readonly partySize: number;
  readonly zone: string | null;
  /** Whether a table is free for this booking's window. */
  readonly isFree: (tableId: Uuid) => boolean;
}

export interface SelectionRequest {
  /** The whole venue. Passing the same array again saves sorting it by label. */
  readonly tables: readonly Table[];
  readonly adjacency: Adjacency;
  readonly partySize: number;
  /** Largest set to consider; complete up to it. */
  readonly maxTables: number;
  readonly mergesEnabled: boolean;
  readonly adjacencyMode: AdjacencyMode;
  /** False: tables of a merge need not be joined, yet those that can be are preferred. */
  readonly adjacencyRequired: boolean;
  /** Binding when set. */
  readonly zone: string | null;
  readonly excludeTableIds: readonly Uuid[];
  /** Most spare seats; only `slackMode: 'refuse'` makes it a bound. */
  readonly maxSlack: number | null;
  readonly slackMode: RefuseOrWarn;
  /** Whether a table is free for the window asked for. */
  readonly isFree: (tableId: Uuid) => boolean;
  /**
   * Tables at which somebody may sit still, though they are free: only taken where nothing else
   * would do. They count as `occupied` where the rest was enough.
   */
  readonly lastTableIds: ReadonlySet<Uuid>;
  readonly demand: readonly Demand[];
}

export interface SelectionResult {
  /** The best set in label order, or null when there is none. */
  readonly tables: readonly Table[] | null;
  readonly trace: SelectionTrace;
}

/** Whether the tables of a merge must be joined, and how. */
export type Joining = 'connected' | 'pairwise' | 'any';

export function joiningOf(request: SelectionRequest): Joining {
  if (!request.adjacencyRequired || request.adjacencyMode === 'off') return 'any';
  return request.adjacencyMode;
}

/** The largest set that may be considered: one table while merges are off. */
export function sizeMaxOf(request: SelectionRequest): number {
  return request.mergesEnabled ? request.maxTables : 1;
}

/** The most seats a set may have. */
export function capacityMaxOf(request: SelectionRequest): number {
  const bounded = request.maxSlack !== null && request.slackMode === 'refuse';
  return bounded ? request.partySize + request.maxSlack : Number.MAX_SAFE_INTEGER;
}
