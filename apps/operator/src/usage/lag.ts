import type { Command } from 'commander';

export const addLag = (program: Command): Command =>
  program
    .command('lag')
    .summary('how far the relay and the projections are behind the log')
    .description(
      'For the relay to Kafka and for every projection: events recorded and not yet read, and since\n' +
        'when the oldest of them waits. One that never ran is not listed.',
    );
