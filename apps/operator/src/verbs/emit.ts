import { InvalidArgumentError } from 'commander';
import { emit } from '../emit/emit.js';
import { summarise } from '../emit/tally.js';
import { EXIT } from '../exit.js';
import { findService, withService } from '../find-service.js';
import type { ServiceOptions } from '../find-service.js';
import { note } from '../terminal.js';
import type { AddVerb } from '../verb.js';

interface EmitOptions extends ServiceOptions {
  readonly rate?: number;
  readonly json?: boolean;
}

export const addEmit: AddVerb = (program, done) =>
  withService(
    program
      .command('emit')
      .summary('send commands')
      .description(
        'Sends commands in their order, prints one outcome per line on stdout and a summary on stderr.\n' +
          'Each line of the file is a command {type, venueId, data}, or the file is one JSON array of\n' +
          'them. commandId, issuedAt and actor are filled in where they are absent; the id follows from\n' +
          "the file's name, the line's number and its content, so that emitting a file again repeats\n" +
          'nothing. While the service is away the same commands are tried again for a minute.\n\n' +
          'Rejected commands are answers, not failures. Exit code 1 when a line was no command.',
      )
      .argument('<commands.ndjson>', 'the file, or - for stdin')
      .option('--rate <n>', 'commands per second at most', readRate),
  ).action(async (file: string, options: EmitOptions) => {
    const service = await findService(options);
    const tally = await emit(file, service, { rate: options.rate ?? null });
    if (options.json) note(JSON.stringify(tally));
    else for (const line of summarise(tally)) note(line);
    if (tally.invalid > 0) done(EXIT.failed);
  });

function readRate(text: string): number {
  const rate = Number(text);
  if (rate > 0 && rate <= 1_000_000) return rate;
  throw new InvalidArgumentError('It must be a number of commands per second.');
}
