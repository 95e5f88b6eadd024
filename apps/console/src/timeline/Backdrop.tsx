import type { Timeline } from '#contracts';
import { useNow } from '../time/clock.js';
import { QUARTER_MS, spanOf, xOf } from './axis.js';
import type { Axis } from './axis.js';

/** Behind the tiles: the hours, and when the venue is closed. */
export function Backdrop({
  axis,
  service,
}: {
  readonly axis: Axis;
  readonly service: Timeline['service'];
}) {
  const hourPx = (axis.pxPerMinute * 60).toString();
  const offset = axis.startMs % (4 * QUARTER_MS);
  return (
    <div
      className="backdrop"
      style={{
        backgroundSize: `${hourPx}px 100%, ${axis.pxPerMinute * 15}px 100%`,
        backgroundPositionX: `${(-offset / 60_000) * axis.pxPerMinute}px, 0`,
      }}
      aria-hidden
    >
      {closedOf(axis, service).map(({ left, width }) => (
        <div key={left} className="backdrop-closed" style={{ left, width }}>
          <span>closed</span>
        </div>
      ))}
    </div>
  );
}

/** Now, across the tiles: who is late, and who should be leaving. */
export function NowLine({ axis }: { readonly axis: Axis }) {
  const now = useNow(15_000);
  if (now < axis.startMs || now > axis.endMs) return null;
  const left = `calc(var(--label-w) + ${xOf(axis, now)}px)`;
  return <div className="now-line" style={{ left }} aria-hidden />;
}

/** The gaps between the periods of service; none when the day has no periods at all. */
export function closedOf(
  axis: Axis,
  service: Timeline['service'],
): readonly { readonly left: number; readonly width: number }[] {
  if (service.length === 0) return [];
  const open = service
    .map(({ start, end }) => ({ from: Date.parse(start), to: Date.parse(end) }))
    .sort((a, b) => a.from - b.from);
  const edges = [axis.startMs, ...open.map(({ to }) => to)];
  const begins = [...open.map(({ from }) => from), axis.endMs];
  return edges.flatMap((from, i) => spanOf(axis, from, begins[i]!) ?? []);
}
