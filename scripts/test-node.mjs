// Runs the unit and property specs, and a start of the service with one command over HTTP, on another Node:
//
//   npm run test:node -- 26
//
// The binary is the npm package `node` of that version, kept in a folder of the user's cache.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

const version = process.argv[2];
if (!/^\d+(\.\d+){0,2}$/.test(version ?? '')) {
  console.error('Say which Node: npm run test:node -- 26');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '..');
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const folder = join(cache, 'allocator', `node-${version}`);
const binary = join(folder, 'node_modules', 'node', 'bin', 'node');

if (!existsSync(binary)) {
  mkdirSync(folder, { recursive: true });
  // The package's install script is what fetches the binary.
  const manifest = { private: true, allowScripts: { node: true } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `node@${version}`]);
}
await run(binary, ['--version']);
const specs = ['dist/test/unit', 'dist/test/property', 'dist/test/e2e/one-command.spec.js'];
await run(binary, [join(root, 'scripts', 'run-specs.mjs'), ...specs]);

/** What the specs start themselves, by `node`, is the same. */
async function run(command, args) {
  const PATH = [dirname(binary), process.env.PATH].join(delimiter);
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) process.exit(code ?? 1);
}
