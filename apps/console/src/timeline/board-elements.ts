import type { Timeline, TimelineSegment, Uuid } from '#contracts';
import type { Selection } from './Inspector.js';
import { seatOf } from './seating.js';
import type { Subject } from './seating.js';
import { tilesOf } from './tiles.js';

/** What is moved when a tile is taken by its table. */
export function subjectOf(segment: TimelineSegment, rowId: Uuid | null): Subject {
  return { booking: segment.booking!, from: seatOf(segment), takenAt: rowId };
}

/** What is opened by a tile or a table. */
export function selectionOf(
  timeline: Timeline,
  target: EventTarget,
  key: string,
): Selection | null {
  const tableId = rowOf(target)?.id;
  if (tableId === undefined) return null;
  const segment = tileOf(timeline, target);
  if (segment === null) return { kind: 'table', key, tableId };
  if (segment.kind === 'assignment' && segment.booking !== null) {
    return { kind: 'booking', key, bookingId: segment.booking.bookingId };
  }
  return { kind: 'claim', key, tableId, segmentId: segment.id };
}

/** The segment that an element shows, or null. */
export function tileOf(timeline: Timeline, target: EventTarget): TimelineSegment | null {
  const key = keyOf(target);
  const rowId = rowOf(target)?.id;
  const row = timeline.rows.find(({ table }) => table.id === rowId);
  if (key === null || row === undefined) return null;
  return tilesOf(row).find((tile) => tile.key === key)?.segment ?? null;
}

/** The key of the tile or table that an element belongs to, or null. */
export function keyOf(target: EventTarget): string | null {
  if (!(target instanceof Element)) return null;
  return target.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? null;
}

/** A table's row on the board. */
export interface BoardRow {
  readonly id: Uuid;
  /** Where its tiles lie. */
  readonly lane: Element;
  /** Whether the element it was found by is, or is in, the table's name: that is at no time. */
  readonly onName: boolean;
}

/** The row that an element lies in, or null. */
export function rowOf(target: EventTarget): BoardRow | null {
  if (!(target instanceof Element)) return null;
  const row = target.closest<HTMLElement>('[data-table]');
  const lane = row?.querySelector('.row-lane');
  const onName = target.closest('[role="rowheader"]') !== null;
  return row && lane ? { id: row.dataset['table']!, lane, onName } : null;
}

/** The tile or table of a key. */
export function elementOf(root: HTMLElement | null, key: string): HTMLElement | null {
  return root?.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? null;
}

/** Puts the focus on a tile or a table, wherever it is drawn. */
export function focusKey(root: HTMLElement | null, key: string): void {
  const element = elementOf(root, key);
  element?.focus({ preventScroll: true });
  showElement(element);
}

/** Brings a tile or a table into view; a table's name always is, so only its row has to come. */
export function showElement(element: Element | null | undefined): void {
  const shown = element?.closest('[role="rowheader"]') ? element.closest('[role="row"]') : element;
  shown?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** The row of a table. */
export function rowElement(root: HTMLElement | null, tableId: string): Element | null {
  return root?.querySelector(`[data-table="${CSS.escape(tableId)}"]`) ?? null;
}
