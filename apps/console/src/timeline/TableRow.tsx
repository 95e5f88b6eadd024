import { memo } from 'react';
import type { Uuid } from '#contracts';
import type { DayInView } from '../time/day-in-view.js';
import type { Axis } from './axis.js';
import { spanOf } from './axis.js';
import { seatsOf, tilesOf } from './tiles.js';
import { nameOf } from './tiles.js';
import type { TimelineRow } from './tiles.js';
import { TileView } from './TileView.js';
import type { Moving } from './use-moving.js';

export interface TableRowProps {
  readonly row: TimelineRow;
  readonly axis: Axis;
  readonly view: DayInView;
  /** What is moved, when it would come to lie here. */
  readonly ghost: Moving | null;
  /** The booking whose tile here is being moved away. */
  readonly movingId: Uuid | null;
  readonly activeKey: string | null;
  readonly selectedKey: string | null;
}

export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { row, axis, view, ghost, movingId, activeKey, selectedKey } = props;
  const { table } = row;
  const key = `table:${table.id}`;
  return (
    <div className={`row ${table.active ? '' : 'row-idle'}`} role="row" data-table={table.id}>
      <div
        className="row-head"
        role="rowheader"
        tabIndex={activeKey === key ? 0 : -1}
        data-key={key}
        aria-label={`Table ${table.label}, ${seatsOf(table)} seats${table.active ? '' : ', not in use'}`}
      >
        <strong>{table.label}</strong>
        <span className="row-seats">{table.active ? seatsOf(table) : 'off'}</span>
      </div>
      <div className="row-lane" role="presentation">
        {tilesOf(row).map((tile) => (
          <TileView
            key={tile.key}
            tile={tile}
            axis={axis}
            label={table.label}
            view={view}
            isActive={activeKey === tile.key}
            isSelected={selectedKey === tile.key}
            isMoving={movingId !== null && tile.segment.bookingId === movingId}
          />
        ))}
        {ghost !== null && <Ghost moving={ghost} axis={axis} />}
      </div>
    </div>
  );
});

/** Where the booking would be. */
function Ghost({ moving, axis }: { readonly moving: Moving; readonly axis: Axis }) {
  const { target, subject, outlook } = moving;
  const span = spanOf(axis, target.startMs, target.endMs);
  if (span === null) return null;
  return (
    <div className={`ghost ${outlook.good ? 'ghost-good' : 'ghost-bad'}`} style={span} aria-hidden>
      <span>
        {subject.booking.partySize} {nameOf(subject.booking)}: {outlook.words}
      </span>
    </div>
  );
}
