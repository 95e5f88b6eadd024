import { useEffect, useRef } from 'react';
import type { Timeline } from '#contracts';
import { dayInView } from '../time/day-in-view.js';
import { Badge } from '../ui/Badge.js';
import { Button } from '../ui/Button.js';
import { QUARTER_MS } from './axis.js';
import { nameOf } from './tiles.js';
import { seatAt, seatWords } from './seating.js';
import type { Mover, Moving } from './use-moving.js';
import './MoveBar.css';

export interface MoveBarProps {
  readonly timeline: Timeline;
  readonly mover: Mover;
  readonly onDrop: () => void;
}

/** What a move by keys, clicks or taps has come to; it has the focus, so that keys reach it. */
export function MoveBar({ timeline, mover, onDrop }: MoveBarProps) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => bar.current?.focus(), []);
  const { moving, aimAt, cancel } = mover;
  if (moving === null) return null;
  const { booking, from } = moving.subject;
  const shift = (ms: number): void =>
    aimAt((aim) => ({ ...aim, startMs: aim.startMs + ms, endMs: aim.endMs + ms }));
  const stretch = (ms: number): void => aimAt((aim) => ({ ...aim, endMs: aim.endMs + ms }));
  return (
    <section ref={bar} className="move-bar" tabIndex={-1} aria-label={`Moving ${nameOf(booking)}`}>
      <p>
        <strong>
          {from === null ? 'Seating' : 'Moving'} {nameOf(booking)} ({booking.partySize})
        </strong>
        <AimWords timeline={timeline} moving={moving} />
      </p>
      <p className="move-bar-hint">Click a table or use arrow keys; Enter drops, Esc cancels</p>
      <div className="move-bar-actions">
        <Button onClick={() => shift(-QUARTER_MS)}>Earlier</Button>
        <Button onClick={() => shift(QUARTER_MS)}>Later</Button>
        <Button onClick={() => stretch(-QUARTER_MS)}>Shorter</Button>
        <Button onClick={() => stretch(QUARTER_MS)}>Longer</Button>
        <Button kind="primary" onClick={onDrop}>
          Drop here
        </Button>
        <Button kind="quiet" onClick={cancel}>
          Cancel
        </Button>
      </div>
    </section>
  );
}

/** What a drag has come to so far: the words on the ghost may lie beyond the edge. */
export function DragBar({ timeline, moving }: Pick<MoveBarProps, 'timeline'> & { moving: Moving }) {
  const { booking } = moving.subject;
  return (
    <p className="drag-bar" aria-hidden>
      <strong>
        {nameOf(booking)} ({booking.partySize})
      </strong>
      <AimWords timeline={timeline} moving={moving} />
    </p>
  );
}

function AimWords({ timeline, moving }: Pick<MoveBarProps, 'timeline'> & { moving: Moving }) {
  const { target, outlook } = moving;
  return (
    <>
      <span className="move-bar-aim">
        {seatWords(seatAt(timeline, target), dayInView(timeline))}
      </span>
      <Badge verdict={outlook.good ? 'pass' : 'warning'}>{outlook.words}</Badge>
    </>
  );
}
