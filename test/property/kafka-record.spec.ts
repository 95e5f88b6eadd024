import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EVENT_TYPES, eventHash } from '#contracts';
import type { LoggedEvent, RecordedEvent } from '#contracts';
import { TransportError } from '#event-sourcing';
import { loggedEventOf, recordOf } from '#kafka';

const uuid = fc.uuid();
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const text = fc.string({ unit: 'grapheme' });
const data = fc.dictionary(text, fc.jsonValue(), { maxKeys: 8 });

const recordedEvent = fc.record({
  id: uuid,
  type: fc.constantFrom(...EVENT_TYPES),
  schemaVersion: fc.integer({ min: 1, max: 9 }),
  venueId: uuid,
  partition: fc.nat(1_023),
  seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  recordedAt: fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  actor: fc.record({ kind: fc.constantFrom('staff' as const, 'system' as const), id: text }),
  commandId: uuid,
  correlationId: fc.option(text),
  data: fc.oneof(
    data,
    fc.tuple(data, uuid).map(([more, bookingId]) => ({ ...more, bookingId })),
  ),
});

const loggedEvent: fc.Arbitrary<LoggedEvent> = fc
  .record({ event: recordedEvent, prevHash: hash, traceparent: fc.option(text) })
  .map(({ event, prevHash, traceparent }) => {
    const recorded = JSON.parse(JSON.stringify(event)) as RecordedEvent;
    return { event: recorded, prevHash, hash: eventHash(prevHash, recorded), traceparent };
  });

/** As a broker gives it back: bytes. */
function received(record: ReturnType<typeof recordOf>) {
  const headers = Object.entries(record.headers).map(([name, value]) => [name, Buffer.from(value)]);
  return { value: Buffer.from(record.value), headers: Object.fromEntries(headers) as object };
}

describe('a Kafka record', () => {
  test('gives back the event it was made of, and its hash still proves it', () => {
    fc.assert(
      fc.property(loggedEvent, fc.nat(), (logged, epoch) => {
        const back = loggedEventOf(received(recordOf(logged, epoch)) as never);
        expect(back).toEqual(logged);
        expect(eventHash(back.prevHash, back.event)).toBe(back.hash);
      }),
    );
  });

  test('carries the envelope in its headers, and no header without a value', () => {
    fc.assert(
      fc.property(loggedEvent, fc.nat(), (logged, epoch) => {
        const { event } = logged;
        const record = recordOf(logged, epoch);
        expect(record.partition).toBe(event.partition);
        expect(record.key).toBe(event.venueId);
        expect(record.headers).toMatchObject({
          ce_specversion: '1.0',
          ce_id: event.id,
          ce_type: `allocator.${event.type}.v${event.schemaVersion}`,
          ce_source: `/venues/${event.venueId}`,
          ce_time: event.recordedAt,
          seq: String(event.seq),
          partition: String(event.partition),
          schemaversion: String(event.schemaVersion),
          commandid: event.commandId,
          epoch: String(epoch),
          hash: logged.hash,
          prevhash: logged.prevHash,
        });
        expect('correlationid' in record.headers).toBe(event.correlationId !== null);
        expect('traceparent' in record.headers).toBe(logged.traceparent !== null);
        for (const value of Object.values(record.headers)) expect(typeof value).toBe('string');
      }),
    );
  });

  test('of somebody else is refused, whatever it is', () => {
    const foreign = fc.record({
      value: fc.option(fc.oneof(text, fc.json()).map((value) => Buffer.from(value))),
      headers: fc.dictionary(
        fc.constantFrom('seq', 'hash', 'x'),
        text.map((value) => Buffer.from(value)),
      ),
    });
    fc.assert(
      fc.property(foreign, (record) => {
        let thrown: unknown = null;
        try {
          loggedEventOf(record);
        } catch (error) {
          thrown = error;
        }
        expect(thrown).toBeInstanceOf(TransportError);
        expect(thrown).toMatchObject({ code: 'RECORD_UNREADABLE' });
      }),
    );
  });
});
