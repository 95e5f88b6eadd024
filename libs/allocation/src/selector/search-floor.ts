import type { Table, Uuid } from '#contracts';
import type { Adjacency } from './adjacency.js';
import { inLabelOrder } from './label-order.js';
import type { SelectionRequest } from './request.js';

/**
 * The venue as one search sees it: tables by position, which is their rank in label order, and
 * neighbours as positions. Who is free is asked once per table.
 */
export class SearchFloor {
  readonly tables: readonly Table[];
  readonly #positions = new Map<Uuid, number>();
  readonly #free: Uint8Array;
  readonly #neighbours: (readonly number[] | undefined)[] = [];
  readonly #adjacency: Adjacency;

  constructor(request: SelectionRequest) {
    this.tables = inLabelOrder(request.tables);
    this.#adjacency = request.adjacency;
    this.#free = new Uint8Array(this.tables.length);
    this.tables.forEach((table, at) => {
      this.#positions.set(table.id, at);
      this.#free[at] = table.active && request.isFree(table.id) ? 1 : 0;
    });
  }

  /** Active, and free for the window asked for. */
  isFreeAt(at: number): boolean {
    return this.#free[at] === 1;
  }

  positionOf(tableId: Uuid): number | undefined {
    return this.#positions.get(tableId);
  }

  /** Positions this table can be joined with: active and movable like itself, in the same zone. */
  joinableWith(at: number): readonly number[] {
    let found = this.#neighbours[at];
    if (found === undefined) this.#neighbours[at] = found = this.#findJoinable(at);
    return found;
  }

  #findJoinable(at: number): readonly number[] {
    const table = this.tables[at]!;
    const found: number[] = [];
    if (!isJoinable(table)) return found;
    for (const neighbourId of this.#adjacency.get(table.id) ?? []) {
      const other = this.#positions.get(neighbourId);
      if (other === undefined) continue;
      const neighbour = this.tables[other]!;
      if (isJoinable(neighbour) && neighbour.zone === table.zone) found.push(other);
    }
    return found.sort((a, b) => a - b);
  }

  /** How many edges join two free tables, in all and by position. */
  freeEdges(): { readonly total: number; readonly at: Int32Array } {
    const at = new Int32Array(this.tables.length);
    let ends = 0;
    for (let i = 0; i < at.length; i++) {
      if (!this.isFreeAt(i)) continue;
      for (const neighbour of this.joinableWith(i)) if (this.isFreeAt(neighbour)) at[i]! += 1;
      ends += at[i]!;
    }
    return { total: ends / 2, at };
  }
}

function isJoinable(table: Table): boolean {
  return table.active && table.mobility === 'movable';
}
