import type { Timeline, Uuid } from '#contracts';
import { BookingCard } from './BookingCard.js';
import { ClaimCard } from './ClaimCard.js';
import { TableCard } from './TableCard.js';
import { bookingsOf } from './seating.js';
import type { Seating, Subject } from './seating.js';
import type { Care } from './use-care.js';
import './Inspector.css';

/** What is open beside the board. `key` is that of the tile, table or chip it was opened by. */
export type Selection = { readonly key: string } & (
  | { readonly kind: 'booking'; readonly bookingId: Uuid }
  | { readonly kind: 'claim'; readonly tableId: Uuid; readonly segmentId: Uuid }
  | { readonly kind: 'table'; readonly tableId: Uuid }
);

export interface InspectorProps {
  readonly timeline: Timeline;
  readonly selection: Selection;
  readonly seating: Seating;
  readonly care: Care;
  readonly onMove: (subject: Subject) => void;
  readonly onAssign: (bookingId: Uuid) => void;
  readonly onClose: () => void;
}

/** Beside the board: what was opened, and what can be done with it. */
export function Inspector(props: InspectorProps) {
  const card = cardOf(props);
  if (card === null) return null;
  return (
    <aside
      className="board-side"
      onKeyDown={(event) => {
        const isInDialog = (event.target as Element).closest('dialog') !== null;
        if (event.key !== 'Escape' || isInDialog) return;
        event.stopPropagation();
        props.onClose();
      }}
    >
      {card}
    </aside>
  );
}

function cardOf(props: InspectorProps) {
  const { timeline, selection, seating, care, onMove, onAssign, onClose } = props;
  if (selection.kind === 'booking') {
    const booking = bookingsOf(timeline).get(selection.bookingId);
    if (booking === undefined) return null;
    const given = { timeline, booking, seating, care, onMove, onAssign, onClose };
    return <BookingCard {...given} />;
  }
  const row = timeline.rows.find(({ table }) => table.id === selection.tableId);
  if (row === undefined) return null;
  if (selection.kind === 'table') {
    return <TableCard {...{ timeline, row, seating, care, onClose }} />;
  }
  const segment = row.segments.find(({ id }) => id === selection.segmentId);
  if (segment === undefined) return null;
  return <ClaimCard {...{ timeline, segment, care, onClose }} />;
}
