import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../apps/operator/src/main.js', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CliOptions {
  readonly env?: Record<string, string>;
  readonly input?: string;
  /** Another program than the command line, as it lies beside this file. */
  readonly script?: string;
}

/**
 * Runs `allocator <args>` as a shell would and waits for its end. Of our own environment it sees
 * only `PATH` and what is given.
 */
export function runCli(
  args: readonly string[],
  { env = {}, input = '', script }: CliOptions = {},
): Promise<CliResult> {
  return new Promise((done, failed) => {
    const child = startCli(args, env, script);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', failed);
    child.once('close', (code) => done({ code, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** The same at a terminal, which shows what it writes to stdout and to stderr as one. */
export function onTerminal(
  args: readonly string[],
  env: Record<string, string>,
): Promise<Pick<CliResult, 'code' | 'stdout'>> {
  return new Promise((done, failed) => {
    const command = [process.execPath, CLI, ...args].map((part) => `'${part}'`).join(' ');
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      env: { PATH: process.env['PATH'], TERM: 'xterm', ...env },
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.once('error', failed);
    child.once('close', (code) => done({ code, stdout }));
  });
}

/** Only starts it: to be killed, say. */
export function startCli(
  args: readonly string[],
  env: Record<string, string>,
  script?: string,
): ChildProcessWithoutNullStreams {
  const program = script ? fileURLToPath(new URL(script, import.meta.url)) : CLI;
  return spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], ...env },
  });
}

/** Resolves with its exit code when it has ended, null when a signal ended it. */
export function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve));
}

/** The lines of NDJSON, parsed. */
export function ndjson<T>(text: string): T[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as T);
}
