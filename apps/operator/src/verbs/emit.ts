import { Option } from 'commander';
import { emit } from '../emit/emit.js';
import type { CommandSender } from '../emit/sender.js';
import { httpSender, kafkaSender } from '../emit/sender.js';
import { summarise } from '../emit/tally.js';
import { EXIT, VerbError } from '../exit.js';
import { findKafka } from '../find-kafka.js';
import { findService, withService } from '../find-service.js';
import type { ServiceOptions } from '../find-service.js';
import { readRate } from '../rate.js';
import { note } from '../terminal.js';
import type { AddVerb } from '../verb.js';

interface EmitOptions extends ServiceOptions {
  readonly rate?: number;
  readonly via: 'http' | 'kafka';
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
      .addOption(
        new Option('--via <way>', 'HTTP, or the commands topic of KAFKA_BROKERS')
          .choices(['http', 'kafka'])
          .default('http'),
      )
      .option('--rate <n>', 'commands per second at most', readRate),
  ).action(async (file: string, options: EmitOptions) => {
    const sender = await openSender(options);
    const tally = await emit(file, sender, { rate: options.rate ?? null }).finally(() =>
      sender.close(),
    );
    if (options.json) note(JSON.stringify(tally));
    else for (const line of summarise(tally)) note(line);
    if (tally.invalid > 0) done(EXIT.failed);
  });

async function openSender(options: EmitOptions): Promise<CommandSender> {
  if (options.via === 'http') return httpSender(await findService(options));
  const cluster = await findKafka();
  if (cluster) return kafkaSender(cluster);
  throw new VerbError('SERVICE_NOT_FOUND', 'No Kafka is configured: set KAFKA_BROKERS.');
}
