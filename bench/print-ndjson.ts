import { once } from 'node:events';

/** Lines written at a time. */
const CHUNK = 256;

/** Prints values as NDJSON on stdout, no faster than it is read. Ends early when nobody reads. */
export async function printNdjson(values: Iterable<unknown>): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  let lines: string[] = [];
  for (const value of values) {
    lines.push(`${JSON.stringify(value)}\n`);
    if (lines.length < CHUNK) continue;
    await print(lines);
    lines = [];
  }
  await print(lines);
}

async function print(lines: readonly string[]): Promise<void> {
  if (!process.stdout.write(lines.join(''))) await once(process.stdout, 'drain');
}
