import type { Table, TimelineBooking, TimelineSegment } from '#contracts';
import { spanIn, timeIn } from '../time/day-in-view.js';
import type { DayInView } from '../time/day-in-view.js';
import { countdown } from '../time/venue-time.js';
import { STATUS_WORDS, nameOf, seatsOf } from '../timeline/tiles.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { Panel } from '../ui/Panel.js';
import type { Candidate } from './candidates.js';
import { whoOf } from './faces.js';
import type { TableMoment } from './floor-states.js';
import { STATES } from './state-words.js';

export interface TableDetailsProps {
  readonly table: Table;
  readonly moment: TableMoment;
  readonly atMs: number;
  readonly nowMs: number;
  readonly view: DayInView;
  /** Those who wait for a table, likeliest first. */
  readonly candidates: readonly Candidate[];
  /** Somebody who waits is to have it. */
  readonly onSeat: (booking: TimelineBooking) => void;
  /** Somebody who has it is to have others. */
  readonly onReseat: (booking: TimelineBooking) => void;
  readonly onClose: () => void;
}

/** A table: who has it until when, who comes next, and who could be seated there. */
export function TableDetails({ table, moment, ...props }: TableDetailsProps) {
  const { state, now, later } = moment;
  const { view, nowMs, atMs, candidates, onSeat, onReseat, onClose } = props;
  const { word, icon } = STATES[state];
  const [next] = later;
  return (
    <Panel title={`Table ${table.label}`} onClose={onClose}>
      <p className="details-state">
        <span className={`state-chip state-${state}`}>
          {icon !== null && <Icon name={icon} />} {word}
        </span>
        <span className="quiet">
          {seatsOf(table)} seats · {table.zone}
          {table.mobility === 'fixed' && ' · fixed'}
        </span>
      </p>
      {now.map((segment) => (
        <Claim key={segment.id} segment={segment} view={view} nowMs={nowMs}>
          {segment.booking !== null && (
            <Button onClick={() => onReseat(segment.booking!)}>Other tables…</Button>
          )}
        </Claim>
      ))}
      {state === 'inactive' && <p>This table is not in use.</p>}
      {now.length === 0 && state !== 'inactive' && (
        <p>
          Free at {timeIn(view, atMs)}
          {next === undefined
            ? ' and for the rest of the day.'
            : ` until ${timeIn(view, next.window.start)}.`}
        </p>
      )}
      <h3>Next here</h3>
      {later.length === 0 && <p className="quiet">Nobody.</p>}
      <ol className="details-later">
        {later.map((segment) => (
          <li key={segment.id}>
            <time>{spanIn(view, segment.window.start, segment.window.end)}</time> {whoOf(segment)}
            {segment.booking !== null && ` · ${segment.booking.partySize}`}
          </li>
        ))}
      </ol>
      {state !== 'inactive' && (
        <Candidates table={table} candidates={candidates} view={view} onSeat={onSeat} />
      )}
    </Panel>
  );
}

function Claim({
  segment,
  view,
  nowMs,
  children,
}: {
  readonly segment: TimelineSegment;
  readonly view: DayInView;
  readonly nowMs: number;
  readonly children: React.ReactNode;
}) {
  const { booking, window, expiresAt, tables, shadow } = segment;
  const endMs = window.end === null ? null : Date.parse(window.end);
  return (
    <div className="claim">
      <p>
        <strong>{whoOf(segment)}</strong>
        {booking !== null && `, party of ${booking.partySize}, ${STATUS_WORDS[booking.status]}`}
      </p>
      <p>
        {spanIn(view, window.start, window.end)}
        {endMs !== null && endMs > nowMs && Date.parse(window.start) <= nowMs && (
          <span className="quiet"> · {Math.round((endMs - nowMs) / 60_000)} min left</span>
        )}
        {expiresAt !== null && (
          <span> · hold runs out in {countdown(Date.parse(expiresAt) - nowMs)}</span>
        )}
      </p>
      {tables.length > 1 && (
        <p>
          <Icon name="link" /> joined: {tables.map(({ label }) => label).join(' + ')}
        </p>
      )}
      {booking?.pinReason != null && (
        <p>
          <Icon name="lock" label="pinned" /> {booking.pinReason}
        </p>
      )}
      {booking?.note != null && (
        <p>
          <Icon name="note" label="note" /> {booking.note}
        </p>
      )}
      {shadow && (
        <p>
          <Icon name="ghost" /> observed only: it keeps nobody away
        </p>
      )}
      {children}
    </div>
  );
}

const CANDIDATES_MAX = 5;

function Candidates({
  table,
  candidates,
  view,
  onSeat,
}: Pick<TableDetailsProps, 'table' | 'candidates' | 'view' | 'onSeat'>) {
  return (
    <>
      <h3>Seat somebody at {table.label}</h3>
      {candidates.length === 0 && <p className="quiet">Nobody waits for a table.</p>}
      <ul className="rows">
        {candidates.slice(0, CANDIDATES_MAX).map(({ booking, fits, words }) => (
          <li key={booking.bookingId}>
            <button type="button" className="row-button" onClick={() => onSeat(booking)}>
              <strong>{nameOf(booking)}</strong>
              <span>
                {timeIn(view, booking.startsAt)} · <Icon name="people" label="party of" />{' '}
                {booking.partySize}
              </span>
              <span className="quiet">
                <Icon name={fits ? 'check' : 'cross'} /> {words}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
