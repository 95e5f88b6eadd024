import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { Floor, evolve } from '#allocation';
import { EVENT_SCHEMA_VERSIONS, EVENT_TYPES, UpcastError, upcast } from '#contracts';
import type { StoredEvent, VersionHistory } from '#contracts';
import { observabilityOf } from '#telemetry';
import { dataFile } from '../support/data-files.js';

/** An event as a run of the service stored it, of a version that was current then. */
function example(name: string): StoredEvent {
  return JSON.parse(readFileSync(dataFile(`events/${name}.json`), 'utf8')) as StoredEvent;
}

const names = EVENT_TYPES.flatMap((type) =>
  Array.from({ length: EVENT_SCHEMA_VERSIONS[type] }, (_, i) => `${type}.v${i + 1}`),
);

describe('an event of every type and version that was ever written', () => {
  test('is kept as an example', () => {
    const kept = readdirSync(dataFile('events')).map((file) => file.replace(/\.json$/, ''));
    expect(kept.sort()).toEqual([...names].sort());
  });

  test.each(names)('%s is read in today’s shape, folds, and is projected', (name) => {
    const stored = example(name);
    expect(`${stored.type}.v${stored.schemaVersion}`).toBe(name);
    const event = upcast(stored);
    expect(event.schemaVersion).toBe(EVENT_SCHEMA_VERSIONS[event.type]);
    const floor = new Floor(event.venueId, event.partition);
    evolve(floor, event);
    expect(floor.contextSeq).toBe(event.type === 'CommandRejected' ? 0 : event.seq);
    const hash = '0'.repeat(64);
    const rows = observabilityOf({ event, prevHash: hash, hash, traceparent: null });
    expect(rows.every((row) => row.venue_id === event.venueId)).toBe(true);
  });
});

describe('an older version', () => {
  /** As if BookingPinned had said `why`, then `reason`, and now also how loudly. */
  const history: VersionHistory = {
    version: 3,
    steps: [
      ({ why, ...rest }) => ({ ...rest, reason: why! }),
      (data) => ({ ...data, loudly: false }),
    ],
  };
  const pinned = example('BookingPinned.v1');
  const read = (schemaVersion: number, data: object) =>
    upcast({ ...pinned, schemaVersion, data }, () => history);

  test('takes every step up to today’s, and no step that it is past', () => {
    const today = { bookingId: 'b', reason: 'the view', loudly: false };
    expect(read(1, { bookingId: 'b', why: 'the view' })).toEqual({
      ...pinned,
      schemaVersion: 3,
      data: today,
    });
    expect(read(2, { bookingId: 'b', reason: 'the view' }).data).toEqual(today);
    expect(read(3, { ...today, loudly: true }).data).toEqual({ ...today, loudly: true });
  });

  test('is left as it was stored, because hashes cover that', () => {
    const data = Object.freeze({ bookingId: 'b', why: 'the view' });
    const stored = Object.freeze({ ...pinned, schemaVersion: 1, data });
    upcast(stored, () => history);
    expect(stored).toEqual({
      ...pinned,
      schemaVersion: 1,
      data: { bookingId: 'b', why: 'the view' },
    });
  });
});

test('what a newer release wrote is refused, not guessed', () => {
  const pinned = example('BookingPinned.v1');
  const newer = { ...pinned, schemaVersion: EVENT_SCHEMA_VERSIONS.BookingPinned + 1 };
  expect(() => upcast(newer)).toThrow(UpcastError);
  expect(() => upcast({ ...pinned, type: 'TablesTeleported' })).toThrow(UpcastError);
  expect(() => upcast({ ...pinned, type: 'constructor' })).toThrow(UpcastError);
});
