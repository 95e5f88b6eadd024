import type { Machine } from './machine.js';

/** One thing measured in every round. */
export interface Series {
  readonly name: string;
  /** Commands or rows a second, one figure a round. */
  readonly rates: readonly number[];
  /** CPU of clients and server per command or row, in microseconds; empty where it is not known. */
  readonly cpuMicros: readonly number[];
}

export interface BenchReport {
  readonly date: string;
  readonly title: string;
  readonly machine: Machine;
  readonly driver: string;
  /** What the ratios are over, as one reads it after "the round's". */
  readonly base: string;
  readonly notes: readonly string[];
  /** The peers; each round's best of them is what the round's ratios are over. */
  readonly peers: readonly Series[];
  readonly subjects: readonly Series[];
}

/** The report as Markdown: medians with their spread, and ratios formed within each round. */
export function markdownOf(report: BenchReport): string {
  const { machine, peers, subjects } = report;
  const best = bestOf(peers);
  const rows = [...peers, ...subjects].map((series) => {
    const ratios = series.rates.map((rate, round) => rate / best[round]!);
    const cpu = series.cpuMicros.length > 0 ? spread(series.cpuMicros, whole) : 'not known';
    const cells = [spread(series.rates, whole), spread(ratios, twoDecimals), cpu];
    return `| ${series.name} | ${cells.join(' | ')} |`;
  });
  const settings = Object.entries(machine.settings).map(([name, value]) => `${name} ${value}`);
  return [
    `## ${report.title}`,
    '',
    `${report.date}, ${machine.cores} cores (${machine.cpu}) shared by clients and server, ` +
      `${machine.memoryGb} GB, Linux ${machine.kernel}, PostgreSQL ${machine.postgres} ` +
      `(${settings.join(', ')}), Node ${machine.node}, peer driven by ${report.driver}.`,
    '',
    ...report.notes.map((note) => `- ${note}`),
    '',
    `| median of ${best.length} rounds (min–max) | per second | ratio to the round's ${report.base} | ` +
      'CPU µs, clients and server |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function bestOf(peers: readonly Series[]): number[] {
  return peers[0]!.rates.map((_, round) => Math.max(...peers.map(({ rates }) => rates[round]!)));
}

function spread(values: readonly number[], text: (value: number) => string): string {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  return `**${text(medianOf(sorted))}** (${text(low)}–${text(high)})`;
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const twoDecimals = (value: number): string => value.toFixed(2);
