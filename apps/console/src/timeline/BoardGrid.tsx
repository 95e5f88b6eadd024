import { useMemo } from 'react';
import type { CSSProperties, Ref } from 'react';
import type { Timeline } from '#contracts';
import { dayInView } from '../time/day-in-view.js';
import { widthOf } from './axis.js';
import type { Axis } from './axis.js';
import { Backdrop, NowLine } from './Backdrop.js';
import { Footer } from './Footer.js';
import { TimeHeader } from './TimeHeader.js';
import { tilesOf } from './tiles.js';
import type { Zone } from './tiles.js';
import type { BoardPointer } from './use-board-pointer.js';
import type { Moving } from './use-moving.js';
import { ZoneRows } from './ZoneRows.js';

export interface BoardGridProps {
  /** What scrolls. */
  readonly ref: Ref<HTMLDivElement>;
  readonly timeline: Timeline;
  readonly zones: readonly Zone[];
  readonly axis: Axis;
  readonly moving: Moving | null;
  readonly pointer: BoardPointer;
  /** The tile or table that had the focus last. */
  readonly activeKey: string | null;
  readonly selectedKey: string | null;
  readonly onActive: (key: string | null) => void;
}

/** Tables down, time across, totals at the foot. */
export function BoardGrid(props: BoardGridProps) {
  const { ref, timeline, zones, axis, moving, pointer, activeKey, selectedKey, onActive } = props;
  const tabStop = useMemo(() => tabStopOf(zones, activeKey), [zones, activeKey]);
  return (
    <div
      ref={ref}
      className="board-scroller"
      style={{ '--lane-w': `${widthOf(axis)}px` } as CSSProperties}
    >
      <TimeHeader axis={axis} timeline={timeline} />
      <div
        className="board-rows"
        role="grid"
        aria-label={`Tables of ${timeline.name}, ${timeline.date}`}
        onFocus={({ target }) => onActive(target.dataset['key'] ?? null)}
        onPointerDown={pointer.onPointerDown}
        onPointerMove={pointer.onPointerMove}
        onClick={pointer.onClick}
      >
        <Backdrop axis={axis} service={timeline.service} />
        {zones.map((zone) => (
          <ZoneRows
            key={zone.name}
            zone={zone}
            axis={axis}
            view={dayInView(timeline)}
            moving={moving}
            activeKey={tabStop}
            selectedKey={selectedKey}
          />
        ))}
        <NowLine axis={axis} />
      </div>
      <Footer axis={axis} timeline={timeline} />
    </div>
  );
}

/** Where Tab leads on the board: what had the focus last, or the first row. */
function tabStopOf(zones: readonly Zone[], activeKey: string | null): string {
  const rows = zones.flatMap((zone) => zone.rows);
  const isThere = rows.some(
    (row) =>
      activeKey === `table:${row.table.id}` || tilesOf(row).some(({ key }) => key === activeKey),
  );
  return activeKey !== null && isThere ? activeKey : `table:${rows[0]?.table.id ?? ''}`;
}
