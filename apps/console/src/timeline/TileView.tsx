import { memo } from 'react';
import type { CSSProperties } from 'react';
import type { BookingStatus, TimelineSegment } from '#contracts';
import { useNow } from '../time/clock.js';
import { spanIn } from '../time/day-in-view.js';
import type { DayInView } from '../time/day-in-view.js';
import { countdown } from '../time/venue-time.js';
import { Icon } from '../ui/Icon.js';
import type { IconName } from '../ui/Icon.js';
import { spanOf } from './axis.js';
import type { Axis } from './axis.js';
import { STATUS_WORDS, canMove, nameOf } from './tiles.js';
import type { Tile } from './tiles.js';
import './TileView.css';

export interface TileViewProps {
  readonly tile: Tile;
  readonly axis: Axis;
  /** The table's. */
  readonly label: string;
  readonly view: DayInView;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly isMoving: boolean;
}

const STATUS_ICONS: { readonly [S in BookingStatus]: IconName } = {
  pending: 'question',
  confirmed: 'check',
  checked_in: 'seat',
  seated: 'seat',
  completed: 'flag',
  cancelled: 'cross',
  no_show: 'cross',
};

/** One claim on one table. */
export const TileView = memo(function TileView(props: TileViewProps) {
  const { tile, axis, label, view, isActive, isSelected, isMoving } = props;
  const { segment, startMs, endMs, lane, lanes } = tile;
  const span = spanOf(axis, startMs, endMs);
  if (span === null) return null;
  const { kind, past, booking, shadow } = segment;
  const isFixed = !canMove(segment);
  return (
    <div
      role="gridcell"
      className={`tile tile-${kind} ${shadow ? 'tile-shadow' : ''} ${isMoving ? 'tile-moving' : ''}`}
      style={{ ...span, '--lane': lane, '--lanes': lanes } as CSSProperties}
      data-key={tile.key}
      data-status={kind === 'assignment' ? booking?.status : undefined}
      data-booking={segment.bookingId ?? undefined}
      data-fixed={isFixed || undefined}
      data-past={past}
      tabIndex={isActive ? 0 : -1}
      aria-selected={isSelected}
      aria-label={tileWords(segment, label, view)}
      title={tileWords(segment, label, view)}
    >
      {tile.sitsToMs < endMs && <Buffer tile={tile} axis={axis} />}
      <span className="tile-text">
        {kind === 'block' && <BlockText segment={segment} />}
        {kind === 'hold' && <HoldText segment={segment} />}
        {kind === 'assignment' && <BookingText segment={segment} />}
      </span>
      {!isFixed && <span className="tile-end" data-end />}
    </div>
  );
});

/** The time after the guests have gone. */
function Buffer({ tile, axis }: { readonly tile: Tile; readonly axis: Axis }) {
  const tail = spanOf(axis, tile.sitsToMs, tile.endMs);
  return tail === null ? null : <span className="tile-buffer" style={{ width: tail.width }} />;
}

function BookingText({ segment: { booking, tables, shadow } }: { segment: TimelineSegment }) {
  if (booking === null) {
    return (
      <>
        <Icon name="ghost" />
        <span className="tile-name">imported</span>
      </>
    );
  }
  return (
    <>
      <Icon name={STATUS_ICONS[booking.status]} />
      <b className="tile-party">{booking.partySize}</b>{' '}
      <span className="tile-name">{nameOf(booking)}</span>
      {booking.pinReason !== null && <Icon name="lock" />}
      {tables.length > 1 && <Icon name="link" />}
      {booking.note !== null && <Icon name="note" />}
      {shadow && <Icon name="ghost" />}
    </>
  );
}

function HoldText({ segment }: { segment: TimelineSegment }) {
  const { expiresAt } = segment;
  return (
    <>
      <Icon name="clock" />
      {/* Changes every second: those who listen ask for it by opening the hold. */}
      <span aria-hidden>{expiresAt !== null && <TimeLeft until={expiresAt} />}</span>
      <span className="tile-name">{holderOf(segment)}</span>
    </>
  );
}

function BlockText({ segment: { reason } }: { segment: TimelineSegment }) {
  return (
    <>
      <Icon name="block" />
      <span className="tile-name">{reason ?? 'blocked'}</span>
    </>
  );
}

export function TimeLeft({ until }: { readonly until: string }) {
  const leftMs = Date.parse(until) - useNow(1_000);
  return <b className="tile-left">{leftMs <= 0 ? 'lapsed' : countdown(leftMs)}</b>;
}

/** Everything a tile shows, as a sentence that begins with what is written on it. */
export function tileWords(segment: TimelineSegment, label: string, view: DayInView): string {
  const { kind, window, booking, reason, tables, shadow } = segment;
  const when = spanIn(view, window.start, window.end);
  if (kind === 'block') return `${reason ?? 'blocked'}, table ${label} blocked, ${when}`;
  if (kind === 'hold') return `${holderOf(segment)}, table ${label} held, ${when}`;
  const facts = [
    booking === null ? 'imported booking' : `${booking.partySize} ${nameOf(booking)}`,
    `table ${label}`,
    when,
    booking && STATUS_WORDS[booking.status],
    tables.length > 1 && `joined: ${tables.map((table) => table.label).join(' + ')}`,
    booking?.pinReason != null && `pinned: ${booking.pinReason}`,
    booking?.note != null && `note: ${booking.note}`,
    shadow && 'observed only, blocks nobody',
  ];
  return facts.filter(Boolean).join(', ');
}

function holderOf({ owner, booking }: TimelineSegment): string {
  return `${owner ?? 'somebody'}${booking === null ? '' : ` for ${nameOf(booking)}`}`;
}
