import { readFileSync, statSync } from 'node:fs';
import { startSharedBroker } from './kafka-broker.js';
import { startSharedPostgres } from './shared-postgres.js';
import { endParts, holdPart } from './shared-parts.js';

/** What we read of Jest's configuration: the paths on its command line. */
interface Run {
  readonly testPathPatterns: { readonly patterns: readonly string[] };
}

/**
 * Starts what the specs of a run share: one PostgreSQL, and one Kafka broker unless the run was
 * asked for single specs that never speak of it. Workers find both by environment variables.
 */
export default async function globalSetup(run: Run): Promise<void> {
  const kafka = wantsKafka(run.testPathPatterns.patterns);
  const starting = [
    holdPart(startSharedPostgres()),
    ...(kafka ? [holdPart(startSharedBroker())] : []),
  ];
  const results = await Promise.allSettled(starting);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure === undefined) return;
  // Jest runs no teardown after a failed setup.
  await endParts();
  throw failure.reason;
}

function wantsKafka(patterns: readonly string[]): boolean {
  if (patterns.length === 0) return true;
  return patterns.some((pattern) => {
    const isFile = statSync(pattern, { throwIfNoEntry: false })?.isFile() ?? false;
    return !isFile || /kafka/i.test(readFileSync(pattern, 'utf8'));
  });
}
