import type { Table, Uuid } from '#contracts';
import { capacityMaxOf } from './request.js';
import type { SelectionRequest } from './request.js';

/** What keeps a table or a set from being chosen at all, as the trace counts it. */
export type Problem =
  | 'inactive'
  | 'excluded'
  | 'zone'
  | 'occupied'
  | 'capacity'
  | 'maxParty'
  | 'minParty'
  | 'slack'
  | 'adjacency';

/** Why a table may take part in no set at all, or null. */
export function tableProblem(
  table: Table,
  isFree: boolean,
  request: SelectionRequest,
  excluded: ReadonlySet<Uuid>,
): Problem | null {
  if (!table.active) return 'inactive';
  if (excluded.has(table.id)) return 'excluded';
  if (request.zone !== null && table.zone !== request.zone) return 'zone';
  return isFree ? null : 'occupied';
}

/** Why a table that may take part cannot seat the party alone, or null. */
export function singleProblem(table: Table, request: SelectionRequest): Problem | null {
  const { partySize } = request;
  if (table.capacity < partySize) return 'capacity';
  if (table.maxParty < partySize) return 'maxParty';
  if (table.minParty > partySize) return 'minParty';
  return table.capacity > capacityMaxOf(request) ? 'slack' : null;
}
