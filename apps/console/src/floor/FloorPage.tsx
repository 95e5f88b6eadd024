import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { Timeline, TimelineBooking, Uuid } from '#contracts';
import { keepPicks } from '../assigning/picks.js';
import { BookingChooser } from '../assigning/BookingChooser.js';
import type { Chosen } from '../assigning/BookingChooser.js';
import { useWorkplace } from '../shell/workplace.js';
import { useNow } from '../time/clock.js';
import { dayInView } from '../time/day-in-view.js';
import { clockTime } from '../time/venue-time.js';
import { useTimeline } from '../timeline/use-timeline.js';
import { EmptyState } from '../ui/EmptyState.js';
import { Panel } from '../ui/Panel.js';
import { Skeleton } from '../ui/Skeleton.js';
import { candidatesOf } from './candidates.js';
import { faceOf, momentsOf } from './faces.js';
import { joinedAt } from './floor-states.js';
import type { TableMoment } from './floor-states.js';
import { FloorPlan } from './FloorPlan.js';
import { Legend } from './Legend.js';
import type { Face } from './PlanTable.js';
import { TableDetails } from './TableDetails.js';
import { TimeScrubber } from './TimeScrubber.js';
import { usePicked } from './use-picked.js';
import './floor.css';

/** The floor at a moment of the service day. */
export default function FloorPage() {
  const { data, error } = useTimeline();
  if (data !== undefined) return <Floor timeline={data} />;
  if (error !== null)
    return <EmptyState title="The floor could not be read">{error.message}</EmptyState>;
  return <Skeleton rows={10} label="Reading the floor" />;
}

function Floor({ timeline }: { readonly timeline: Timeline }) {
  const [, goTo] = useLocation();
  const { date, today, timeZone } = useWorkplace();
  const nowMs = useNow(1_000);
  const [chosenMs, setChosenMs] = useState<number | null>(null);
  const { tableId, pick, close, plan } = usePicked();
  const { atMs, isLive } = momentOnShow(timeline, chosenMs, nowMs);

  const moments = useMemo(() => momentsOf(timeline, atMs, nowMs), [timeline, atMs, nowMs]);
  const tables = useMemo(() => timeline.rows.map(({ table }) => table), [timeline]);
  const joined = useMemo(() => joinedAt(moments), [moments]);
  const faces = useMemo(
    () => facesOf(timeline, moments, nowMs, tableId),
    [timeline, moments, nowMs, tableId],
  );
  const row = timeline.rows.find(({ table }) => table.id === tableId);

  const assign = ({ bookingId }: Chosen): void => goTo(`/assign/${bookingId}`);
  const seatHere = (booking: TimelineBooking): void => {
    if (tableId !== null) keepPicks(booking.bookingId, [tableId]);
    assign(booking);
  };

  return (
    <div className="floor">
      <h1 className="spoken">Floor</h1>
      <div className="floor-time">
        <TimeScrubber
          timeline={timeline}
          atMs={atMs}
          nowMs={nowMs}
          isLive={isLive}
          whyNoNow={date === today ? null : 'Another day is on show: choose today for now'}
          onChange={setChosenMs}
        />
      </div>
      <div className="floor-plan" ref={plan}>
        <FloorPlan
          label={`Floor at ${clockTime(atMs, timeZone)}`}
          tables={tables}
          faces={faces}
          joined={joined}
          onPick={pick}
        />
      </div>
      <div className="floor-legend">
        <Legend />
      </div>
      <aside
        className={`floor-side ${row === undefined ? '' : 'has-table'}`}
        aria-label={row === undefined ? 'Waiting' : 'Table'}
      >
        {row === undefined ? (
          <Panel title="Waiting for a table">
            <BookingChooser timeline={timeline} onChoose={assign} />
          </Panel>
        ) : (
          <TableDetails
            table={row.table}
            moment={moments.get(row.table.id)!}
            atMs={atMs}
            nowMs={nowMs}
            view={dayInView(timeline)}
            candidates={candidatesOf(row, timeline, atMs, nowMs)}
            onSeat={seatHere}
            onReseat={assign}
            onClose={close}
          />
        )}
      </aside>
    </div>
  );
}

function facesOf(
  timeline: Timeline,
  moments: ReadonlyMap<Uuid, TableMoment>,
  nowMs: number,
  selectedId: Uuid | null,
): ReadonlyMap<Uuid, Face> {
  const view = dayInView(timeline);
  return new Map(
    timeline.rows.map(({ table }) => [
      table.id,
      {
        ...faceOf(table, moments.get(table.id)!, view, nowMs),
        selected: table.id === selectedId,
      },
    ]),
  );
}

/** Now while the day on show is on, else the moment chosen, else when service begins. */
function momentOnShow(
  { window, service }: Timeline,
  chosenMs: number | null,
  nowMs: number,
): { atMs: number; isLive: boolean } {
  const [startMs, endMs] = [Date.parse(window.start), Date.parse(window.end)];
  if (chosenMs !== null && startMs <= chosenMs && chosenMs < endMs) {
    return { atMs: chosenMs, isLive: false };
  }
  if (startMs <= nowMs && nowMs < endMs) return { atMs: nowMs, isLive: true };
  return { atMs: Date.parse(service.at(-1)?.start ?? window.start), isLive: false };
}
