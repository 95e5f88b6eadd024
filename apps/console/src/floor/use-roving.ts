import { useCallback, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { Uuid } from '#contracts';
import type { Plan, PlannedTable } from './plan-layout.js';
import { placesOf } from './plan-layout.js';

const STEPS: { readonly [key: string]: readonly [number, number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * The plan as one stop of the Tab key: within it the arrow keys go to the next table that way, Home
 * and End to the first and the last.
 */
export function useRoving(plan: Plan) {
  const all = plan.areas.flatMap(({ tables }) => tables);
  const [wanted, setWanted] = useState<Uuid | null>(null);
  const elements = useRef(new Map<Uuid, SVGGElement>());
  const current = all.some(({ table }) => table.id === wanted)
    ? wanted
    : (all[0]?.table.id ?? null);

  const goTo = useCallback((tableId: Uuid) => {
    setWanted(tableId);
    elements.current.get(tableId)?.focus();
  }, []);

  const onKeyDown = (event: KeyboardEvent, from: PlannedTable): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const next = nextOf(event.key, from, all);
    if (next === null) return;
    event.preventDefault();
    goTo(next.table.id);
  };

  const refOf = (tableId: Uuid) => (element: SVGGElement | null) => {
    if (element === null) elements.current.delete(tableId);
    else elements.current.set(tableId, element);
  };

  return { current, setCurrent: setWanted, onKeyDown, refOf, goTo, places: placesOf(plan) };
}

function nextOf(
  key: string,
  from: PlannedTable,
  all: readonly PlannedTable[],
): PlannedTable | null {
  if (key === 'Home') return all[0] ?? null;
  if (key === 'End') return all.at(-1) ?? null;
  const step = STEPS[key];
  if (step === undefined) return null;
  let best: PlannedTable | null = null;
  let bestCost = Infinity;
  for (const other of all) {
    const [dx, dy] = [other.x - from.x, other.y - from.y];
    const ahead = dx * step[0] + dy * step[1];
    const aside = Math.abs(dx * step[1]) + Math.abs(dy * step[0]);
    // What lies more to the side than ahead is not "that way".
    if (ahead <= 1 || aside > 2 * ahead) continue;
    const cost = ahead + 3 * aside;
    if (cost < bestCost) [best, bestCost] = [other, cost];
  }
  return best;
}
