/**
 * `npm test`: brings what the specs need, builds, and runs them; all, or those that are named.
 *
 *   npm test -- [<spec file> …] [<option of Jest> …]
 */
import { spawnSync } from 'node:child_process';
import { meetNeeds } from './test-needs.mjs';

const args = process.argv.slice(2);
const options = args.findIndex((arg) => arg.startsWith('-'));
if (!meetNeeds(options < 0 ? args : args.slice(0, options))) process.exit(1);
const build = spawnSync('npm', ['run', '--silent', 'build'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (build.status !== 0) process.exit(build.status ?? 1);
await import('./run-specs.mjs');
