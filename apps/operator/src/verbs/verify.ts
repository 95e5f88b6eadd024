import type { Difference, VerifyReport } from '#postgres';
import { createPool, verifyLog } from '#postgres';
import { EXIT } from '../exit.js';
import { findKafka } from '../find-kafka.js';
import { findLogPartitions } from '../find-log.js';
import { findDatabase } from '../find-service.js';
import { openCounter } from '../progress.js';
import { note, print, printJson } from '../terminal.js';
import type { AddVerb } from '../verb.js';
import type { TopicReport } from '../verify/verify-topic.js';
import { verifyTopic } from '../verify/verify-topic.js';

export const addVerify: AddVerb = (program, done) =>
  program
    .command('verify')
    .summary('prove that the log is whole and the tables are what it says')
    .description(
      'Reads the whole log in one snapshot, changes nothing and may run while the service works:\n' +
        'no overlapping claims, dense seq, the hash chain, an outcome for every event, every row of\n' +
        'every table equal to the fold of the log, and the Kafka topic equal to the log (where Kafka\n' +
        'is configured). Names the first difference of each; exit code 3 when there is one.',
    )
    .option('--no-kafka', 'leave the Kafka topic out')
    .action(async ({ kafka, json }: { kafka: boolean; json?: boolean }) => {
      const pool = createPool(await findDatabase(), { statementTimeoutMs: 0, max: 2 });
      try {
        const log = await verifyDatabase(pool);
        const cluster = kafka ? await findKafka() : null;
        const topic = cluster ? await verifyTopic(pool, cluster) : null;
        const differences = [...log.differences, ...(topic?.difference ? [topic.difference] : [])];
        if (json) await printJson({ ok: differences.length === 0, log, topic });
        else await tell(log, topic, differences);
        if (differences.length > 0) done(EXIT.differences);
      } finally {
        await pool.end();
      }
    });

async function verifyDatabase(pool: ReturnType<typeof createPool>): Promise<VerifyReport> {
  const partitions = await findLogPartitions(pool);
  const counter = openCounter('events');
  try {
    return await verifyLog({ pool, partitions, onProgress: counter.update });
  } finally {
    counter.end();
  }
}

async function tell(
  log: VerifyReport,
  topic: TopicReport | null,
  differences: readonly Difference[],
): Promise<void> {
  for (const { check, where, expected, found } of differences) {
    await print(`DIFFERENT ${check}: ${where}`);
    await print(`  expected ${JSON.stringify(expected)}`);
    await print(`  found    ${JSON.stringify(found)}`);
  }
  const compared = topic ? `${topic.records} Kafka records (${topic.repeats} repeats)` : 'no Kafka';
  note(`${log.events} events, ${log.venues} venues, ${log.rows} rows, ${compared}`);
  if (differences.length === 0) await print('verified: no differences');
}
