import { TOKEN_HOURS_DEFAULT, TOKEN_HOURS_MAX, TOKEN_ROLES } from '#platform/principal';
import type { TokenRole } from '#platform';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

export interface TokenOptions {
  readonly role: readonly TokenRole[];
  readonly venues: '*' | readonly string[];
  readonly subject?: string;
  readonly hours: number;
  readonly json?: boolean;
}

export const addToken = (program: Command): Command =>
  program
    .command('token')
    .summary('print a bearer token')
    .description(
      'Prints a token, alone on stdout, signed with AUTH_SECRET or with the secret of DATA_DIR:\n' +
        'the service must run with the same.',
    )
    .addOption(
      new Option('--role <role...>', `out of ${TOKEN_ROLES.join(', ')}`)
        .choices(TOKEN_ROLES)
        .makeOptionMandatory(),
    )
    .requiredOption('--venues <ids>', 'ids of venues with commas between, or * for all', readVenues)
    .option('--subject <name>', 'who bears it; without it, the role', readSubject)
    .option(
      '--hours <n>',
      `how long it is good, up to ${TOKEN_HOURS_MAX}`,
      readHours,
      TOKEN_HOURS_DEFAULT,
    );

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readVenues(text: string): '*' | string[] {
  if (text === '*') return text;
  const ids = text.split(',').map((id) => id.trim().toLowerCase());
  const wrong = ids.find((id) => !UUID.test(id));
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is not the id of a venue.`);
  return ids;
}

const SUBJECT_MAX = 200;

function readSubject(text: string): string {
  if (text.trim() !== '' && text.length <= SUBJECT_MAX) return text;
  throw new InvalidArgumentError(`It must be a name of up to ${SUBJECT_MAX} characters.`);
}

function readHours(text: string): number {
  const hours = Number(text);
  if (hours > 0 && hours <= TOKEN_HOURS_MAX) return hours;
  throw new InvalidArgumentError(`It must be a number of hours up to ${TOKEN_HOURS_MAX}.`);
}
