import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import pg from 'pg';

/**
 * Runs a file of `migrations/` as an operator does, `psql -v ON_ERROR_STOP=1 -f`, and answers what
 * it prints. On a machine without psql the file goes to the server as one text: it has nothing that
 * only psql knows. Fails with what the server said.
 */
export async function runScript(databaseUrl: string, file: string): Promise<string> {
  const path = `migrations/${file}`;
  const args = [databaseUrl, '-X', '-q', '-At', '-F', ' ', '-v', 'ON_ERROR_STOP=1', '-f', path];
  try {
    return (await promisify(execFile)('psql', args)).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return runText(databaseUrl, await readFile(path, 'utf8'));
  }
}

/** The same without psql. */
export async function runText(databaseUrl: string, text: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const results = [(await client.query(text)) as pg.QueryResult | pg.QueryResult[]].flat();
    const lines = results.flatMap(({ rows }) =>
      rows.map((row: object) => Object.values(row).join(' ')),
    );
    return lines.join('\n');
  } finally {
    await client.end();
  }
}
