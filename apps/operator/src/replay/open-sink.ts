import type { LoggedEvent, Uuid } from '#contracts';
import { openTopicSink } from '#kafka';
import { replayObservabilityRows } from '#postgres';
import type { ReplaySink, ReplayTarget } from '#postgres';
import { observabilityOf, TELEMETRY_PROJECTION } from '#telemetry';
import { VerbError } from '../exit.js';
import { findKafka } from '../find-kafka.js';
import { print } from '../terminal.js';

export interface OpenSink {
  readonly sink: ReplaySink;
  readonly close: () => Promise<void>;
}

/** Where the events of a replay go. @throws VerbError for a topic where there is no Kafka */
export async function openSink(
  id: Uuid,
  target: ReplayTarget,
  partitions: number,
): Promise<OpenSink> {
  switch (target) {
    case 'telemetry':
      return { sink: telemetrySink(id), close: () => Promise.resolve() };
    case 'stdout':
      return { sink: { send: printEvents }, close: () => Promise.resolve() };
    case 'allocations':
      throw new VerbError('USAGE', 'The tables are no stream: see replay --to allocations.');
    default:
      return openTopic(target.slice('topic:'.length), partitions);
  }
}

function telemetrySink(id: string): ReplaySink {
  return {
    projection: TELEMETRY_PROJECTION,
    write: (client, events) => replayObservabilityRows(client, events.flatMap(observabilityOf), id),
  };
}

async function printEvents(events: readonly LoggedEvent[]): Promise<void> {
  for (const { event } of events) await print(JSON.stringify(event));
}

/** Made with the log's number of partitions where it does not exist. */
async function openTopic(topic: string, partitions: number): Promise<OpenSink> {
  const cluster = await findKafka();
  if (cluster === null) {
    throw new VerbError('USAGE', 'Without Kafka there are no topics: set KAFKA_BROKERS.');
  }
  const { send, close } = await openTopicSink(cluster, topic, partitions);
  return { sink: { send }, close };
}
