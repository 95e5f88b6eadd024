import { ConfigError } from '#platform';
import type { Config } from '#platform';
import { alertSamples, createPool } from '#postgres';
import type { Sample } from '#postgres';
import { ALERT_NAMES, alertRules, TELEMETRY_PROJECTION } from '#telemetry';
import type { AlertRule } from '#telemetry';
import type { Logger } from '../logger.js';
import { AlertEvaluator } from './alert-evaluator.js';

export interface AlertParts {
  readonly databaseUrl: string;
  readonly partitions: number;
  readonly rules: readonly AlertRule[];
  readonly logger: Logger;
  /** Since how many seconds commands wait in Kafka; null: that cannot be said. */
  readonly commandsWaiting: () => number | null;
  readonly everyMs?: number;
}

/** A look at one thing takes milliseconds; one that does not says that it cannot look. */
const SAMPLE_MS_MAX = 2_000;

/** Starts to watch, over a connection of its own. Answers how to stop. */
export function startAlerts(parts: AlertParts): () => Promise<void> {
  const { databaseUrl, partitions, logger } = parts;
  const pool = createPool(databaseUrl, {
    max: 1,
    applicationName: 'allocator alerts',
    statementTimeoutMs: SAMPLE_MS_MAX,
    onIdleError: (error) => logger.warn({ err: error }, 'the connection of the alerts broke'),
  });
  const measured = alertSamples({ queryable: pool, partitions, telemetry: TELEMETRY_PROJECTION });
  const commandsWaiting: Sample = () => Promise.resolve(parts.commandsWaiting());
  const samples = new Map([...measured, ['allocator.commands_waiting', commandsWaiting]]);
  const evaluator = new AlertEvaluator({ ...parts, pool, samples });
  evaluator.start();
  return async () => {
    await evaluator.stop();
    await pool.end();
  };
}

/** The rules with the limits of `ALERT_LIMITS`. @throws ConfigError naming what is no alert. */
export function rulesOf({ alertLimits }: Config): readonly AlertRule[] {
  const known: readonly string[] = ALERT_NAMES;
  const unknown = Object.keys(alertLimits).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const message = `ALERT_LIMITS names ${unknown.join(', ')}: alerts are ${known.join(', ')}`;
    throw new ConfigError([{ variable: 'ALERT_LIMITS', message }]);
  }
  return alertRules(alertLimits);
}
