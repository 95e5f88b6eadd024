import type { HoldView, ManualContext, ManualTable, Uuid } from '#contracts';
import type { Face } from '../floor/PlanTable.js';
import { seatsOf } from '../timeline/tiles.js';
import { blockerWords } from '../words.js';
import type { Setting } from '../words.js';

/** How far a table goes towards seating the party. */
export type Reach = 'alone' | 'joined' | 'not';

/** A table as a host chooses it. */
export interface Choice {
  readonly table: ManualTable;
  readonly reach: Reach;
  /** `free`, `2 seats too few alone`, or who has it until when. */
  readonly words: string;
  /** Whose it is in the window, when it is a party's. */
  readonly holder: string | null;
  readonly own: boolean;
  /** Held for the booking in question. */
  readonly held: boolean;
  readonly suggested: boolean;
}

/** @param hold what is held for the booking, until it runs out. */
export function choicesOf(
  context: ManualContext,
  hold: HoldView | null,
  setting: Setting,
): readonly Choice[] {
  const own = new Set(context.assignments.map(({ tableId }) => tableId));
  const held = new Set(hold?.tables.map(({ tableId }) => tableId));
  const best = new Set(context.suggestions[0]?.tables.map(({ tableId }) => tableId));
  return context.tables.map((table) => ({
    table,
    reach: reachOf(table),
    words: own.has(table.id)
      ? `has it now${held.has(table.id) ? ', held for you' : ''}`
      : wordsOf(table, context, setting, held.has(table.id) ? 'held for you' : 'free'),
    holder: holderOf(table, setting),
    own: own.has(table.id),
    held: held.has(table.id),
    suggested: best.has(table.id),
  }));
}

function reachOf({ state, checks, mobility }: ManualTable): Reach {
  if (state !== 'available') return 'not';
  const failed = checks.filter(({ status }) => status === 'error');
  if (failed.length === 0) return 'alone';
  const tooSmall = failed.every(({ id }) => id === 'capacity' || id === 'fit');
  return tooSmall && mobility === 'movable' ? 'joined' : 'not';
}

function wordsOf(
  table: ManualTable,
  { booking }: ManualContext,
  setting: Setting,
  free: string,
): string {
  if (table.state === 'inactive') return 'not in use';
  const [blocker] = table.blockers;
  if (blocker !== undefined && table.state !== 'available') {
    return withoutLabel(blockerWords(blocker, setting), blocker.label);
  }
  const missing = booking.partySize - Math.min(table.capacity, table.maxParty);
  if (missing > 0) {
    const fixed = table.mobility === 'fixed' ? ', and it cannot be joined' : ' alone';
    return `${free}, but too small by ${missing}${fixed}`;
  }
  if (table.checks.some(({ code }) => code === 'TABLE_MAY_BE_OCCUPIED')) {
    return `${free}, but guests who had it have not left`;
  }
  if (table.minParty > booking.partySize) return `${free}, kept for parties of ${table.minParty}`;
  return free;
}

function holderOf({ blockers }: ManualTable, { nameOf }: Setting): string | null {
  const bookingId = blockers[0]?.bookingId ?? null;
  return bookingId === null ? null : (nameOf?.(bookingId) ?? null);
}

/** `M4 is taken by …` in a row that says M4 already. */
function withoutLabel(words: string, label: string): string {
  return words.replace(`${label} is `, '').replace(/\.$/, '');
}

/** How a choice looks on the plan. */
export function chosenFace(choice: Choice, picked: readonly Uuid[], refused: boolean): Face {
  const { table, words, own, held, suggested, reach } = choice;
  const isPicked = picked.includes(table.id);
  return {
    state: held ? 'held' : table.state,
    line: lineOf(choice),
    words: [
      table.label,
      `${seatsOf(table)} seats`,
      words,
      ...(suggested ? ['suggested'] : []),
    ].join(', '),
    picked: isPicked,
    refused: isPicked && refused,
    suggested: suggested && !isPicked,
    own,
    faint: reach !== 'alone' && table.state === 'available' && !held,
  };
}

function lineOf({ table, own, held, holder }: Choice): string {
  if (held) return 'held';
  if (own) return 'now here';
  if (table.state === 'available') return seatsOf(table);
  if (table.state === 'occupied') return holder ?? 'taken';
  return table.state === 'inactive' ? '' : table.state;
}
