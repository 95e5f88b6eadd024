import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger };

/**
 * JSON lines on standard error: standard output is for the one line that says the service is ready.
 */
export function createLogger(level: string): Logger {
  return pino({ level, base: { pid: process.pid }, redact: REDACTED }, pino.destination(2));
}

/** A driver's error may carry its connection string, or the whole connection. */
const REDACTED = ['err.connectionString', 'err.password', 'err.client', '*.databaseUrl'];

/**
 * Nest's own messages among ours; what it says about a normal start is of no use to an operator.
 */
export function nestLogger(logger: Logger): LoggerService {
  const log = logger.child({ from: 'nest' });
  return {
    log: (message: unknown) => log.debug(String(message)),
    debug: (message: unknown) => log.debug(String(message)),
    verbose: (message: unknown) => log.trace(String(message)),
    warn: (message: unknown) => log.warn(String(message)),
    error: (message: unknown, ...rest: unknown[]) => log.error({ rest }, String(message)),
    fatal: (message: unknown, ...rest: unknown[]) => log.fatal({ rest }, String(message)),
  };
}
