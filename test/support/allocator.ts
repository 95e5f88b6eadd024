import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuth, readConfig } from '#platform';
import type { TokenRole } from '#platform';
import { startAllocator } from '../../apps/allocator/src/start-allocator.js';
import type { RunningAllocator, StartOptions } from '../../apps/allocator/src/start-allocator.js';
import { createLogger } from '../../apps/allocator/src/logger.js';
import { AnswerAudit } from './answer-audit.js';
import { createDatabase } from './database.js';
import type { TestDatabase } from './database.js';

export interface Answer {
  readonly status: number;
  /** Without the time of day, so that the same answer in another second is equal. */
  readonly headers: Headers;
  /** Parsed when it is JSON of one kind or another, otherwise the text. */
  readonly body: unknown;
}

export interface RequestOptions {
  /** A string or bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
  /** Absent: one of an admin for all venues. Null: none. */
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
}

/** The whole service in this process, on a port and a database of its own. */
export interface TestAllocator {
  readonly url: string;
  readonly database: TestDatabase;
  readonly allocator: RunningAllocator;
  /** Fails, too, when the answer is not what the service's OpenAPI document says of it. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  token(role: TokenRole, venues?: '*' | readonly string[]): Promise<string>;
  /** Stops the service and removes the database. */
  stop(): Promise<void>;
}

/** @param variables environment variables on top of: every flag that enforces is on. */
export async function startTestAllocator(
  variables: Record<string, string> = {},
  options: StartOptions = {},
): Promise<TestAllocator> {
  const database = await createDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'allocator-e2e-'));
  const config = readConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.databaseUrl,
    AUTH_SECRET: 'a secret for tests that nothing else knows',
    LOG_LEVEL: 'fatal',
    FEATURE_ALLOCATIONS_DUAL_WRITE: 'true',
    FEATURE_RPC_ASSIGN_ATOMIC: 'true',
    FEATURE_ASSIGN_ATOMIC: 'true',
    ...variables,
  });
  const allocator = await startAllocator(config, createLogger(config.logLevel), options);
  const { issuer } = await openAuth(config);
  const issue = (role: TokenRole, venues: '*' | readonly string[] = '*'): Promise<string> =>
    issuer.issue({ subject: `test-${role}`, roles: [role], venues });
  const admin = await issue('admin');
  let audit: Promise<AnswerAudit> | null = null;
  const audited = async (method: string, path: string, answer: Answer): Promise<Answer> => {
    audit ??= request(`${allocator.url}/docs-json`, 'GET', null, {}).then(
      ({ body }) => new AnswerAudit(body as ConstructorParameters<typeof AnswerAudit>[0]),
    );
    const { status, headers, body } = answer;
    const contentType = headers.get('content-type')?.split(';')[0] ?? null;
    const fault = (await audit).faultOf({ method, path, status, contentType, body });
    if (fault !== null) throw new Error(`not as the API describes itself: ${fault}`);
    return answer;
  };
  return {
    url: allocator.url,
    database,
    allocator,
    token: issue,
    request: async (method, path, { token = admin, ...options } = {}) =>
      audited(method, path, await request(`${allocator.url}${path}`, method, token, options)),
    async stop() {
      await allocator.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function request(
  url: string,
  method: string,
  token: string | null,
  { body, headers }: Omit<RequestOptions, 'token'>,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
  const answered = new Headers(response.headers);
  answered.delete('date');
  const text = await response.text();
  const isJson = /^application\/([\w.-]+\+)?json/.test(answered.get('content-type') ?? '');
  return {
    status: response.status,
    headers: answered,
    body: isJson ? (JSON.parse(text) as unknown) : text,
  };
}
