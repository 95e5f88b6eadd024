import type { LoggedEvent } from '#contracts';
import type { KafkaMessage } from 'kafkajs';
import { unreadableOf } from './fetch/unreadable.js';
import { loggedEventOf } from './record.js';

/** Records of the events topic that readers pass over: the log has what they stood for, if anything. */
export interface PassedOver {
  readonly partition: number;
  readonly firstOffset: string;
  readonly lastOffset: string;
  readonly reason: string;
}

export type ReadRecord =
  | { readonly logged: LoggedEvent; readonly passedOver: null }
  | { readonly logged: null; readonly passedOver: PassedOver };

/** The event of a record, or why it says nothing about the log: unreadable, or none of ours. */
export function readRecord(partition: number, message: KafkaMessage): ReadRecord {
  const batch = unreadableOf(message);
  if (batch) {
    const { firstOffset, lastOffset } = batch;
    const reason = `the batch cannot be read: ${batch.reason}`;
    return { logged: null, passedOver: { partition, firstOffset, lastOffset, reason } };
  }
  try {
    return { logged: loggedEventOf(message), passedOver: null };
  } catch (error) {
    const { offset } = message;
    const place = { firstOffset: offset, lastOffset: offset };
    return { logged: null, passedOver: { partition, ...place, reason: (error as Error).message } };
  }
}
