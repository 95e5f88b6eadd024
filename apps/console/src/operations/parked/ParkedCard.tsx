import type { ParkedVenueView } from '#contracts';
import { useWorkplace } from '../../shell/workplace.js';
import { useNow } from '../../time/clock.js';
import { dayAndTime, roughly } from '../../time/venue-time.js';
import { Button } from '../../ui/Button.js';
import { plainWords } from '../parts/names.js';

/** What a projection is called here. */
export function projectionWords(projection: string): string {
  if (projection === 'telemetry') return 'telemetry';
  return projection === 'mirror' ? 'the mirror' : projection;
}

/** A venue that a projection leaves out, why, and what can be done. */
export function ParkedCard({
  parked,
  onResume,
  onDrop,
}: {
  readonly parked: ParkedVenueView;
  readonly onResume: () => void;
  readonly onDrop: () => void;
}) {
  const { venues, timeZone } = useWorkplace();
  const { venueId, venueName, projection, events, error, since, first } = parked;
  const zone = venues.find((venue) => venue.venueId === venueId)?.timeZone ?? timeZone;
  const now = useNow(1_000);
  const name = venueName ?? 'A venue that is not set up';
  return (
    <li className="card parked" aria-label={`${name}, parked by ${projectionWords(projection)}`}>
      <div className="card-head">
        <h2>{name}</h2>
        <span className="small quiet">by {projectionWords(projection)}</span>
      </div>
      <p className="parked-error">{error}</p>
      <dl className="facts">
        <dt>Since</dt>
        <dd>
          {dayAndTime(since, zone)} ({roughly((now - Date.parse(since)) / 1_000)})
        </dd>
        <dt>Waiting</dt>
        <dd>{events === 1 ? '1 event' : `${events} events, in their order`}</dd>
        <dt>The first</dt>
        <dd>
          {plainWords(first.type)}, number {first.seq} of log partition {first.partition}
          <br />
          <span className="mono small quiet">{first.id}</span>
        </dd>
      </dl>
      <div className="card-foot">
        <Button kind="primary" onClick={onResume}>
          Resume…
        </Button>
        <Button kind="danger" onClick={onDrop}>
          Drop the first…
        </Button>
      </div>
    </li>
  );
}
