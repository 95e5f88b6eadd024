import type { ReplayView } from '#contracts';

/** How far a replay had come, by the service's clock. */
export interface Sample {
  readonly atMs: number;
  readonly done: number;
}

/** How fast a replay goes; nothing while that cannot be told. */
export interface Pace {
  readonly perSecond: number;
  readonly leftSeconds: number;
}

/** As many as are looked back on: a replay gets slower and faster. */
const SAMPLES_MAX = 20;

/** What is known with one more answer. A replay began with nothing done, seen or not. */
export function withSample(
  samples: readonly Sample[],
  { progress: { done }, startedAt, updatedAt }: ReplayView,
): readonly Sample[] {
  const known = samples.length > 0 ? samples : [{ atMs: Date.parse(startedAt), done: 0 }];
  const atMs = Date.parse(updatedAt);
  if (atMs <= known.at(-1)!.atMs) return known;
  return [...known, { atMs, done }].slice(-SAMPLES_MAX);
}

export function paceOf(
  samples: readonly Sample[],
  { done, total }: ReplayView['progress'],
): Pace | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.done <= first.done) return null;
  const perSecond = ((last.done - first.done) / (last.atMs - first.atMs)) * 1_000;
  return { perSecond, leftSeconds: Math.max(0, total - done) / perSecond };
}
