import type { SelectionTrace, Table, TableRef } from '#contracts';
import type { SearchFloor } from './search-floor.js';
import type { Candidate, Shortlist } from './shortlist.js';
import { compareCandidates } from './shortlist.js';

/** Runners-up that a trace names. */
export const RUNNERS_UP = 3;

/**
 * What a search looked at and why all but one set lost. `lostBy` counts tables and complete sets by
 * the rule that ruled them out (`Problem`) or the criterion on which they lost (`Criterion`);
 * `bound` counts beginnings of sets that were certain to lose, and `budget`, only ever there when
 * the search was cut short, beginnings that were not looked at.
 */
export function traceOf(
  shortlist: Shortlist,
  partySize: number,
  floor: SearchFloor,
): SelectionTrace {
  const [best, ...others] = shortlist.entries;
  const refsOf = (candidate: Candidate): TableRef[] =>
    tablesOf(candidate, floor).map((table) => ({ tableId: table.id, label: table.label }));
  return {
    considered: shortlist.considered,
    feasible: shortlist.feasible,
    lostBy: { ...shortlist.lostBy },
    runnersUp: others.slice(0, RUNNERS_UP).map((other) => ({
      tables: refsOf(other),
      lostOn: compareCandidates(best!, other)[0],
    })),
    criteria: best
      ? {
          tables: best.members.length,
          spareSeats: best.capacity - partySize,
          scarcity: best.scarcity,
          demandSeatable: best.demandSeatable,
          edges: best.edges,
        }
      : null,
  };
}

/** The tables of a set in label order. */
export function tablesOf(candidate: Candidate, floor: SearchFloor): Table[] {
  return candidate.members.map((at) => floor.tables[at]!);
}
