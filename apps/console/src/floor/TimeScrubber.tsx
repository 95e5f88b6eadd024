import type { KeyboardEvent } from 'react';
import type { Timeline } from '#contracts';
import { clockTime, minuteOfDay } from '../time/venue-time.js';
import { Button } from '../ui/Button.js';
import './scrubber.css';

export interface TimeScrubberProps {
  readonly timeline: Timeline;
  /** The moment on show, ms. */
  readonly atMs: number;
  readonly nowMs: number;
  /** It goes with the clock. */
  readonly isLive: boolean;
  /** Why there is no "now" to go to; null: there is. */
  readonly whyNoNow: string | null;
  /** Null: go with the clock. */
  readonly onChange: (atMs: number | null) => void;
}

const QUARTER_MS = 15 * 60_000;
const LARGE_STEPS: { readonly [key: string]: number } = { PageUp: 4, PageDown: -4 };

/** The service day by quarters of an hour, with how full the floor is under the hand. */
export function TimeScrubber(props: TimeScrubberProps) {
  const { timeline, atMs, nowMs, isLive, whyNoNow, onChange } = props;
  const { quarters, timeZone } = timeline;
  const last = quarters.length - 1;
  if (last < 1) return null;
  const startMs = Date.parse(quarters[0]!.start);
  const at = Math.min(last, Math.max(0, Math.floor((atMs - startMs) / QUARTER_MS)));
  const quarter = quarters[at]!;
  const words = isLive ? `now, ${clockTime(atMs, timeZone)}` : clockTime(quarter.start, timeZone);
  const goTo = (index: number): void =>
    onChange(startMs + Math.min(last, Math.max(0, index)) * QUARTER_MS);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = LARGE_STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    goTo(at + step);
  };
  return (
    <div className="scrubber" role="group" aria-label="The moment on show">
      <output className="scrubber-time">
        {isLive ? clockTime(atMs, timeZone) : clockTime(quarter.start, timeZone)}
        <small className="quiet">
          {isLive ? 'now' : 'chosen'} · {quarter.covers} guests
        </small>
      </output>
      <div className="scrubber-track">
        <Fullness timeline={timeline} at={at} nowAt={(nowMs - startMs) / QUARTER_MS} />
        <input
          type="range"
          aria-label="Time of the service day"
          aria-valuetext={`${words}, ${quarter.covers} guests, ${percent(quarter.occupancy)} of the tables taken`}
          min={0}
          max={last}
          step={1}
          value={at}
          onChange={({ target }) => goTo(Number(target.value))}
          onKeyDown={onKeyDown}
        />
        <Hours timeline={timeline} />
      </div>
      <Button why={isLive ? 'The plan shows now already' : whyNoNow} onClick={() => onChange(null)}>
        Now
      </Button>
    </div>
  );
}

/** A bar per quarter: how many of the tables are taken; and a line at now. */
function Fullness({
  timeline: { quarters },
  at,
  nowAt,
}: {
  readonly timeline: Timeline;
  readonly at: number;
  readonly nowAt: number;
}) {
  return (
    <svg
      className="scrubber-bars"
      viewBox={`0 0 ${quarters.length} 1`}
      preserveAspectRatio="none"
      aria-hidden
    >
      {quarters.map(({ start, occupancy }, i) => (
        <rect
          key={start}
          className={i === at ? 'is-here' : ''}
          x={i + 0.1}
          width={0.8}
          y={1 - occupancy}
          height={occupancy}
        />
      ))}
      <rect className="scrubber-now" x={nowAt - 0.05} width={0.1} y={0} height={1} />
    </svg>
  );
}

function Hours({ timeline: { quarters, timeZone } }: { readonly timeline: Timeline }) {
  const hours = quarters.flatMap(({ start }, i) =>
    minuteOfDay(start, timeZone) % 60 === 0 ? [{ i, label: clockTime(start, timeZone) }] : [],
  );
  return (
    <div className="scrubber-hours" aria-hidden>
      {hours.map(({ i, label }) => (
        <span key={i} style={{ left: `${((i + 0.5) / quarters.length) * 100}%` }}>
          {label.slice(0, 2)}
        </span>
      ))}
    </div>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
