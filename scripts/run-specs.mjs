/**
 * Runs the specs, then each file that failed once more, alone. What passes only then is told, as
 * `flaky: <file>: <test>`, and fails nothing; what fails twice fails the run. The last line is
 * `N passed, N failed`, with `, N skipped` when there are any: every test counts as it went the last
 * time, and a file that did not run as one failed.
 *
 *   node scripts/run-specs.mjs [<spec file> …] [<option of Jest> …]
 *
 * Spec files are named as they lie in `test/` or as they were compiled; none means all.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const JEST = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** More than these failing at once is no accident, and is not run again. */
const AGAIN_MAX = 10;
/** How many of the slowest files are named in the end. */
const SLOWEST_SHOWN = 12;
/** What failed of a file that did not run. */
const WHOLE = { name: 'the whole file', status: 'failed' };

await main(process.argv.slice(2));

async function main(args) {
  const from = args.findIndex((arg) => arg.startsWith('-'));
  const [specs, options] = from < 0 ? [args, []] : [args.slice(0, from), args.slice(from)];
  const run = await runJest([...specs.map(compiled), ...options]);
  if (run.files === null) return run.code === 0 || close(run.code, [], 1);
  const files = new Map(run.files.map((file) => [file.path, file]));
  const failed = run.files.filter(hasFailed);
  for (const before of failed.length > AGAIN_MAX ? [] : failed) {
    say(`\nonce more, alone: ${nameOf(before)}`);
    const again = await runJest(['--runTestsByPath', before.path, ...options]);
    const after = again.files?.find(({ path }) => path === before.path);
    if (after !== undefined && again.code === Number(hasFailed(after))) {
      files.set(before.path, after);
    }
  }
  for (const before of failed.filter(({ path }) => !hasFailed(files.get(path)))) {
    const tests = before.didRun
      ? before.tests.filter(({ status }) => status === 'failed')
      : [WHOLE];
    for (const { name } of tests) say(`flaky: ${nameOf(before)}: ${name}`);
  }
  tellSlowest([...files.values()]);
  // A run may also fail by itself, say when its servers do not stop.
  close(run.code, [...files.values()], run.code !== 0 && failed.length === 0 ? 1 : 0);
}

/** Prints where the time went, so that a file that grows slow is seen before the suite is. */
function tellSlowest(files) {
  const slowest = [...files].sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST_SHOWN);
  const told = slowest.map((file) => `${file.seconds} s ${nameOf(file)}`);
  if (files.length > 1) say(`slowest: ${told.join(', ')}`);
}

/** Prints the closing line; `faults` are those of no file. */
function close(code, files, faults) {
  const tests = files.flatMap(({ tests }) => tests);
  const count = (...wanted) => tests.filter(({ status }) => wanted.includes(status)).length;
  const failed = count('failed') + files.filter(({ didRun }) => !didRun).length + faults;
  const skipped = count('pending', 'todo', 'skipped', 'disabled');
  const line = `${count('passed')} passed, ${failed} failed`;
  say(skipped > 0 ? `${line}, ${skipped} skipped` : line);
  process.exitCode = failed === 0 ? 0 : code || 1;
}

function hasFailed({ didRun, tests }) {
  return !didRun || tests.some(({ status }) => status === 'failed');
}

/** The exit code, and what `test/support/results-reporter.cjs` wrote; `files` is null without it. */
async function runJest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'specs-'));
  const results = join(folder, 'results.json');
  const child = spawn(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', JEST, ...args],
    { stdio: 'inherit', env: { ...process.env, SPEC_RESULTS: results } },
  );
  // Jest first ends what it has started. A terminal tells it of Ctrl-C as well.
  const pass = (signal) => signal === 'SIGINT' || child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  const [code, signal] = await once(child, 'exit');
  for (const signal of SIGNALS) process.off(signal, pass);
  const files = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : null;
  rmSync(folder, { recursive: true });
  const wasStopped = code > 128 || SIGNALS.includes(signal);
  if (wasStopped) process.exit(code ?? 1);
  return { code: code ?? 1, files };
}

function compiled(spec) {
  return /(^|\/)test\/.*\.ts$/.test(spec) && existsSync(spec)
    ? join('dist', relative('.', spec)).replace(/\.ts$/, '.js')
    : spec;
}

function nameOf({ path }) {
  return relative('.', path);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
