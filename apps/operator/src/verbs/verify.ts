import type { Difference, VerifyReport } from '#postgres';
import { createPool, verifyLog } from '#postgres';
import { EXIT } from '../exit.js';
import type { Exit } from '../exit.js';
import { findKafka } from '../find-kafka.js';
import { findLogPartitions } from '../find-log.js';
import { findDatabase } from '../find-service.js';
import { openCounter } from '../progress.js';
import { note, print, printJson } from '../terminal.js';
import type { VerifyOptions } from '../usage/verify.js';
import type { TopicReport } from '../verify/verify-topic.js';
import { verifyTopic } from '../verify/verify-topic.js';

export async function run({ kafka, json }: VerifyOptions): Promise<Exit> {
  const pool = createPool(await findDatabase(), { statementTimeoutMs: 0, max: 2 });
  try {
    const log = await verifyDatabase(pool);
    const cluster = kafka ? await findKafka() : null;
    const topic = cluster ? await verifyTopic(pool, cluster) : null;
    const differences = [...log.differences, ...(topic?.difference ? [topic.difference] : [])];
    if (json) await printJson({ ok: differences.length === 0, log, topic });
    else await tell(log, topic, differences);
    return differences.length > 0 ? EXIT.differences : EXIT.ok;
  } finally {
    await pool.end();
  }
}

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
