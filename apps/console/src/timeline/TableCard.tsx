import { useState } from 'react';
import type { Timeline } from '#contracts';
import { useNow } from '../time/clock.js';
import { dayInView, timeIn } from '../time/day-in-view.js';
import { Button } from '../ui/Button.js';
import { Panel } from '../ui/Panel.js';
import { BlockDialog } from './BlockDialog.js';
import { Fact } from './BookingCard.js';
import { takenWords } from './seating.js';
import { nameOf, seatsOf, tilesOf } from './tiles.js';
import type { TimelineRow } from './tiles.js';
import type { Care } from './use-care.js';
import type { Seating } from './seating.js';

export interface TableCardProps {
  readonly timeline: Timeline;
  readonly row: TimelineRow;
  readonly seating: Seating;
  readonly care: Care;
  readonly onClose: () => void;
}

/** A table: what it is, who has it and who comes next. */
export function TableCard({ timeline, row, seating, care, onClose }: TableCardProps) {
  const [isBlocking, block] = useState(false);
  const { table } = row;
  const view = dayInView(timeline);
  const now = useNow(15_000);
  const tiles = tilesOf(row);
  const current = tiles.find(({ startMs, endMs }) => startMs <= now && now < endMs);
  const next = tiles.filter(({ startMs }) => startMs > now).slice(0, 4);
  return (
    <Panel title={`Table ${table.label}`} onClose={onClose}>
      <dl className="facts">
        <Fact name="Seats" value={`${seatsOf(table)}, ${table.mobility}`} />
        <Fact name="Zone" value={table.zone} />
        <Fact
          name="Now"
          value={current === undefined ? 'free' : takenWords(current.segment, view, now)}
        />
      </dl>
      {next.length > 0 && (
        <ul className="card-list">
          {next.map(({ key, startMs, segment: { kind, booking } }) => (
            <li key={key}>
              <b>{timeIn(view, startMs)}</b>{' '}
              {booking === null ? kind : `${nameOf(booking)}, ${booking.partySize}`}
            </li>
          ))}
        </ul>
      )}
      <div className="card-actions">
        <Button why={table.active ? null : 'The table is not in use'} onClick={() => block(true)}>
          Block…
        </Button>
      </div>
      {isBlocking && (
        <BlockDialog
          timeline={timeline}
          row={row}
          seating={seating}
          care={care}
          onClose={() => block(false)}
        />
      )}
    </Panel>
  );
}
