import { useSyncExternalStore } from 'react';
import uPlot from 'uplot';
import type { Buckets } from './buckets.js';

/** What a canvas has to be told, since it knows no style sheet. */
export interface Colours {
  readonly ink: string;
  readonly line: string;
  readonly series: readonly string[];
}

const SERIES_MAX = 5;
const dark = window.matchMedia('(prefers-color-scheme: dark)');
let known: Colours | null = null;

/** The colours of the theme that is on; new ones when it changes. */
export function useColours(): Colours {
  return useSyncExternalStore(
    (listener) => {
      const changed = (): void => {
        known = null;
        listener();
      };
      dark.addEventListener('change', changed);
      return () => dark.removeEventListener('change', changed);
    },
    () => (known ??= readColours()),
  );
}

function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: read('--ink-2'),
    line: read('--line-soft'),
    series: Array.from({ length: SERIES_MAX }, (_, i) => read(`--series-${i}`)),
  };
}

/**
 * Bars on top of each other: each series reaches up to the sum of those before and itself. Null is
 * no bar at all.
 */
export function stacked({ reasons, bars }: Buckets): uPlot.AlignedData {
  const sums = reasons.map((_, i) =>
    bars.map(({ counts }) => counts.slice(0, i + 1).reduce((sum, n) => sum + n, 0) || null),
  );
  // The tallest is drawn first, so that the others stand before it.
  return [bars.map((_, i) => i), ...sums.reverse()];
}

export function chartOptions(
  { reasons, bars }: Buckets,
  { ink, line, series }: Colours,
  onPoint: (bar: number | null) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  const paths = uPlot.paths.bars!({ size: [0.82, 48], align: 0 });
  const font = '12px system-ui, sans-serif';
  const axis = { stroke: ink, font, grid: { stroke: line }, ticks: { stroke: line } };
  return {
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { setScale: false, x: false, y: false } },
    scales: {
      x: { time: false, range: () => [-0.6, Math.max(1, bars.length) - 0.4] },
      y: { range: (_plot, _min, max) => [0, Math.max(4, Math.ceil((max ?? 0) * 1.1))] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: (plot) => shownTicks(bars.length, plot.width),
        values: (_plot, splits) => splits.map((at) => bars[at]?.label ?? ''),
      },
      {
        ...axis,
        size: 44,
        values: (_plot, splits) => splits.map((at) => (Number.isInteger(at) ? String(at) : '')),
      },
    ],
    series: [
      {},
      ...reasons
        .map((reason, i) => ({
          label: reason.words,
          paths,
          fill: series[i],
          width: 0,
          points: { show: false },
        }))
        .reverse(),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
}

/** As many bars as there is room to name. */
function shownTicks(bars: number, widthPx: number): number[] {
  const step = Math.max(1, Math.ceil(bars / Math.max(1, Math.floor(widthPx / 80))));
  return Array.from({ length: Math.ceil(bars / step) }, (_, i) => i * step);
}
