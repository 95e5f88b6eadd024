import { memo } from 'react';
import type { CSSProperties } from 'react';
import type { Timeline, TimelineQuarter } from '#contracts';
import { clockTime } from '../time/venue-time.js';
import { QUARTER_MS, spanOf } from './axis.js';
import type { Axis } from './axis.js';
import './Footer.css';

/** Height of the bar of the fullest quarter. */
const BAR_PX_MAX = 24;

/** Covers and occupancy of every quarter of an hour, under it. */
export const Footer = memo(function Footer({
  axis,
  timeline,
}: {
  readonly axis: Axis;
  readonly timeline: Timeline;
}) {
  const { quarters, timeZone } = timeline;
  const most = Math.max(1, ...quarters.map(({ covers }) => covers));
  const isWide = axis.pxPerMinute * 15 >= 26;
  return (
    <div className="totals" role="group" aria-label={summary(quarters, timeZone)}>
      <div className="totals-head" aria-hidden>
        <span>Covers</span>
        <span>Tables %</span>
      </div>
      <div className="totals-lane" aria-hidden>
        {quarters.map(({ start, covers, occupancy }, i) => {
          const at = Date.parse(start);
          const span = spanOf(axis, at, at + QUARTER_MS);
          if (span === null) return null;
          const share = Math.round(occupancy * 100);
          const hasText = isWide || i % 2 === 0;
          return (
            <div
              key={start}
              className="total"
              style={{ ...span, '--bar': `${(covers / most) * BAR_PX_MAX}px` } as CSSProperties}
              title={`${clockTime(start, timeZone)}: ${covers} covers, ${share} % of tables`}
            >
              <i />
              <b>{hasText && covers > 0 ? covers : ''}</b>
              <span data-full={share >= 90 || undefined}>{hasText && share > 0 ? share : ''}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
});

function summary(quarters: readonly TimelineQuarter[], timeZone: string): string {
  const fullest = quarters.reduce<TimelineQuarter | null>(
    (most, quarter) => (most === null || quarter.covers > most.covers ? quarter : most),
    null,
  );
  if (fullest === null || fullest.covers === 0) return 'Nobody is seated on this day';
  const share = Math.round(fullest.occupancy * 100);
  return (
    `Most covers at ${clockTime(fullest.start, timeZone)}: ${fullest.covers}, ` +
    `with ${share} per cent of the tables taken`
  );
}
