#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { EXIT, VerbError } from './exit.js';
import { note, printJson } from './terminal.js';
import { addBackfill } from './verbs/backfill.js';
import { addEmit } from './verbs/emit.js';
import { addLag } from './verbs/lag.js';
import { addMigrate } from './verbs/migrate.js';
import { addParked } from './verbs/parked.js';
import { addReplay } from './verbs/replay.js';
import { addSeed } from './verbs/seed.js';
import { addToken } from './verbs/token.js';
import { addVerify } from './verbs/verify.js';

const VERBS = [
  addMigrate,
  addSeed,
  addEmit,
  addLag,
  addParked,
  addReplay,
  addToken,
  addVerify,
  addBackfill,
];

/**
 * The operator's command line: `allocator <verb>`. Results go to stdout, everything else to stderr.
 */
async function main(args: readonly string[]): Promise<number> {
  const program = new Command('allocator')
    .description('Operates an allocator: its database, its venues and what it is told.')
    .addHelpText(
      'after',
      '\nA running service is found by DATA_DIR/runtime.json (DATA_DIR is ./data unless set), or by' +
        '\n--url and --token; the database by DATABASE_URL or by the same file.' +
        '\n\nExit code: 0 done, 1 failed, 2 wrong usage, 3 differences found.',
    )
    .exitOverride();
  let code: number = EXIT.ok;
  for (const add of VERBS) {
    add(program, (exit) => (code = exit)).option('--json', 'results and errors as JSON');
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return explain(error, args.includes('--json'));
  }
}

async function explain(error: unknown, asJson: boolean): Promise<number> {
  const { message, code } = error as Error & { code?: unknown };
  if (asJson) await printJson({ error: { code: code ?? 'FAILED', message } });
  else note(`allocator: ${message}`);
  return error instanceof VerbError ? error.exit : EXIT.failed;
}

// Somebody who reads only the first lines, as `| head` does, has got what they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? 0 : 1),
);
process.exitCode = await main(process.argv.slice(2));
