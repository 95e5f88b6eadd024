import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Runtime, RuntimeTokens } from '#platform';
import { createDatabase } from '../database.js';
import type { TestDatabase } from '../database.js';
import { startServiceProcess } from '../service-process.js';
import type { ServiceProcess } from '../service-process.js';
import { readTables, TABLE_END } from './psql-tables.js';
import type { PsqlTable } from './psql-tables.js';
import type { Step } from './steps.js';
import { substituted } from './substitutions.js';
import type { Scene } from './substitutions.js';

const ROOT = join(import.meta.dirname, '../../../..');
const CLI = join(ROOT, 'dist/apps/operator/src/main.js');
const STEP_MS_MAX = 240_000;

export interface ShellAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface Options {
  /** Of the service's environment, on top of what it needs to run at all. */
  readonly variables?: Record<string, string>;
  readonly database?: TestDatabase;
}

/**
 * A person with a runbook on the machine of a running service: its directory, its environment,
 * `allocator` and psql on the path. Whatever they type is typed as the runbook has it.
 */
export class OnCall {
  private service: ServiceProcess | null = null;
  private runtime: Runtime | null = null;

  private constructor(
    readonly database: TestDatabase,
    private readonly directory: string,
    private variables: Record<string, string>,
  ) {}

  /** Nothing runs yet; enforcing unless said otherwise. */
  static async prepare({ variables = {}, database }: Options = {}): Promise<OnCall> {
    const directory = await mkdtemp(join(tmpdir(), 'allocator-on-call-'));
    const program = join(directory, 'allocator');
    await writeFile(program, `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
    await chmod(program, 0o755);
    return new OnCall(database ?? (await createDatabase()), directory, {
      FEATURE_ALLOCATIONS_DUAL_WRITE: 'true',
      FEATURE_RPC_ASSIGN_ATOMIC: 'true',
      FEATURE_ASSIGN_ATOMIC: 'true',
      ...variables,
    });
  }

  /** The same with a service that runs. */
  static async begin(options: Options = {}): Promise<OnCall> {
    const onCall = await OnCall.prepare(options);
    await onCall.start();
    return onCall;
  }

  get environment(): Record<string, string> {
    return {
      PATH: [this.directory, process.env['PATH']].join(delimiter),
      PORT: '0',
      DATA_DIR: this.directory,
      DATABASE_URL: this.database.databaseUrl,
      AUTH_SECRET: 'a secret for runbooks that nothing else knows',
      LOG_LEVEL: 'fatal',
      ...this.variables,
    };
  }

  get url(): string {
    return this.service!.url;
  }

  get tokens(): RuntimeTokens {
    return this.runtime!.tokens!;
  }

  async start(): Promise<void> {
    this.service = await startServiceProcess('main.js', this.environment);
    const file = await readFile(join(this.directory, 'runtime.json'), 'utf8');
    this.runtime = JSON.parse(file) as Runtime;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.service?.end(signal);
    this.service = null;
  }

  /** What "via environment and redeploy" means. */
  async redeploy(variables: Record<string, string>): Promise<void> {
    await this.stop();
    this.variables = { ...this.variables, ...variables };
    await this.start();
  }

  async end(): Promise<void> {
    await this.stop();
    await this.database.drop();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Runs a block line by line, up to the first that fails. */
  bash(step: Step, scene: Scene = {}): Promise<ShellAnswer> {
    const text = this.typed(step, scene);
    const env = { ...this.environment, ...this.scene(scene) };
    return run('bash', ['--norc', '-e', '-u', '-o', 'pipefail', '-c', text], { env });
  }

  /** One table for each statement that answers one. @throws what the server says. */
  async sql(step: Step, scene: Scene = {}): Promise<readonly PsqlTable[]> {
    const { code, stdout, stderr } = await this.psql(this.typed(step, scene));
    if (code !== 0) throw new Error(`${step.file}:${step.line}: ${stderr}`);
    return readTables(stdout);
  }

  /** The rows of a block that is one query. */
  async rows(step: Step, scene: Scene = {}): Promise<PsqlTable['rows']> {
    const [table, ...others] = await this.sql(step, scene);
    if (table === undefined || others.length > 0) {
      throw new Error(`${step.file}:${step.line} is not one query`);
    }
    return table.rows;
  }

  /** Whatever psql makes of a text. */
  psql(text: string): Promise<ShellAnswer> {
    const args = [this.database.databaseUrl, '-X', '--csv', '-v', 'ON_ERROR_STOP=1', '-f', '-'];
    const ended = /;\s*(--.*\s*)*$/.test(text) ? text : `${text};`;
    const input = ended.replace(/;[ \t]*$/gm, `;\n\\echo ${TABLE_END}`);
    return run('psql', args, { env: this.environment, input: `${input}\n` });
  }

  /** Sends a request as it is written: `GET /path`, or a path alone. */
  http(step: Step, scene: Scene, token: string, body?: object): Promise<HttpAnswer> {
    const [path, method = 'GET'] = this.typed(step, scene).split(' ').reverse();
    return this.request(method, path!, token, body);
  }

  async request(method: string, path: string, token: string, body?: object): Promise<HttpAnswer> {
    const headers = new Headers({ authorization: `Bearer ${token}` });
    if (body !== undefined) headers.set('content-type', 'application/json');
    const init = { method, headers, body: JSON.stringify(body) };
    const response = await fetch(`${this.url}${path}`, init);
    return { status: response.status, body: await response.json() };
  }

  private typed(step: Step, scene: Scene): string {
    return substituted(step.text, this.scene(scene));
  }

  private scene(scene: Scene): Scene {
    if (this.service === null) return scene;
    const { operator, staff } = this.tokens;
    return { ALLOCATOR_URL: this.url, TOKEN: operator, STAFF_TOKEN: staff, ...scene };
  }
}

function run(
  program: string,
  args: readonly string[],
  { env, input = '' }: { env: Record<string, string>; input?: string },
): Promise<ShellAnswer> {
  return new Promise((done, failed) => {
    const options = { env, cwd: ROOT, timeout: STEP_MS_MAX, maxBuffer: 50_000_000 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') done({ code, stdout, stderr });
      else failed(code === 'ENOENT' ? absent(program) : (error as Error));
    });
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(input);
  });
}

function absent(program: string): Error {
  return new Error(
    `These tests run the runbooks as people do, with ${program}, which is not here ` +
      '(Debian: apt-get install -y postgresql-client curl bash).',
  );
}
