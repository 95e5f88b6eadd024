import { readConfig, readRuntimeFile } from '#platform';
import type { RuntimeTokens } from '#platform';
import { Option } from 'commander';
import type { Command } from 'commander';
import { VerbError } from './exit.js';

export interface ServiceOptions {
  readonly url?: string;
  readonly token?: string;
  readonly as?: TokenName;
}

export interface Service {
  readonly url: string;
  readonly token: string;
}

type TokenName = 'admin' | 'operator' | 'staff' | 'analyst' | 'booking-system';
const TOKEN_NAMES: readonly TokenName[] = [
  'admin',
  'operator',
  'staff',
  'analyst',
  'booking-system',
];

/** The options of every verb that talks to a service. */
export function withService(command: Command): Command {
  return command
    .option('--url <url>', 'the service; without it, the one that runs on DATA_DIR')
    .option('--token <token>', 'a bearer token; without it, one of DATA_DIR/runtime.json')
    .addOption(
      new Option('--as <role>', 'which token of runtime.json')
        .choices(TOKEN_NAMES)
        .default('admin'),
    );
}

/** The service to talk to, by options or by `DATA_DIR/runtime.json`. */
export async function findService(options: ServiceOptions): Promise<Service> {
  const { url, token } = options;
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

function tokenOf(tokens: RuntimeTokens, name: TokenName): string {
  return name === 'booking-system' ? tokens.bookingSystem : tokens[name];
}
