import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAMS = new URL('../../apps/allocator/src/', import.meta.url);

/** The service as a process of its own, as an operator runs it. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it printed up to the line that says it is ready, without that line. */
  readonly said: readonly string[];
  /** Sends the signal and answers the exit code, null when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts `main.js` or `quick-start.js` and resolves when it says that it is ready; rejects with what
 * it said when it ends before. Of our own environment it sees only `PATH`.
 */
export async function startServiceProcess(
  program: 'main.js' | 'quick-start.js',
  env: Record<string, string>,
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, PROGRAMS))], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^allocator ready (http:\S+)$/.exec(line)?.[1];
    if (url !== undefined) {
      child.stdout.resume();
      return { child, url, said, end };
    }
    said.push(line);
  }
  const [code] = await exit;
  throw new Error(`ended with ${code} before it was ready: ${[...said, complaint].join('\n')}`);

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    child.kill(signal);
    return (await exit)[0];
  }
}
