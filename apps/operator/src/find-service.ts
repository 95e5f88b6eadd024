import { readConfig, readRuntimeFile } from '#platform';
import type { RuntimeTokens } from '#platform';
import { VerbError } from './exit.js';
import type { ServiceOptions, TokenName } from './usage/service-options.js';

export interface Service {
  readonly url: string;
  readonly token: string;
}

/** The service to talk to, by options or by `DATA_DIR/runtime.json`. */
export async function findService(options: ServiceOptions): Promise<Service> {
  const { url, token } = options;
  if (url !== undefined) requireUrl(url);
  if (token !== undefined) requireToken(token);
  if (url !== undefined && token !== undefined) return { url: url.replace(/\/+$/, ''), token };
  const { dataDir } = readConfig();
  const runtime = await readRuntimeFile(dataDir);
  const found = url ?? runtime?.url;
  if (found === undefined) {
    throw new VerbError(
      'SERVICE_NOT_FOUND',
      `No service runs on ${dataDir}. ` +
        'Start one (npm start), set DATA_DIR, or say --url and --token.',
    );
  }
  const issued = token ?? (runtime?.tokens ? tokenOf(runtime.tokens, options.as ?? 'admin') : null);
  if (issued === null) {
    throw new VerbError('SERVICE_NOT_FOUND', `No token for ${found} is known here: say --token.`);
  }
  return { url: found.replace(/\/+$/, ''), token: issued };
}

/** The database to work on: `DATABASE_URL`, or that of the service that runs on `DATA_DIR`. */
export async function findDatabase(): Promise<string> {
  const config = readConfig();
  if (config.databaseUrl !== null) return config.databaseUrl;
  const runtime = await readRuntimeFile(config.dataDir);
  if (runtime !== null) return runtime.databaseUrl;
  throw new VerbError(
    'DATABASE_NOT_FOUND',
    `DATABASE_URL is not set, and no service runs on ${config.dataDir} ` +
      'whose database could be meant.',
  );
}

/** Now, because a request that nothing can send would be tried again for a minute. */
function requireUrl(url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  throw new VerbError('USAGE', `--url must be http://… or https://…, not "${url}".`);
}

function requireToken(token: string): void {
  if (/^[\x21-\x7e]+$/.test(token)) return;
  throw new VerbError('USAGE', '--token must be one word: without spaces, line breaks or accents.');
}

function tokenOf(tokens: RuntimeTokens, name: TokenName): string {
  return name === 'booking-system' ? tokens.bookingSystem : tokens[name];
}
