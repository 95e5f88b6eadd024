import { useCallback } from 'react';
import type { MouseEvent, PointerEvent, RefObject } from 'react';
import type { Timeline, TimelineBooking, Uuid } from '#contracts';
import { nowMs } from '../time/clock.js';
import { useNotices } from '../ui/telling.js';
import { msAt, toQuarter } from './axis.js';
import type { Axis } from './axis.js';
import { focusKey, keyOf, rowOf, selectionOf, subjectOf, tileOf } from './board-elements.js';
import type { Selection } from './Inspector.js';
import { outlookOf, tablesAt } from './seating.js';
import type { Subject } from './seating.js';
import { canMove } from './tiles.js';
import { aimOf } from './use-moving.js';
import type { Mover } from './use-moving.js';
import { useDrag } from './use-drag.js';

export interface BoardPointer {
  readonly dragging: boolean;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onClick: (event: MouseEvent<HTMLElement>) => void;
  /** A button went down on a booking of the tray. */
  readonly pressChip: (event: PointerEvent, booking: TimelineBooking) => void;
  readonly openChip: (booking: TimelineBooking) => void;
  /** Begins a move that keys and clicks go on with. */
  readonly beginByHand: (subject: Subject) => void;
  /** Drops what is moved by hand, and takes the focus with it. */
  readonly drop: () => void;
  readonly letGo: () => void;
}

interface Parts {
  readonly timeline: Timeline;
  readonly axis: Axis;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly mover: Mover;
  readonly select: (selection: Selection | null) => void;
}

/** What mouse, pen and fingers do on the board. */
export function useBoardPointer(parts: Parts): BoardPointer {
  const { timeline, axis, scroller, mover, select } = parts;
  const { press, letGo, dragging } = useDrag(scroller, axis, mover);
  const { focusNewest } = useNotices();
  const byHand = mover.moving?.by === 'hand';

  const beginByHand = (subject: Subject): void => {
    select(null);
    mover.begin(subject, 'hand', aimOf(subject, freeRow(timeline, subject)));
  };
  const drop = useCallback((): void => {
    const moved = mover.moving;
    if (moved === null) return void mover.drop();
    const { booking, takenAt } = moved.subject;
    const focus = (tableId: Uuid | null): void =>
      focusKey(scroller.current, `assignment:${booking.bookingId}:${tableId}`);
    onceDrawn(() => focus(moved.target.tableIds[0] ?? null));
    void mover.drop().then((isDone) => {
      if (isDone) return;
      onceDrawn(() => {
        focus(takenAt);
        focusNewest();
      });
    });
  }, [mover, scroller, focusNewest]);

  const aimAtPointer = (event: MouseEvent): void => {
    const row = rowOf(event.target);
    if (row === null) return;
    const at = msAt(axis, event.clientX - row.lane.getBoundingClientRect().left);
    mover.aimAt((aim) => {
      const isOverIt = at >= aim.startMs && at <= aim.endMs;
      const keepsTime = isOverIt || row.onName || mover.moving?.subject.from == null;
      const shift = keepsTime ? 0 : toQuarter(at - aim.startMs);
      return { tableId: row.id, startMs: aim.startMs + shift, endMs: aim.endMs + shift };
    });
  };

  return {
    dragging,
    letGo,
    drop,
    beginByHand,
    onPointerDown(event) {
      const tile = tileOf(timeline, event.target);
      if (byHand || tile === null || !canMove(tile)) return;
      const part = (event.target as Element).closest('[data-end]') === null ? 'body' : 'end';
      focusKey(scroller.current, keyOf(event.target) ?? '');
      press(event, subjectOf(tile, rowOf(event.target)?.id ?? null), part);
    },
    onPointerMove(event) {
      if (byHand && event.pointerType !== 'touch') aimAtPointer(event);
    },
    onClick(event) {
      if (byHand) {
        aimAtPointer(event);
        return drop();
      }
      const key = keyOf(event.target);
      if (key !== null) select(selectionOf(timeline, event.target, key));
    },
    pressChip(event, booking) {
      press(event, { booking, from: null, takenAt: null }, 'body');
    },
    openChip(booking) {
      select({
        kind: 'booking',
        key: `booking:${booking.bookingId}`,
        bookingId: booking.bookingId,
      });
    },
  };
}

/** Where a booking without a table is shown first: a row that would do. */
function freeRow(timeline: Timeline, subject: Subject): Uuid {
  const rows = timeline.rows.map(({ table }) => table.id);
  if (subject.takenAt !== null) return subject.takenAt;
  const { startMs, endMs } = aimOf(subject, rows[0]!);
  const good = rows.find((id) => {
    const target = { tableIds: tablesAt(timeline, subject, id), startMs, endMs };
    return outlookOf(timeline, subject, target, nowMs()).good;
  });
  return good ?? rows[0]!;
}

/** After the next picture. */
function onceDrawn(act: () => void): void {
  window.setTimeout(act, 0);
}
