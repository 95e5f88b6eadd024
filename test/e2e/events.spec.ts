import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { formatLogCursor, logPartitionOf } from '#contracts';
import type { CommandOutcome, RecordedEvent } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';
import { openEventSource } from '../support/event-source.js';
import type { EventSource } from '../support/event-source.js';
import { until } from '../support/until.js';

const PARTITIONS = 4;

let service: TestAllocator;
let token: string;
/** Two venues whose events lie in different log partitions, the first in the later one. */
const [late, early] = venuesApart();
const opened: EventSource[] = [];

beforeAll(async () => {
  service = await startTestAllocator({ LOG_PARTITIONS: String(PARTITIONS) });
  token = await service.token('analyst');
  for (const venue of [late, early]) {
    await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
  }
});
afterEach(async () => {
  for (const source of opened.splice(0)) source.close();
  await until(async () => (await tails()) === 0);
});
afterAll(() => service.stop());

function venuesApart() {
  const all = Array.from({ length: 40 }, () => bistro());
  const partition = ({ venueId }: { venueId: string }) => logPartitionOf(venueId, PARTITIONS);
  all.sort((a, b) => partition(b) - partition(a));
  return [all[0]!, all.at(-1)!] as const;
}

async function tail(query = '', headers: Record<string, string> = {}): Promise<EventSource> {
  const source = await openEventSource(`${service.url}/api/events${query}`, token, headers);
  opened.push(source);
  return source;
}

/** How many tails the service says it serves. */
async function tails(): Promise<number> {
  const { body } = await service.request('GET', '/metrics');
  return Number(/^allocator_event_tails (\d+)$/m.exec(body as string)![1]);
}

async function register(venueId: string, count = 1): Promise<void> {
  const commands = Array.from({ length: count }, () =>
    envelope('RegisterBooking', venueId, wish(randomUUID())),
  );
  const { body } = await service.request('POST', '/api/commands', { body: commands });
  expect((body as CommandOutcome[]).every(({ status }) => status === 'accepted')).toBe(true);
}

async function exported(query: string): Promise<RecordedEvent[]> {
  const { status, body } = await service.request('GET', `/api/events${query}`);
  expect(status).toBe(200);
  const lines = (body as string).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as RecordedEvent);
}

/** The cursor of whoever has seen these events. */
function cursorOf(events: readonly RecordedEvent[]): string {
  return formatLogCursor(new Map(events.map(({ partition, seq }) => [partition, seq])));
}

const placeOf = ({ partition, seq }: RecordedEvent): string => `${partition}:${seq}`;

describe('the live tail', () => {
  test('tells what is recorded from now on, as it is exported, with its type and place', async () => {
    const source = await tail(`?venueId=${late.venueId}`);
    expect(source.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await register(late.venueId, 3);
    const messages = await source.messages(3);
    const all = await exported(`?venueId=${late.venueId}`);
    expect(messages.map(({ data }) => data)).toEqual(all.slice(-3));
    expect(messages.map(({ event }) => event)).toEqual(Array(3).fill('BookingRegistered'));
    expect(messages.map(({ id }) => id)).toEqual(all.slice(-3).map(placeOf));
  });

  test('of all venues goes on after any message and misses nothing, whichever partition grew', async () => {
    const first = await tail();
    await register(late.venueId, 2);
    const [, seen] = await first.messages(2);
    first.close();
    // The lower partition grows while nobody listens, then both do.
    await register(early.venueId, 2);
    const second = await tail('', { 'last-event-id': seen!.id });
    await register(late.venueId, 1);
    const missed = (await second.messages(3)).map(({ data }) => data.venueId);
    expect(missed.sort()).toEqual([early.venueId, early.venueId, late.venueId].sort());
    second.close();

    const [again] = (await second.messages(3)).map(({ id }) => id);
    const third = await tail('', { 'last-event-id': again! });
    const rest = (await third.messages(2)).map(({ data }) => placeOf(data));
    expect(rest).toEqual((await second.messages(3)).slice(1).map(({ data }) => placeOf(data)));
  });

  test('told where it begins, so a client that saw nothing resumes without a gap', async () => {
    const first = await tail(`?types=BookingPinned`);
    const place = first.lastEventId();
    first.close();
    await register(early.venueId);
    const second = await tail('', { 'last-event-id': place });
    expect((await second.messages(1))[0]!.data.venueId).toBe(early.venueId);
  });

  test('takes `after` and `types`, and what was seen last counts more', async () => {
    const all = await exported(`?venueId=${late.venueId}`);
    const source = await tail(`?venueId=${late.venueId}&after=0:0&types=VenueConfigured`);
    const [configured] = await source.messages(1);
    expect(configured!.data).toEqual(all[0]);
    const later = await tail(`?venueId=${late.venueId}&after=0:0`, {
      'last-event-id': placeOf(all[1]!),
    });
    expect((await later.messages(1))[0]!.data).toEqual(all[2]);
  });

  test.each([
    ['?to=2038-01-01T00:00:00Z', {}, 'to'],
    ['?limit=5', {}, 'limit'],
    ['?after=1:2,1:3', {}, 'after'],
    ['', { 'last-event-id': 'yesterday' }, 'Last-Event-ID'],
    ['', { 'last-event-id': '1:999999' }, 'Last-Event-ID'],
    ['?after=77:0', {}, 'after'],
  ])('refuses %s %o and names what is wrong', async (query, headers, path) => {
    const { response } = await tail(query, headers);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ details: { fields: [{ path }] } });
  });

  test('is for those whose token reaches what they ask for', async () => {
    const other = await service.token('analyst', [early.venueId]);
    const open = async (query: string) => {
      const source = await openEventSource(`${service.url}/api/events${query}`, other);
      opened.push(source);
      return source.response.status;
    };
    expect(await open('')).toBe(403);
    expect(await open(`?venueId=${late.venueId}`)).toBe(403);
    expect(await open(`?venueId=${early.venueId}`)).toBe(200);
  });

  test('that nobody reads holds up neither the service nor its other clients', async () => {
    const { hostname, port } = new URL(service.url);
    const deaf = connect(Number(port), hostname);
    deaf.pause();
    const head = `GET /api/events?after=0:0 HTTP/1.1\r\nhost: x\r\naccept: text/event-stream`;
    deaf.write(`${head}\r\nauthorization: Bearer ${token}\r\n\r\n`);
    await until(async () => (await tails()) === 1);
    const source = await tail();
    await register(late.venueId, 1_000);
    expect(await source.messages(1_000)).toHaveLength(1_000);
    deaf.destroy();
    source.close();
    await until(async () => (await tails()) === 0);
  });

  test('has a bound on its clients, and room again when one leaves', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => tail()));
    expect(all.map(({ response }) => response.status)).toEqual(Array(100).fill(200));
    const refused = await tail();
    expect(refused.response.status).toBe(429);
    expect(Number(refused.response.headers.get('retry-after'))).toBeGreaterThan(0);
    all[0]!.close();
    await until(async () => (await tails()) === 99);
    expect((await tail()).response.status).toBe(200);
  });
});

describe('the export', () => {
  test('goes on from what was seen of each partition, and misses nothing', async () => {
    const before = await exported('');
    expect(new Set(before.map(({ partition }) => partition)).size).toBe(2);
    await register(early.venueId);
    await register(late.venueId);
    const rest = await exported(`?after=${cursorOf(before)}`);
    expect(rest.map(({ venueId }) => venueId)).toEqual([early.venueId, late.venueId]);
    expect([...before, ...rest].length).toBe((await exported('')).length);
  });

  test('after one place reads the other partitions whole', async () => {
    const all = await exported('');
    const lastOfLate = all.at(-1)!;
    const rest = await exported(`?after=${placeOf(lastOfLate)}`);
    expect(rest).toEqual(all.filter(({ partition }) => partition !== lastOfLate.partition));
  });

  test('in portions of any size is the whole', async () => {
    const whole = await exported('');
    const portions: RecordedEvent[] = [];
    for (;;) {
      const portion = await exported(`?limit=333&after=${cursorOf(portions)}`);
      portions.push(...portion);
      if (portion.length < 333) break;
    }
    expect(portions.map(placeOf)).toEqual(whole.map(placeOf));
  });

  test.each([
    ['a place that the log does not have', 'after=0:999999', 'after'],
    ['times in which nothing can lie', 'from=2038-01-02T00:00:00Z&to=2038-01-01T00:00:00Z', 'from'],
    [
      'a time that is its own end',
      'from=2038-01-02T00:00:00Z&to=2038-01-02T01:00:00%2B01:00',
      'from',
    ],
  ])('refuses %s', async (_what, query, path) => {
    const answer = await service.request('GET', `/api/events?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { details: { fields: [{ path }] } } });
  });
});

test('a stop ends the tails at once, after what was recorded', async () => {
  const own = await startTestAllocator();
  const source = await openEventSource(`${own.url}/api/events`, await own.token('analyst'));
  await own.request('PUT', `/api/venues/${late.venueId}`, { body: late });
  await source.messages(1);
  await own.allocator.stop();
  await source.ended;
  await own.stop();
});

test('a tail hears of what another process records', async () => {
  const deaf = await openEventSource(`${service.url}/api/events`, token);
  opened.push(deaf);
  const venue = bistro();
  await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
  // A writer that is no service at all: as psql would, it appends and tells nobody.
  await service.database.pool.query(
    `insert into events select partition, seq + 1, gen_random_uuid(), venue_id, 'BookingPinned', 1,
            jsonb_build_object('bookingId', gen_random_uuid(), 'partySize', 2, 'reason', 'regulars'),
            metadata, recorded_at, gen_random_uuid(), hash, hash
       from events where venue_id = $1`,
    [venue.venueId],
  );
  const [, appended] = await deaf.messages(2);
  expect(appended).toMatchObject({ event: 'BookingPinned', data: { venueId: venue.venueId } });
});
