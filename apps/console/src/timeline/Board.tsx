import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { Timeline, Uuid } from '#contracts';
import { ZOOMS, axisOf } from './axis.js';
import type { Axis } from './axis.js';
import { BoardGrid } from './BoardGrid.js';
import { Inspector } from './Inspector.js';
import type { Selection } from './Inspector.js';
import { DragBar, MoveBar } from './MoveBar.js';
import { Toolbar } from './Toolbar.js';
import { Tray } from './Tray.js';
import { elementOf, focusKey, showElement } from './board-elements.js';
import { useBoardKeys } from './use-board-keys.js';
import { useBoardPointer } from './use-board-pointer.js';
import { useNowInView } from './use-now-in-view.js';
import { useMover } from './use-moving.js';
import type { Care } from './use-care.js';
import type { Seating } from './seating.js';
import { zonesOf } from './tiles.js';
import './Board.css';

const AssignPanel = lazy(async () => ({
  default: (await import('../assigning/AssignPanel.js')).AssignPanel,
}));

export interface BoardProps {
  readonly timeline: Timeline;
  readonly seating: Seating;
  readonly care: Care;
}

export function Board({ timeline, seating, care }: BoardProps) {
  const root = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [pxPerMinute, setZoom] = useState<number>(ZOOMS[1]);
  const [selection, select] = useState<Selection | null>(null);
  const [assigning, assign] = useState<Uuid | null>(null);
  const [activeKey, setActive] = useState<string | null>(null);
  const axis = useAxis(timeline, pxPerMinute);
  const zones = useMemo(() => zonesOf(timeline.rows), [timeline.rows]);
  const mover = useMover(timeline, seating);
  const pointer = useBoardPointer({ timeline, axis, scroller, mover, select });
  const onKeyDown = useBoardKeys({ timeline, zones, root, mover, pointer, select });
  const toNow = useNowInView(scroller, axis);
  const selectedKey = selection?.key ?? null;
  useInView(root, selectedKey);
  const close = useCallback(() => {
    select(null);
    if (activeKey !== null) focusKey(root.current, activeKey);
  }, [activeKey]);

  return (
    <div
      ref={root}
      className={`board ${pointer.dragging ? 'board-dragging' : ''}`}
      onKeyDown={onKeyDown}
    >
      <div className="board-main">
        {mover.moving?.by === 'hand' ? (
          <MoveBar timeline={timeline} mover={mover} onDrop={pointer.drop} />
        ) : (
          <Tray bookings={timeline.unassigned} timeZone={timeline.timeZone} pointer={pointer}>
            <Toolbar zoom={pxPerMinute} onZoom={setZoom} onNow={toNow} />
          </Tray>
        )}
        {mover.moving?.by === 'drag' && <DragBar timeline={timeline} moving={mover.moving} />}
        <BoardGrid
          ref={scroller}
          timeline={timeline}
          zones={zones}
          axis={axis}
          moving={mover.moving}
          pointer={pointer}
          activeKey={activeKey}
          selectedKey={selectedKey}
          onActive={setActive}
        />
      </div>
      {assigning !== null && (
        <aside className="board-side">
          <Suspense>
            <AssignPanel bookingId={assigning} onClose={() => assign(null)} />
          </Suspense>
        </aside>
      )}
      {assigning === null && selection !== null && (
        <Inspector
          key={selection.key}
          timeline={timeline}
          selection={selection}
          seating={seating}
          care={care}
          onMove={pointer.beginByHand}
          onAssign={assign}
          onClose={close}
        />
      )}
    </div>
  );
}

function useAxis({ window: { start, end } }: Timeline, pxPerMinute: number): Axis {
  return useMemo(() => axisOf(start, end, pxPerMinute), [start, end, pxPerMinute]);
}

/** What is open beside the board, or over it, may hide what it is about. */
function useInView(root: RefObject<HTMLElement | null>, key: string | null): void {
  useEffect(() => {
    if (key !== null) showElement(elementOf(root.current, key));
  }, [root, key]);
}
