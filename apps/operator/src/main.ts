#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { EXIT, VerbError } from './exit.js';
import type { Exit } from './exit.js';
import { note, printJson } from './terminal.js';
import { addAlerts } from './usage/alerts.js';
import { addBackfill } from './usage/backfill.js';
import { addCalendar } from './usage/calendar.js';
import { addDeadLetters } from './usage/dead-letters.js';
import { addEmit } from './usage/emit.js';
import { addFlags } from './usage/flags.js';
import { addHolds } from './usage/holds.js';
import { addLag } from './usage/lag.js';
import { addLeases } from './usage/leases.js';
import { addMigrate } from './usage/migrate.js';
import { addParked } from './usage/parked.js';
import { addReplay } from './usage/replay.js';
import { addSeed } from './usage/seed.js';
import { addToken } from './usage/token.js';
import { addVerify } from './usage/verify.js';
import type { Verb } from './verb.js';

/** As help lists them. */
const VERBS: readonly Verb[] = [
  { add: addMigrate, load: () => import('./verbs/migrate.js') },
  { add: addSeed, load: () => import('./verbs/seed.js') },
  { add: addEmit, load: () => import('./verbs/emit.js') },
  { add: addAlerts, load: () => import('./verbs/alerts.js') },
  { add: addHolds, load: () => import('./verbs/holds.js') },
  { add: addFlags, load: () => import('./verbs/flags.js') },
  { add: addLag, load: () => import('./verbs/lag.js') },
  { add: addLeases, load: () => import('./verbs/leases.js') },
  { add: addCalendar, load: () => import('./verbs/calendar.js') },
  { add: addParked, load: () => import('./verbs/parked.js') },
  { add: addDeadLetters, load: () => import('./verbs/dead-letters.js') },
  { add: addReplay, load: () => import('./verbs/replay.js') },
  { add: addToken, load: () => import('./verbs/token.js') },
  { add: addVerify, load: () => import('./verbs/verify.js') },
  { add: addBackfill, load: () => import('./verbs/backfill.js') },
];

/**
 * The operator's command line: `allocator <verb>`. Results go to stdout, everything else to stderr.
 */
async function main(args: readonly string[]): Promise<number> {
  const asJson = args.includes('--json');
  const program = new Command('allocator')
    .description('Operates an allocator: its database, its venues and what it is told.')
    .addHelpText(
      'after',
      '\nA running service is found by DATA_DIR/runtime.json (DATA_DIR is ./data unless set), or by' +
        '\n--url and --token; the database by DATABASE_URL or by the same file.' +
        '\n\nExit code: 0 done, 1 failed, 2 wrong usage, 3 differences found.',
    )
    .configureOutput(asJson ? { outputError: () => undefined } : {})
    .exitOverride();
  let code: Exit = EXIT.ok;
  for (const { add, load } of VERBS) {
    add(program)
      .option('--json', 'results and errors as JSON')
      .action(async (...given: unknown[]) => {
        const { run } = await load();
        code = (await run(...(given as never[]))) ?? EXIT.ok;
      });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return explain(error, asJson);
    if (error.exitCode === 0) return EXIT.ok;
    const message = error.message.replace(/^error: /, '');
    if (asJson) await printJson({ error: { code: 'USAGE', message } });
    return EXIT.usage;
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
