import type { Table, Uuid } from '#contracts';
import { reachOf, shapeOf } from './table-shape.js';
import type { Shape } from './table-shape.js';

/** A table's place on the plan: its middle, in plan units. */
export interface PlannedTable {
  readonly table: Table;
  readonly shape: Shape;
  readonly x: number;
  readonly y: number;
}

/** A zone of the venue as a named area. */
export interface Area {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tables: readonly PlannedTable[];
}

export interface Plan {
  readonly width: number;
  readonly height: number;
  readonly areas: readonly Area[];
}

const PADDING = 18;
const TITLE = 34;
const GAP = 18;
/** More zones than these are not tried in every arrangement, but stand in one column. */
const ARRANGED_MAX = 10;

/** What the plan is drawn on, in pixels, and how many of them a plan unit has at the least. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly scaleMin: number;
}

/**
 * The floor as it is drawn. Within a zone every table stands where the venue says; the zones, which
 * are rooms of their own, are put beside and below each other as they fit the sheet best.
 */
export function planOf(tables: readonly Table[], sheet: Sheet): Plan {
  const zones = zonesOf(tables).map(([name, members]) => areaOf(name, members));
  let best: Plan = { width: 1, height: 1, areas: [] };
  let bestFit = -1;
  for (const lines of arrangements(zones)) {
    for (const plan of [inRows(lines), inColumns(lines)]) {
      const fit = fitOf(plan, sheet);
      if (fit > bestFit) [best, bestFit] = [plan, fit];
    }
  }
  return best;
}

/** The scale at which all of it shows; when that is too small, one scrolls down and not aside. */
function fitOf(plan: Plan, { width, height, scaleMin }: Sheet): number {
  const [across, down] = [width / plan.width, height / plan.height];
  const fit = Math.min(across, down);
  return fit >= scaleMin ? fit : (Math.min(across, scaleMin) * (1 + Math.min(down, 1))) / 2;
}

export function placesOf(plan: Plan): ReadonlyMap<Uuid, PlannedTable> {
  return new Map(plan.areas.flatMap(({ tables }) => tables.map((one) => [one.table.id, one])));
}

function zonesOf(tables: readonly Table[]): readonly [string, readonly Table[]][] {
  const zones = new Map<string, Table[]>();
  for (const table of tables) zones.set(table.zone, [...(zones.get(table.zone) ?? []), table]);
  return [...zones];
}

/** One zone alone, its tables seen from its corner. */
function areaOf(name: string, members: readonly Table[]): Area {
  const placed = members.map((table) => {
    const shape = shapeOf(table.capacity);
    const { x, y, rotation } = table.position;
    const reach = reachOf(shape, rotation);
    return { table, shape, x, y, reach };
  });
  const left = Math.min(...placed.map(({ x, reach }) => x - reach.x)) - PADDING;
  const right = Math.max(...placed.map(({ x, reach }) => x + reach.x)) + PADDING;
  const top = Math.min(...placed.map(({ y, reach }) => y - reach.y)) - PADDING - TITLE;
  const bottom = Math.max(...placed.map(({ y, reach }) => y + reach.y)) + PADDING;
  const tables = placed.map((one) => ({
    table: one.table,
    shape: one.shape,
    x: one.x - left,
    y: one.y - top,
  }));
  return { name, x: 0, y: 0, width: right - left, height: bottom - top, tables };
}

/** Every way to break the zones, in their order, into lines. */
function* arrangements(areas: readonly Area[]): Generator<readonly (readonly Area[])[]> {
  if (areas.length > ARRANGED_MAX) {
    yield areas.map((area) => [area]);
    return;
  }
  const breaks = Math.max(0, areas.length - 1);
  for (let mask = 0; mask < 1 << breaks; mask++) {
    const rows: Area[][] = [[]];
    areas.forEach((area, i) => {
      if (i > 0 && (mask >> (i - 1)) & 1) rows.push([]);
      rows.at(-1)!.push(area);
    });
    yield rows;
  }
}

/** Rows, seen lying down. */
function inColumns(columns: readonly (readonly Area[])[]): Plan {
  const { width, height, areas } = inRows(columns.map((column) => column.map(flipped)));
  return { width: height, height: width, areas: areas.map(flipped) };
}

function flipped(area: Area): Area {
  const tables = area.tables.map((one) => ({ ...one, x: one.y, y: one.x }));
  return { name: area.name, x: area.y, y: area.x, width: area.height, height: area.width, tables };
}

/** Rows as wide as the widest; the areas of a row share what is left over. */
function inRows(rows: readonly (readonly Area[])[]): Plan {
  const widthOf = (row: readonly Area[]): number =>
    row.reduce((sum, { width }) => sum + width, GAP * (row.length - 1));
  const width = Math.max(...rows.map(widthOf));
  const areas: Area[] = [];
  let y = 0;
  for (const row of rows) {
    const height = Math.max(0, ...row.map((area) => area.height));
    const extra = (width - widthOf(row)) / Math.max(1, row.length);
    let x = 0;
    for (const area of row) {
      areas.push(movedTo(area, x, y, area.width + extra, height));
      x += area.width + extra + GAP;
    }
    y += height + GAP;
  }
  return { width, height: Math.max(1, y - GAP), areas };
}

function movedTo(area: Area, x: number, y: number, width: number, height: number): Area {
  const dx = x + (width - area.width) / 2;
  const dy = y + (height - area.height) / 2;
  const tables = area.tables.map((one) => ({ ...one, x: one.x + dx, y: one.y + dy }));
  return { name: area.name, x, y, width, height, tables };
}
