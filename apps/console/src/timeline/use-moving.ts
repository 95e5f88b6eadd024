import { useCallback, useMemo, useRef, useState } from 'react';
import type { Timeline, Uuid } from '#contracts';
import { nowMs } from '../time/clock.js';
import { dayInView, spanIn } from '../time/day-in-view.js';
import { useNotices } from '../ui/telling.js';
import { QUARTER_MS } from './axis.js';
import { outlookOf, tablesAt } from './seating.js';
import type { Outlook, Seating, Subject, Target } from './seating.js';
import { endOf, nameOf } from './tiles.js';

/** Where the pointer, or the keys, have taken a booking so far. */
export interface Aim {
  /** The row it is over. */
  readonly tableId: Uuid;
  /** With buffers. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface Moving {
  readonly subject: Subject;
  /** `drag`: as long as the button is down. `hand`: by keys and clicks, until it is dropped. */
  readonly by: 'drag' | 'hand';
  readonly aim: Aim;
  readonly target: Target;
  readonly outlook: Outlook;
}

export interface Mover {
  readonly moving: Moving | null;
  readonly begin: (subject: Subject, by: Moving['by'], aim: Aim) => void;
  readonly aimAt: (change: (aim: Aim) => Aim) => void;
  /** Asks for what is aimed at; the tile is shown there until the answer says otherwise. */
  readonly drop: () => Promise<boolean>;
  readonly cancel: () => void;
}

/** Shortest window that an end can be pulled to. */
const WINDOW_MS_MIN = QUARTER_MS;

export function useMover(timeline: Timeline, seating: Seating): Mover {
  const { say } = useNotices();
  const [moving, setMoving] = useState<Moving | null>(null);
  // Several pointer events may come before the next picture: they build on the newest aim.
  const latest = useRef<Moving | null>(null);
  const floor = useRef(timeline);
  floor.current = timeline;

  const show = useCallback((next: Moving | null) => {
    latest.current = next;
    setMoving(next);
  }, []);

  const begin = useCallback(
    (subject: Subject, by: Moving['by'], aim: Aim) => {
      show(movingTo(floor.current, subject, by, aim));
      if (by === 'hand') {
        say(
          `Moving ${nameOf(subject.booking)}. Arrow keys choose table and time, with Shift how ` +
            'long; Enter drops, Escape cancels.',
        );
      }
    },
    [show, say],
  );
  const aimAt = useCallback(
    (change: (aim: Aim) => Aim) => {
      const now = latest.current;
      if (now === null) return;
      const aim = change(now.aim);
      if (same(aim, now.aim) || aim.endMs - aim.startMs < WINDOW_MS_MIN) return;
      const next = movingTo(floor.current, now.subject, now.by, aim);
      show(next);
      if (now.by === 'hand') say(aimWords(floor.current, next));
    },
    [show, say],
  );
  const cancel = useCallback(() => {
    if (latest.current?.by === 'hand') say('Not moved.');
    show(null);
  }, [show, say]);
  const drop = useCallback(async () => {
    const now = latest.current;
    show(null);
    return now === null ? false : seating.place(now.subject, now.target);
  }, [show, seating]);

  return useMemo(
    () => ({ moving, begin, aimAt, drop, cancel }),
    [moving, begin, aimAt, drop, cancel],
  );
}

function movingTo(timeline: Timeline, subject: Subject, by: Moving['by'], aim: Aim): Moving {
  const { startMs, endMs } = aim;
  const target = { tableIds: tablesAt(timeline, subject, aim.tableId), startMs, endMs };
  return { subject, by, aim, target, outlook: outlookOf(timeline, subject, target, nowMs()) };
}

function same(a: Aim, b: Aim): boolean {
  return a.tableId === b.tableId && a.startMs === b.startMs && a.endMs === b.endMs;
}

/** `M4 + M5, 19:30–21:00: taken by Rossi until 20:15`. */
export function aimWords(timeline: Timeline, { target, outlook }: Moving): string {
  const labels = timeline.rows
    .filter(({ table }) => target.tableIds.includes(table.id))
    .map(({ table }) => table.label)
    .join(' + ');
  const when = spanIn(dayInView(timeline), target.startMs, target.endMs);
  return `${labels}, ${when}: ${outlook.words}`;
}

/** Where a booking is now: at its table, or where it wishes to be, on the row given. */
export function aimOf({ booking, from, takenAt }: Subject, rowId: Uuid): Aim {
  const window = from?.window ?? booking.window;
  return {
    tableId: takenAt ?? rowId,
    startMs: Date.parse(window.start),
    endMs: endOf(window.end),
  };
}
