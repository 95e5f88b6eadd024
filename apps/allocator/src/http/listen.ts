import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError } from '#platform';
import type { Config } from '#platform';

/**
 * Opens the port that was configured; past Nest, which would log a failure that is told anyway.
 *
 * @throws {ConfigError} when it cannot be had
 */
export async function listen(app: NestFastifyApplication, { port, host }: Config): Promise<void> {
  try {
    await app.getHttpAdapter().getInstance().listen({ port, host });
  } catch (error) {
    const why = WHY_NOT[(error as NodeJS.ErrnoException).code as keyof typeof WHY_NOT];
    if (why === undefined) throw error;
    const [variable, words] = why;
    throw new ConfigError([{ variable, message: `port ${port} of ${host} ${words}` }]);
  }
}

/** What the machine says to a port or host that cannot be had; a person can choose another. */
const WHY_NOT = {
  EADDRINUSE: ['PORT', 'is taken by another program: end it, or choose another with PORT'],
  EACCES: ['PORT', 'may not be opened by this user: choose one from 1024 on with PORT'],
  EADDRNOTAVAIL: ['HOST', 'cannot be opened: HOST is no address of this machine'],
  ENOTFOUND: ['HOST', 'cannot be opened: HOST is a name without an address'],
  EAI_AGAIN: ['HOST', 'cannot be opened: the name HOST could not be looked up'],
} as const;
