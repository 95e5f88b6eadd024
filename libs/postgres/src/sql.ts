import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { migrationsDirectory } from './migrations-directory.js';

const texts = new Map<string, string>();

/** The statement of `libs/postgres/sql/<name>.sql`, read once. */
export function sql(name: string): string {
  let text = texts.get(name);
  if (text === undefined) {
    const root = dirname(migrationsDirectory());
    text = readFileSync(join(root, 'libs', 'postgres', 'sql', `${name}.sql`), 'utf8');
    texts.set(name, text);
  }
  return text;
}
