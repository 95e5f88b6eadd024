import { useCallback, useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { nowMs } from '../time/clock.js';
import { msAt, xOf } from './axis.js';
import type { Axis } from './axis.js';

/** Part of the board's width that lies before now: what has just been matters, too. */
const BEFORE_NOW = 0.18;

/**
 * Opens the board at now (or at its beginning, on another day), and keeps the time in its middle
 * when it is zoomed. Answers a function that goes to now again.
 */
export function useNowInView(scroller: RefObject<HTMLElement | null>, axis: Axis): () => void {
  const shown = useRef<Axis | null>(null);
  const toNow = useCallback(() => {
    const board = scroller.current;
    const now = nowMs();
    if (board === null || now < axis.startMs || now > axis.endMs) return;
    board.scrollLeft = xOf(axis, now) - board.clientWidth * BEFORE_NOW;
  }, [scroller, axis]);

  useLayoutEffect(() => {
    const board = scroller.current!;
    const before = shown.current;
    shown.current = axis;
    if (before === null) toNow();
    else if (before.pxPerMinute !== axis.pxPerMinute) {
      const middle = board.clientWidth / 2;
      board.scrollLeft = xOf(axis, msAt(before, board.scrollLeft + middle)) - middle;
    }
  }, [scroller, axis, toNow]);
  return toNow;
}
