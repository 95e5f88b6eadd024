import { TransportError } from '#event-sourcing';
import type { EventType, LoggedEvent, RecordedEvent } from '#contracts';

/** The topic every recorded event travels in; its partitions are the log's. */
export const EVENTS_TOPIC = 'allocator.events.v1';

/**
 * A record as it is produced: CloudEvents 1.0 in binary mode, with our place in the log beside it.
 */
export interface EventRecord {
  readonly partition: number;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record as it is consumed. kafkajs gives the headers' bytes. */
export interface ReceivedRecord {
  readonly value: Buffer | string | null;
  readonly headers?: { readonly [name: string]: unknown };
}

/** The record of an event, relayed under the lease of `epoch`. */
export function recordOf(logged: LoggedEvent, epoch: number): EventRecord {
  const { event } = logged;
  const subject = subjectOf(event);
  return {
    partition: event.partition,
    key: event.venueId,
    value: JSON.stringify(event),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_type: `allocator.${event.type satisfies EventType}.v${event.schemaVersion}`,
      ce_source: `/venues/${event.venueId}`,
      ...(subject === null ? {} : { ce_subject: subject }),
      ce_time: event.recordedAt,
      seq: String(event.seq),
      partition: String(event.partition),
      schemaversion: String(event.schemaVersion),
      commandid: event.commandId,
      ...(event.correlationId === null ? {} : { correlationid: event.correlationId }),
      epoch: String(epoch),
      hash: logged.hash,
      prevhash: logged.prevHash,
      ...(logged.traceparent === null ? {} : { traceparent: logged.traceparent }),
    },
  };
}

/** What the event is about inside its venue: the booking, else the hold, the block or the flag. */
function subjectOf(event: RecordedEvent): string | null {
  const data = event.data as { readonly [name: string]: unknown };
  for (const name of ['bookingId', 'holdId', 'blockId', 'flag']) {
    const subject = data[name];
    if (typeof subject === 'string') return subject;
  }
  return null;
}

/** The event of a record; throws `RECORD_UNREADABLE` when somebody else wrote it. */
export function loggedEventOf(record: ReceivedRecord): LoggedEvent {
  try {
    const event = JSON.parse(String(record.value)) as RecordedEvent;
    const seq = seqOf(record);
    if (event.seq !== seq) throw new TypeError(`value says seq ${event.seq}, header ${seq}`);
    return {
      event,
      hash: required(record, 'hash'),
      prevHash: required(record, 'prevhash'),
      traceparent: header(record, 'traceparent'),
    };
  } catch (error) {
    if (error instanceof TransportError) throw error;
    throw unreadable('its value is not an event', error);
  }
}

/** The seq a record carries; throws `RECORD_UNREADABLE` when it carries none. */
function seqOf(record: ReceivedRecord): number {
  const seq = Number(required(record, 'seq'));
  if (!Number.isSafeInteger(seq) || seq < 1) throw unreadable('its seq is not a position');
  return seq;
}

function required(record: ReceivedRecord, name: string): string {
  const text = header(record, name);
  if (text === null) throw unreadable(`its header ${name} is missing`);
  return text;
}

function header(record: ReceivedRecord, name: string): string | null {
  const value = record.headers?.[name];
  if (typeof value === 'string') return value;
  return Buffer.isBuffer(value) ? value.toString('utf8') : null;
}

function unreadable(why: string, cause?: unknown): TransportError {
  const message = `a record of the events topic is not one of ours: ${why}`;
  return new TransportError('RECORD_UNREADABLE', message, { cause });
}
