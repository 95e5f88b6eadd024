import { fileURLToPath } from 'node:url';
import { ConfigError, EmbeddedPostgresError, readConfig } from '#platform';
import type { Config } from '#platform';
import { createLogger } from './logger.js';
import type { Logger } from './logger.js';
import { startAllocator } from './start-allocator.js';
import type { RunningAllocator } from './start-allocator.js';

export { startAllocator } from './start-allocator.js';
export type { RunningAllocator } from './start-allocator.js';

/**
 * Longest a stop may take; then the process ends as it is, which loses nothing that was answered.
 */
const STOP_MS_MAX = 30_000;

/**
 * Runs the service as this process: until a signal, which stops it gracefully, or a second one,
 * which does not wait. A fault that nobody foresaw ends the process with 1, since its state is in
 * doubt; what was answered is safe in the log.
 *
 * @param beforeReady what is still to be done before the line that says so
 */
export async function runProgram(
  config: Config,
  beforeReady: (allocator: RunningAllocator) => Promise<void> = () => Promise.resolve(),
): Promise<RunningAllocator> {
  const logger = createLogger(config.logLevel);
  const crash = (error: unknown): void => {
    logger.fatal({ err: error }, 'the service has a fault and ends');
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  const stopAsked = new AbortController();
  const starting = startAllocator(config, logger, { signal: stopAsked.signal });
  stopOnSignals(starting, stopAsked, logger);
  const allocator = await starting;
  await beforeReady(allocator);
  process.stdout.write(`allocator ready ${allocator.url}\n`);
  return allocator;
}

/** A start that did not come to its end because a stop was asked for. */
class StopAsked extends Error {}

function stopOnSignals(
  starting: Promise<RunningAllocator>,
  stopAsked: AbortController,
  logger: Logger,
): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) {
      logger.warn({ signal }, 'asked twice to stop: not waiting any longer');
      process.exit(1);
    }
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error(`the stop took longer than ${STOP_MS_MAX / 1000} s`);
      process.exit(1);
    }, STOP_MS_MAX).unref();
    stopAsked.abort(new StopAsked('stopped before it was ready'));
    // A start that fails reports itself.
    starting
      .then((allocator) => allocator.stop())
      .then(() => process.exit(0))
      .catch(() => undefined);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/**
 * Ends the process. What a person can put right is said in a sentence, the rest with its trace; a
 * stop that was asked for is no failure.
 */
export function reportFailedStart(error: unknown): never {
  if (error instanceof StopAsked) process.exit(0);
  const known = error instanceof ConfigError || error instanceof EmbeddedPostgresError;
  const text = known || !(error instanceof Error) ? String((error as Error).message) : error.stack;
  process.stderr.write(`allocator cannot start: ${text}\n`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await runProgram(readConfig());
  } catch (error) {
    reportFailedStart(error);
  }
}
