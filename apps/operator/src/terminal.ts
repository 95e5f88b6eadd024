import { once } from 'node:events';

/** One line of result on stdout; waits while the reader is slower than we are. */
export async function print(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

export function printJson(value: unknown): Promise<void> {
  return print(JSON.stringify(value));
}

/** One line for the person in front of the terminal, on stderr. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
