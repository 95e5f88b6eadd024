import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { tokensBySecret } from '#platform';
import type { Runtime } from '#platform';
import { CommandClient } from './command-client.js';
import type { Traffic } from './traffic.js';
import { startServiceProcess } from './service-process.js';
import type { ServiceProcess } from './service-process.js';

const SECRET = 'a secret for tests that nothing else knows';

/** The service as processes on a data directory of its own, to be ended and started again. */
export class Deployment {
  private current: ServiceProcess | null = null;
  /**
   * The lines that the processes logged at level error and above, and their standard error. An
   * alert that fires is none: disasters are what alerts are for.
   */
  readonly complaints: string[] = [];

  private constructor(
    readonly dataDir: string,
    /** Of an admin, for all venues; every deployment takes every other's. */
    readonly token: string,
    private readonly variables: Record<string, string>,
  ) {}

  /** A directory and a token, nothing running yet; enforcing, with these variables on top. */
  static async prepare(variables: Record<string, string>): Promise<Deployment> {
    const dataDir = await mkdtemp(join(tmpdir(), 'allocator-chaos-'));
    // Under root the database's user passes through.
    await chmod(dataDir, 0o711);
    const principal = { subject: 'chaos', roles: ['admin'] as const, venues: '*' as const };
    return new Deployment(dataDir, await tokensBySecret(SECRET).issue(principal), variables);
  }

  get environment(): Record<string, string> {
    return {
      PORT: '0',
      DATA_DIR: this.dataDir,
      AUTH_SECRET: SECRET,
      LOG_LEVEL: 'error',
      FEATURE_ALLOCATIONS_DUAL_WRITE: 'true',
      FEATURE_RPC_ASSIGN_ATOMIC: 'true',
      FEATURE_ASSIGN_ATOMIC: 'true',
      ...this.variables,
    };
  }

  /** The process started last, also after its end. */
  get service(): ServiceProcess {
    if (this.current === null) throw new Error('nothing was started yet');
    return this.current;
  }

  async start(): Promise<void> {
    const service = await startServiceProcess('main.js', this.environment);
    this.listen(service.child.stdout!);
    this.listen(service.child.stderr!);
    this.current = service;
  }

  private listen(input: Readable): void {
    createInterface({ input }).on('line', (line) => {
      if (!isAlert(line)) this.complaints.push(line);
    });
  }

  /** Sends the signal and waits for the end; answers the exit code, null when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null> {
    return this.service.end(signal);
  }

  /** Follows the service over restarts. */
  client(traffic?: Traffic): CommandClient {
    return new CommandClient(
      () => this.service.url,
      () => this.token,
      traffic,
    );
  }

  async runtime(): Promise<Runtime> {
    return JSON.parse(await readFile(join(this.dataDir, 'runtime.json'), 'utf8')) as Runtime;
  }

  /** The process number of the embedded PostgreSQL. */
  async postgresPid(): Promise<number> {
    const file = join(this.dataDir, 'postgres/cluster/postmaster.pid');
    return Number.parseInt(await readFile(file, 'utf8'), 10);
  }

  /** Stops what still runs and removes the directory. */
  async remove(): Promise<void> {
    const child = this.current?.child;
    if (child && child.exitCode === null && child.signalCode === null) {
      await this.service.end('SIGTERM');
    }
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

function isAlert(line: string): boolean {
  try {
    return 'alert' in (JSON.parse(line) as object);
  } catch {
    return false;
  }
}
