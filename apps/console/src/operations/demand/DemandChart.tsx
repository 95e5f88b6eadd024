import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Buckets } from './buckets.js';
import { chartOptions, stacked, useColours } from './chart-options.js';

const HEIGHT_PX = 240;

/** Refusals over time as stacked bars; the table below it says the same to whoever cannot see it. */
export function DemandChart({ buckets }: { readonly buckets: Buckets }) {
  const frame = useRef<HTMLDivElement>(null);
  const colours = useColours();
  const [pointed, setPointed] = useState<number | null>(null);
  const { reasons, bars } = buckets;

  useEffect(() => {
    const element = frame.current!;
    const options = chartOptions(buckets, colours, setPointed);
    const size = { width: Math.max(200, element.clientWidth), height: HEIGHT_PX };
    const plot = new uPlot({ ...options, ...size }, stacked(buckets), element);
    const watch = new ResizeObserver(() =>
      plot.setSize({ width: Math.max(200, element.clientWidth), height: HEIGHT_PX }),
    );
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [buckets, colours]);

  const bar = pointed === null ? null : bars[pointed];
  return (
    <div className="demand-chart">
      <div ref={frame} aria-hidden />
      <ul className="legend" aria-hidden>
        {reasons.map(({ key, words }, i) => (
          <li key={key}>
            <span className={`legend-mark series-${i}`} />
            {words}
            {bar != null && <strong> {bar.counts[i]}</strong>}
          </li>
        ))}
        <li className="quiet">{bar == null ? 'Point at a bar for its counts' : bar.label}</li>
      </ul>
      <details>
        <summary>The same as a table</summary>
        <ChartTable buckets={buckets} />
      </details>
    </div>
  );
}

function ChartTable({ buckets: { reasons, bars } }: { readonly buckets: Buckets }) {
  const told = bars.filter(({ counts }) => counts.some((count) => count > 0));
  return (
    <div className="grid-frame" tabIndex={0} role="region" aria-label="Refusals over time">
      <table className="grid">
        <caption className="spoken">Refusals over time, by reason</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            {reasons.map(({ key, words }) => (
              <th key={key} scope="col" className="count">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.map(({ label, counts }, i) => (
            <tr key={i}>
              <th scope="row">{label}</th>
              {counts.map((count, place) => (
                <td key={place} className="count">
                  {count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
