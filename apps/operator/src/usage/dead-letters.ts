import { Argument } from 'commander';
import type { Command } from 'commander';

export type DeadLettersAction = 'list' | 'resend';

export interface DeadLettersOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

export const addDeadLetters = (program: Command): Command =>
  program
    .command('dead-letters')
    .summary('records of the commands topic that were set aside')
    .description(
      'What is no command, too large or unreadable is set aside in the dead-letter topic, with its\n' +
        'place, length, hash and the reason; the commands behind it go on. list shows the newest 1,000;\n' +
        'resend sends the commands among them once more and prints their outcomes. A command takes\n' +
        'effect once, however often it is sent; of a letter marked truncated the sender has the rest.',
    )
    .addArgument(new Argument('<action>').choices(['list', 'resend']))
    .addArgument(new Argument('[places...]', 'for resend: as list shows them, such as 3:17'))
    .option('--all', 'resend every letter that is a command');
