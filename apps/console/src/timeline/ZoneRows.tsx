import { memo } from 'react';
import type { DayInView } from '../time/day-in-view.js';
import type { Axis } from './axis.js';
import { TableRow } from './TableRow.js';
import { tilesOf } from './tiles.js';
import type { Zone } from './tiles.js';
import type { Moving } from './use-moving.js';

export interface ZoneRowsProps {
  readonly zone: Zone;
  readonly axis: Axis;
  readonly view: DayInView;
  readonly moving: Moving | null;
  /** Where Tab leads, and what is open beside the board; only one row takes note of each. */
  readonly activeKey: string;
  readonly selectedKey: string | null;
}

/** The tables of a zone, under its name. */
export const ZoneRows = memo(function ZoneRows({
  zone,
  axis,
  view,
  moving,
  activeKey,
  selectedKey,
}: ZoneRowsProps) {
  return (
    <div role="rowgroup" className="zone" aria-label={zone.name}>
      <div className="zone-name" role="row">
        <span role="rowheader">{zone.name}</span>
      </div>
      {zone.rows.map((row) => {
        const keys = [`table:${row.table.id}`, ...tilesOf(row).map(({ key }) => key)];
        const isTarget = moving?.target.tableIds.includes(row.table.id) ?? false;
        return (
          <TableRow
            key={row.table.id}
            row={row}
            axis={axis}
            view={view}
            ghost={isTarget ? moving : null}
            movingId={movingHere(moving, keys)}
            activeKey={keys.includes(activeKey) ? activeKey : null}
            selectedKey={selectedKey !== null && keys.includes(selectedKey) ? selectedKey : null}
          />
        );
      })}
    </div>
  );
});

/** The booking that is being moved, if a tile of it is among these. */
function movingHere(moving: Moving | null, keys: readonly string[]): string | null {
  const id = moving?.subject.booking.bookingId;
  return id !== undefined && keys.some((key) => key.startsWith(`assignment:${id}:`)) ? id : null;
}
