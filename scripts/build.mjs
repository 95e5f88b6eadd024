/**
 * Builds everything below `dist/`: the programs, the specs and the console, at once. What was built
 * from a spec that is no more goes away, so that nobody runs it.
 *
 *   node scripts/build.mjs
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const TSC = 'node_modules/typescript/bin/tsc';
const STEPS = [
  [TSC, '-p', 'tsconfig.json'],
  [TSC, '-p', 'apps/console'],
  ['node_modules/vite/bin/vite.js', 'build', 'apps/console', '--logLevel', 'warn'],
];

const codes = await Promise.all(STEPS.map(run));
forget();
process.exitCode = codes.find((code) => code !== 0) ?? 0;

async function run(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

function forget() {
  const specs = join(root, 'dist/test');
  const files = existsSync(specs) ? readdirSync(specs, { recursive: true }) : [];
  for (const file of files.filter((name) => name.endsWith('.spec.js'))) {
    const source = join(root, 'test', file.replace(/\.js$/, '.ts'));
    if (!existsSync(source)) rmSync(join(specs, file));
  }
}
