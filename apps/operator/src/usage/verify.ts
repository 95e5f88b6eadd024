import type { Command } from 'commander';

export interface VerifyOptions {
  readonly kafka: boolean;
  readonly json?: boolean;
}

export const addVerify = (program: Command): Command =>
  program
    .command('verify')
    .summary('prove that the log is whole and the tables are what it says')
    .description(
      'Reads the whole log in one snapshot, changes nothing and may run while the service works:\n' +
        'no overlapping claims, dense seq, the hash chain, an outcome for every event that tells it as\n' +
        'it was, every row of every table equal to the fold of the log, and the Kafka topic equal to\n' +
        'the log (where Kafka is configured). Names the first difference of each; exit code 3 when\n' +
        'there is one.',
    )
    .option('--no-kafka', 'leave the Kafka topic out')
    .option('--deep', 'look at everything, as it does anyway: for who wants to be explicit');
