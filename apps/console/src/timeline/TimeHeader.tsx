import { memo, useMemo } from 'react';
import type { Timeline } from '#contracts';
import { useNow } from '../time/clock.js';
import { clockTime } from '../time/venue-time.js';
import { ticksOf, xOf } from './axis.js';
import type { Axis } from './axis.js';

/** Half the width of the mark of now, and the width of a label. */
const NOW_PX = 30;
const LABEL_PX = 48;

export interface TimeHeaderProps {
  readonly axis: Axis;
  readonly timeline: Timeline;
}

/** The venue's hours, over the board. */
export const TimeHeader = memo(function TimeHeader({ axis, timeline }: TimeHeaderProps) {
  return (
    <div className="times" aria-hidden>
      <div className="times-corner">
        <span>Table</span>
        <span>Seats</span>
      </div>
      <Hours axis={axis} timeZone={timeline.timeZone} />
    </div>
  );
});

/** The time that it is takes the place of the labels that it would cover. */
function Hours({ axis, timeZone }: { readonly axis: Axis; readonly timeZone: string }) {
  const ticks = useMemo(() => ticksOf(axis, timeZone), [axis, timeZone]);
  const now = useNow(15_000);
  const nowX = now < axis.startMs || now > axis.endMs ? null : xOf(axis, now);
  const isCovered = (x: number): boolean =>
    nowX !== null && x < nowX + NOW_PX && x + LABEL_PX > nowX - NOW_PX;
  return (
    <div className="times-lane">
      {ticks.map(({ ms, x, label, isHour }) => (
        <span key={ms} className={isHour ? 'tick tick-hour' : 'tick'} style={{ left: x }}>
          {!isCovered(x) && label}
        </span>
      ))}
      {nowX !== null && (
        <span className="tick-now" style={{ left: nowX }}>
          {clockTime(now, timeZone)}
        </span>
      )}
    </div>
  );
}
