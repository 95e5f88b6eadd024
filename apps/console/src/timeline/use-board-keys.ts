import { useEffect, useRef } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import type { Timeline } from '#contracts';
import { useNotices } from '../ui/telling.js';
import { QUARTER_MS } from './axis.js';
import type { Selection } from './Inspector.js';
import { canMove, tilesOf } from './tiles.js';
import type { TimelineRow, Zone } from './tiles.js';
import { focusKey, rowElement, rowOf, selectionOf, subjectOf, tileOf } from './board-elements.js';
import type { BoardPointer } from './use-board-pointer.js';
import type { Mover } from './use-moving.js';

interface Parts {
  readonly timeline: Timeline;
  readonly zones: readonly Zone[];
  readonly root: RefObject<HTMLElement | null>;
  readonly mover: Mover;
  readonly pointer: BoardPointer;
  readonly select: (selection: Selection | null) => void;
}

/**
 * The board by keyboard. One stop for Tab; arrows walk over tiles and tables; Enter opens, M moves.
 * While something is moved, arrows choose table and time, Shift with them the end; Enter drops and
 * Escape cancels.
 */
export function useBoardKeys(parts: Parts): (event: KeyboardEvent<HTMLElement>) => void {
  const { zones, root, mover, pointer } = parts;
  const { tell } = useNotices();
  const rows = zones.flatMap((zone) => zone.rows);
  const cameFrom = useRef<string | null>(null);
  const aim = mover.moving?.by === 'hand' ? mover.moving.aim : null;
  useEffect(() => {
    if (aim !== null) rowElement(root.current, aim.tableId)?.scrollIntoView({ block: 'nearest' });
  }, [root, aim]);

  const whileMoving = (event: KeyboardEvent<HTMLElement>): void => {
    const { key, shiftKey } = event;
    const onButton = (event.target as Element).closest('button') !== null;
    if (key === 'Escape') {
      pointer.letGo();
      mover.cancel();
      window.setTimeout(() => focusKey(root.current, cameFrom.current ?? ''), 0);
    } else if (key === 'Enter' && !onButton) pointer.drop();
    else if (key === 'ArrowUp' || key === 'ArrowDown') {
      const step = key === 'ArrowUp' ? -1 : 1;
      mover.aimAt((now) => {
        const at = rows.findIndex(({ table }) => table.id === now.tableId);
        return { ...now, tableId: rows[at + step]?.table.id ?? now.tableId };
      });
    } else if (key === 'ArrowLeft' || key === 'ArrowRight') {
      const stepMs = key === 'ArrowLeft' ? -QUARTER_MS : QUARTER_MS;
      mover.aimAt((now) => ({
        ...now,
        startMs: shiftKey ? now.startMs : now.startMs + stepMs,
        endMs: now.endMs + stepMs,
      }));
    } else return;
    event.preventDefault();
  };

  const onBoard = (event: KeyboardEvent<HTMLElement>): void => {
    const element = event.target as HTMLElement;
    const key = element.dataset['key'];
    const row = rows.findIndex(({ table }) => table.id === rowOf(element)?.id);
    if (key === undefined || row < 0) return;
    const segment = tileOf(parts.timeline, element);
    if (event.key === 'Enter' || event.key === ' ') {
      parts.select(selectionOf(parts.timeline, element, key));
    } else if (event.key.toLowerCase() === 'm' && segment !== null) {
      cameFrom.current = key;
      if (canMove(segment)) pointer.beginByHand(subjectOf(segment, rows[row]!.table.id));
      else tell({ text: 'This tile stays where it is.', detail: stayWords(segment) });
    } else {
      const next = neighbour(rows, row, key, event.key);
      if (next === null) return;
      focusKey(root.current, next);
    }
    event.preventDefault();
  };

  return (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (mover.moving === null) onBoard(event);
    else whileMoving(event);
  };
}

function stayWords({ kind, past, booking }: NonNullable<ReturnType<typeof tileOf>>): string {
  if (kind !== 'assignment') return `It is a ${kind}, not a booking.`;
  if (past) return 'Its guests have left.';
  return booking?.pinReason != null
    ? `It is pinned: ${booking.pinReason}.`
    : 'Its booking is not known here.';
}

/** The key of the tile or table that an arrow leads to, or null. */
function neighbour(
  rows: readonly TimelineRow[],
  row: number,
  key: string,
  arrow: string,
): string | null {
  const tiles = tilesOf(rows[row]!);
  const at = tiles.findIndex((tile) => tile.key === key);
  const head = (index: number): string | null => {
    const there = rows[index];
    return there === undefined ? null : `table:${there.table.id}`;
  };
  switch (arrow) {
    case 'ArrowRight':
      return tiles[at + 1]?.key ?? null;
    case 'ArrowLeft':
      return tiles[at - 1]?.key ?? head(row);
    case 'Home':
      return head(row);
    case 'End':
      return tiles.at(-1)?.key ?? null;
    case 'ArrowUp':
    case 'ArrowDown': {
      const next = row + (arrow === 'ArrowUp' ? -1 : 1);
      if (at < 0 || rows[next] === undefined) return head(next);
      const { startMs } = tiles[at]!;
      const nearest = [...tilesOf(rows[next])].sort(
        (a, b) => Math.abs(a.startMs - startMs) - Math.abs(b.startMs - startMs),
      )[0];
      return nearest?.key ?? head(next);
    }
    default:
      return null;
  }
}
