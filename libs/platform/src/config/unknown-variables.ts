import type { ConfigProblem } from './config-error.js';

/** Names that begin so are meant for us. */
const OURS = /^(FEATURE|KAFKA|AUTH|ALERT)_/;

/**
 * Names of others that begin alike: what Kubernetes sets for a service called `kafka` or `auth`,
 * and what Kafka's own scripts read.
 */
const THEIRS = [
  /_SERVICE_(HOST|PORT(_\w+)?)$/,
  /_PORT(_\d+_(TCP|UDP)(_(ADDR|PORT|PROTO))?)?$/,
  /^KAFKA_(HOME|OPTS|HEAP_OPTS|LOG4J_OPTS|JMX_\w+|JVM_PERFORMANCE_OPTS|GC_LOG_OPTS|DEBUG\w*)$/,
];

/**
 * Variables that look like ours and are not, with what was probably meant: a typo is no default.
 */
export function unknownVariables(
  names: readonly string[],
  known: readonly string[],
): ConfigProblem[] {
  return names
    .filter((name) => OURS.test(name) && !known.includes(name))
    .filter((name) => !THEIRS.some((pattern) => pattern.test(name)))
    .map((variable) => {
      const message = `${variable} is unknown: did you mean ${nearest(variable, known)}?`;
      return { variable, message };
    });
}

function nearest(name: string, known: readonly string[]): string {
  const prefix = name.slice(0, name.indexOf('_') + 1);
  const candidates = known.filter((candidate) => candidate.startsWith(prefix));
  const byDistance = candidates.map((candidate) => ({
    candidate,
    away: distance(name, candidate),
  }));
  return byDistance.sort((a, b) => a.away - b.away)[0]!.candidate;
}

/** Levenshtein's edit distance, by rows. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
