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
  // A stop ends the process by itself; until then there is nothing more to say.
  if (stopAsked.signal.aborted) return allocator;
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
  // The terminal was closed, or ssh was lost: nobody reads what is said from now on.
  process.on('SIGHUP', onSignal);
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
}

/** What the file system says of a directory that is no place to write to, and the way out. */
const UNWRITABLE: { readonly [code: string]: string } = {
  ENOSPC: 'no space is left; make some, or set DATA_DIR to another directory',
  EDQUOT: 'the quota is used up; set DATA_DIR to another directory',
  EROFS: 'it is mounted to be read only; set DATA_DIR to another directory',
  EACCES: 'this user may not write there; give it the directory, or set DATA_DIR to another',
  EPERM: 'this user may not do that there; give it the directory, or set DATA_DIR to another',
  ENOTDIR: 'a file is where a directory should be; set DATA_DIR to another directory',
};

/**
 * Ends the process. What a person can put right is said in a sentence, the rest with its trace; a
 * stop that was asked for is no failure.
 */
export function reportFailedStart(error: unknown): never {
  if (error instanceof StopAsked) process.exit(0);
  const known = error instanceof ConfigError || error instanceof EmbeddedPostgresError;
  const { code = '', path = '', message, stack } = error as NodeJS.ErrnoException;
  const reason = UNWRITABLE[code];
  const told = reason && `DATA_DIR cannot be used, ${path}: ${reason}`;
  const text = told ?? (known || !(error instanceof Error) ? String(message) : stack);
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
