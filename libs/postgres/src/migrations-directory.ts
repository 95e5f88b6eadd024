import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `migrations/` of this package, found from the compiled and from the source files alike. */
export function migrationsDirectory(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`No package.json above ${import.meta.dirname}`);
    directory = parent;
  }
  return join(directory, 'migrations');
}
