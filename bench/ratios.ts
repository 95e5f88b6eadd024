/** Something that people wait for, beside the least that it could take: measured in turns. */
export interface Comparison {
  readonly name: string;
  readonly unit: 'ms';
  readonly values: readonly number[];
  /** What it is compared with. */
  readonly base: string;
  readonly baseValues: readonly number[];
  /** The median is promised to be at most so many times the median of the base. */
  readonly ratioMax: number;
}

export interface RatioReport {
  readonly date: string;
  readonly title: string;
  readonly notes: readonly string[];
  readonly comparisons: readonly Comparison[];
}

export function ratioOf({ values, baseValues }: Comparison): number {
  return quantileOf(values, 0.5) / quantileOf(baseValues, 0.5);
}

/** Those whose promise was not kept. */
export function broken({ comparisons }: RatioReport): Comparison[] {
  return comparisons.filter((one) => ratioOf(one) > one.ratioMax);
}

export function ratiosAsMarkdown(report: RatioReport): string {
  const rows = report.comparisons.map((one) => {
    const { name, base, values, baseValues, unit, ratioMax } = one;
    const figures = [values, baseValues].map((all) => `${told(all)} ${unit}`);
    return `| ${name} | ${figures[0]} | ${base} | ${figures[1]} | **${ratioOf(one).toFixed(1)}** | ${ratioMax} |`;
  });
  return [
    `## ${report.title}`,
    '',
    report.date,
    '',
    ...report.notes.map((note) => `- ${note}`),
    '',
    '| what | median (95 %) | beside | median (95 %) | ratio | promised at most |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function told(values: readonly number[]): string {
  return `${quantileOf(values, 0.5).toFixed(1)} (${quantileOf(values, 0.95).toFixed(1)})`;
}

function quantileOf(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}
