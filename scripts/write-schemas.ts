/**
 * Writes the JSON Schemas of commands, events and outcomes from their one source,
 * libs/contracts/src/schemas, to libs/contracts/schemas: for whoever takes them from the repository.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS, documentOf } from '#contracts';

const directory = join(import.meta.dirname, '../../libs/contracts/schemas');

rmSync(directory, { recursive: true, force: true });
mkdirSync(directory);
for (const entry of SCHEMAS) {
  const text = `${JSON.stringify(documentOf(entry), null, 2)}\n`;
  writeFileSync(join(directory, `${entry.name}.json`), text);
}
