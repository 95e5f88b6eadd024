import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { alertRules } from '#telemetry';
import { load } from 'js-yaml';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro } from '../support/bistro.js';
import { until } from '../support/until.js';

const ROOT = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface PrometheusRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string; readonly alert?: string };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { x: number; y: number; w: number; h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

const { groups } = load(read('docker/prometheus/allocator.rules.yml')) as {
  groups: readonly { readonly rules: readonly PrometheusRule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('docker/grafana/allocator.json')) as { panels: Panel[] };
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const expressions = [
  ...rules.map(({ expr }) => expr),
  ...panels.flatMap(({ targets }) => targets!.map(({ expr }) => expr)),
];

let service: TestAllocator;
/** The label names with which each series is emitted. */
let series: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(async () => {
  service = await startTestAllocator({}, { alertsEveryMs: 100 });
  const venue = bistro();
  await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
  await until(async () => {
    series = seriesOf((await service.request('GET', '/metrics')).body as string);
    return series.has('allocator_alert_firing') && series.has('allocator_commands_total');
  });
});
afterAll(() => service.stop());

function seriesOf(text: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, name, labels = ''] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const known = found.get(name!) ?? new Set<string>();
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!);
    found.set(name!, known);
  }
  return found;
}

describe('what Prometheus and Grafana are told to ask', () => {
  test.each([...new Set(expressions)])('is emitted: %s', (expr) => {
    const names = expr.match(/\b(allocator|process|nodejs)_\w+/g)!.filter((n) => series.has(n));
    expect(names).toEqual(expr.match(/\b(allocator|process|nodejs)_\w+/g));
    const asked = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, by]) => by!.split(', '));
    const matched = [...expr.matchAll(/(\w+)="/g)].map(([, label]) => label!);
    const known = names.flatMap((name) => [...series.get(name)!]);
    expect(known).toEqual(expect.arrayContaining([...asked, ...matched]));
  });
});

describe('the rules of Prometheus', () => {
  test('are the alerts of the service, with the same limits, in the same order', () => {
    const ours = alertRules().map(({ name, threshold, forSeconds, description, runbook }) => ({
      name,
      expr: `max(allocator_alert_value{alert="${name}"}) > ${threshold}`,
      forSeconds,
      description,
      runbook,
    }));
    const theirs = rules.slice(0, -1).map(({ labels, expr, for: lasts, annotations }) => ({
      name: labels.alert,
      expr,
      forSeconds: seconds(lasts),
      description: annotations.summary,
      runbook: annotations.runbook_url,
    }));
    expect(theirs).toEqual(ours);
  });

  test('say what to do first, as the service does', () => {
    for (const { name, hint } of alertRules()) {
      const rule = rules.find(({ labels }) => labels.alert === name)!;
      expect(rule.annotations.description.split('\n')[0]).toBe(hint);
      expect(['page', 'ticket']).toContain(rule.labels.severity);
    }
  });

  test('and one for when nobody looks', () => {
    expect(rules.at(-1)).toMatchObject({ alert: 'AllocatorUnwatched', for: '1m' });
  });

  test.each(rules.map(({ annotations }) => annotations.runbook_url))('%s is there', (url) => {
    const [file, anchor] = url.split('#');
    const headings = [...read(file!).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!);
    expect(headings.map((heading) => heading.toLowerCase().replaceAll(' ', '-'))).toContain(anchor);
  });

  function seconds(duration: string | undefined): number {
    if (duration === undefined) return 0;
    const [, count, unit] = /^(\d+)([sm])$/.exec(duration)!;
    return Number(count) * (unit === 'm' ? 60 : 1);
  }
});

describe('the dashboard', () => {
  test('shows every alert beside its threshold', () => {
    const shown = panels.map(({ targets }) => targets!.map(({ expr }) => expr));
    for (const { name } of alertRules()) {
      expect(shown).toContainEqual([
        `max(allocator_alert_value{alert="${name}"})`,
        `max(allocator_alert_threshold{alert="${name}"})`,
      ]);
    }
  });

  test('has panels that say what they are, and that do not lie on one another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { title, description, gridPos } of panels) {
      expect({ title, described: Boolean(title && description) }).toEqual({
        title,
        described: true,
      });
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
  });
});
