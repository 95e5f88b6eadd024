import { Option } from 'commander';
import type { Command } from 'commander';
import { readRate } from './rate.js';
import { withService } from './service-options.js';
import type { ServiceOptions } from './service-options.js';

export interface EmitOptions extends ServiceOptions {
  readonly rate?: number;
  readonly via: 'http' | 'kafka';
  readonly json?: boolean;
}

export const addEmit = (program: Command): Command =>
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
      .addOption(
        new Option('--via <way>', 'HTTP, or the commands topic of KAFKA_BROKERS')
          .choices(['http', 'kafka'])
          .default('http'),
      )
      .option('--rate <n>', 'commands per second at most', readRate),
  );
