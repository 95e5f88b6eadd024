import type { LogReader, Logged } from './log-reader.js';
import { TransportError } from './transport.js';
import type { Place, Published, Tail } from './transport.js';

/** What a relay knows of one partition of the topic: the last seq there, and where it lies. */
export interface Known {
  readonly cursor: number;
  readonly place: Place | null;
}

/**
 * Where a relay that knows `known` has to go on, before a topic that ends in `tail`. The same topic
 * may have more than is known: a publish without an answer. One that has less was made anew, or is
 * another cluster's: it is filled again from wherever it ends. So is one of which nothing is known.
 */
export function cursorBefore(known: Known, { last, next }: Tail): number {
  const inTopic = last?.seq ?? 0;
  return isSameTopic(known.place, next) ? Math.max(known.cursor, inTopic) : inTopic;
}

/** Offsets only grow, so a topic that ends before a record that it had is another one. */
function isSameTopic(place: Place | null, next: Place): boolean {
  if (place?.clusterId !== next.clusterId) return false;
  return BigInt(next.offset) > BigInt(place.offset);
}

/** Whether a publish came to lie before what was published earlier: in a topic made anew. */
export function wasMadeAnew(place: Place | null, { first }: Published): boolean {
  if (place?.clusterId !== first.clusterId) return false;
  return BigInt(first.offset) <= BigInt(place.offset);
}

/** The place of the last record before one; null when there is none. */
export function placeBefore({ clusterId, offset }: Place): Place | null {
  return offset === '0' ? null : { clusterId, offset: String(BigInt(offset) - 1n) };
}

/**
 * The event of a topic is the log's under the same seq.
 * @throws TransportError `TOPIC_AHEAD` when the log has none, `TOPIC_FOREIGN` when it has another
 */
export async function expectOurs<E extends Logged>(
  log: LogReader<E>,
  partition: number,
  { seq, hash }: { readonly seq: number; readonly hash: string },
): Promise<void> {
  const [ours] = await log.read(partition, seq - 1, 1);
  if (ours?.event.seq === seq && ours.hash === hash) return;
  if (ours) {
    const message = `the topic has another event than the log at partition ${partition} seq ${seq}`;
    throw new TransportError('TOPIC_FOREIGN', `${message}: ${WHAT_TO_DO}`);
  }
  const message = `the topic has seq ${seq} of partition ${partition}, the log does not`;
  throw new TransportError('TOPIC_AHEAD', `${message}: ${WHAT_TO_DO}`);
}

const WHAT_TO_DO =
  'it belongs to another log. Use the topic of this one (KAFKA_BROKERS, KAFKA_TOPIC_PREFIX), or ' +
  'delete the topic and let the relay fill it from the log';
