import { useEffect, useRef } from 'react';
import type { PointerEvent as ReactPointerEvent, RefObject } from 'react';
import type { Axis } from './axis.js';
import { toQuarter } from './axis.js';
import type { Subject } from './seating.js';
import { aimOf } from './use-moving.js';
import type { Aim, Mover } from './use-moving.js';

/** A click wanders this far. */
const WANDER_PX = 5;
/** So close to an edge the board scrolls along. */
const EDGE_PX = 44;
const SCROLL_PX = 14;
const SCROLL_MS = 16;

/** What a pressed button may become. */
interface Grip {
  readonly subject: Subject;
  /** Whether the whole tile is taken, or its end pulled. */
  readonly part: 'body' | 'end';
  readonly pointerId: number;
  readonly from: Aim | null;
  readonly x: number;
  readonly y: number;
  readonly scrolledTo: number;
}

/**
 * Dragging by mouse or pen: down and up changes the table, across the time, and the end is
 * stretched. Fingers scroll; they move by tapping (see `MoveBar`).
 */
export function useDrag(scroller: RefObject<HTMLElement | null>, axis: Axis, mover: Mover) {
  const grip = useRef<Grip | null>(null);
  const dragging = mover.moving?.by === 'drag';
  const pointer = useRef({ x: 0, y: 0 });
  const latest = useRef({ axis, mover });
  latest.current = { axis, mover };

  useEffect(() => {
    const board = scroller.current!;
    const hand = { grip, pointer, board, latest: () => latest.current };
    const onMove = (event: PointerEvent): void => pull(hand, event);
    const onEnd = (event: PointerEvent): void => end(hand, event);
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onEnd);
    window.addEventListener('pointercancel', onEnd);
    const edges = window.setInterval(() => {
      if (grip.current === null || latest.current.mover.moving === null) return;
      if (scrollAtEdges(board, pointer.current)) follow(hand);
    }, SCROLL_MS);
    return () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onEnd);
      window.removeEventListener('pointercancel', onEnd);
      window.clearInterval(edges);
    };
  }, [scroller]);

  /** A button went down on something that can be moved. */
  const press = (event: ReactPointerEvent, subject: Subject, part: Grip['part']): void => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    event.preventDefault();
    grip.current = {
      subject,
      part,
      pointerId: event.pointerId,
      from: subject.takenAt === null ? null : aimOf(subject, subject.takenAt),
      x: event.clientX,
      y: event.clientY,
      scrolledTo: scroller.current?.scrollLeft ?? 0,
    };
  };
  /** Escape, while the button is down. */
  const letGo = (): void => {
    grip.current = null;
  };
  return { press, letGo, dragging };
}

/** What is in hand, where the pointer is, and the newest picture to go by. */
interface Hand {
  readonly grip: { current: Grip | null };
  readonly pointer: { current: { readonly x: number; readonly y: number } };
  readonly board: HTMLElement;
  readonly latest: () => { readonly axis: Axis; readonly mover: Mover };
}

function pull(hand: Hand, event: PointerEvent): void {
  const held = hand.grip.current;
  if (held === null || event.pointerId !== held.pointerId) return;
  const { clientX: x, clientY: y } = event;
  hand.pointer.current = { x, y };
  const { moving, begin } = hand.latest().mover;
  if (moving === null) {
    if (Math.hypot(x - held.x, y - held.y) < WANDER_PX) return;
    const rowId = held.subject.takenAt ?? rowAt(x, y);
    if (rowId === null) return;
    begin(held.subject, 'drag', held.from ?? aimOf(held.subject, rowId));
  }
  follow(hand);
}

/** Aims at what lies under the pointer. */
function follow({ grip, pointer, board, latest }: Hand): void {
  const held = grip.current;
  if (held === null) return;
  const { axis, mover } = latest();
  const { x, y } = pointer.current;
  const wentPx = x - held.x + board.scrollLeft - held.scrolledTo;
  const wentMs = toQuarter((wentPx / axis.pxPerMinute) * 60_000);
  const rowId = rowAt(x, y);
  mover.aimAt((aim) => {
    const start = held.from ?? aim;
    if (held.part === 'end') return { ...start, endMs: start.endMs + wentMs };
    // A booking from the tray goes to a table; its time stays what was wished for.
    const shiftMs = held.subject.from === null ? 0 : wentMs;
    return {
      tableId: rowId ?? aim.tableId,
      startMs: start.startMs + shiftMs,
      endMs: start.endMs + shiftMs,
    };
  });
}

function end(hand: Hand, event: PointerEvent): void {
  const held = hand.grip.current;
  if (held === null || event.pointerId !== held.pointerId) return;
  hand.grip.current = null;
  const { moving, drop, cancel } = hand.latest().mover;
  if (moving?.by !== 'drag') return;
  swallowClick();
  const isOver = held.part === 'end' || rowAt(event.clientX, event.clientY) !== null;
  if (event.type === 'pointerup' && isOver) void drop();
  else cancel();
}

function rowAt(x: number, y: number): string | null {
  const row = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-table]');
  return row?.dataset['table'] ?? null;
}

/** The click that ends a drag is not one on what lies there. */
function swallowClick(): void {
  const swallow = (event: Event): void => event.stopPropagation();
  window.addEventListener('click', swallow, { capture: true, once: true });
  window.setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 50);
}

function scrollAtEdges(board: HTMLElement, { x, y }: { x: number; y: number }): boolean {
  const { left, right, top, bottom } = board.getBoundingClientRect();
  const before = [board.scrollLeft, board.scrollTop];
  const label = Number.parseFloat(getComputedStyle(board).getPropertyValue('--label-w')) || 0;
  if (x > right - EDGE_PX && x < right + EDGE_PX) board.scrollLeft += SCROLL_PX;
  if (x < left + label + EDGE_PX && x > left + label - EDGE_PX) board.scrollLeft -= SCROLL_PX;
  if (y > bottom - EDGE_PX * 2) board.scrollTop += SCROLL_PX;
  if (y < top + EDGE_PX && y > top) board.scrollTop -= SCROLL_PX;
  return board.scrollLeft !== before[0] || board.scrollTop !== before[1];
}
