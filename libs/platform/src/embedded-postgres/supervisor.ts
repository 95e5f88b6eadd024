import { setTimeout as delay } from 'node:timers/promises';
import type { RunningServer } from './server.js';

/** After a crash, its last processes may hold the memory for a moment: try again, not for ever. */
const REVIVALS_MAX = 10;
const REVIVAL_PAUSE_MS = 500;

/** Keeps a server running until it is told to stop; one that dies is started again. */
export class Supervisor {
  private stopped = false;
  /** The server that we are ending ourselves. */
  private expected: RunningServer | null = null;
  /** One thing at a time: a stop waits for a start to finish, or nobody would stop that server. */
  private work: Promise<void> = Promise.resolve();

  constructor(
    private server: RunningServer,
    private readonly start: () => Promise<RunningServer>,
    private readonly log: (line: string) => void,
  ) {
    this.watch(server);
  }

  get pid(): number {
    return this.server.pid;
  }

  restart(): Promise<void> {
    return this.next(async () => {
      await this.end();
      this.adopt(await this.start());
    });
  }

  stop(): Promise<void> {
    this.stopped = true;
    return this.next(() => this.end());
  }

  private async end(): Promise<void> {
    this.expected = this.server;
    await this.server.stop();
  }

  private adopt(server: RunningServer): void {
    this.server = server;
    this.watch(server);
  }

  private watch(server: RunningServer): void {
    void server.ended.then(() => {
      if (this.expected === server || this.stopped) return;
      this.log(`PostgreSQL (pid ${server.pid}) died: starting it again`);
      void this.next(() => this.revive());
    });
  }

  private async revive(): Promise<void> {
    for (let attempt = 1; attempt <= REVIVALS_MAX && !this.stopped; attempt += 1) {
      try {
        this.adopt(await this.start());
        return;
      } catch (error) {
        this.log(`attempt ${attempt} of ${REVIVALS_MAX}: ${(error as Error).message}`);
        await delay(REVIVAL_PAUSE_MS);
      }
    }
  }

  private next(task: () => Promise<void>): Promise<void> {
    const done = this.work.then(task);
    // Who asked hears of a failure; the next task runs all the same.
    this.work = done.catch(() => undefined);
    return done;
  }
}
