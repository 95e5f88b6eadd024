import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CommandOutcome } from '#contracts';
import { openTracing } from '#telemetry';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';
import { TraceCollector } from '../support/trace-collector.js';
import { until } from '../support/until.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
/** More than wait or are on their way at once. */
const SPANS = 6_000;
const WAITING_MAX = 4_096;
const BATCH_MAX = 512;
const venue = bistro();
const { venueId } = venue;
let collector: TraceCollector;
let service: TestAllocator;

beforeAll(async () => {
  collector = await TraceCollector.start();
  service = await startTestAllocator({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
});
afterAll(async () => {
  await service.stop();
  await collector.stop();
});

function fail(error: unknown): never {
  throw error;
}

async function register(traceparent?: string): Promise<string> {
  const command = envelope('RegisterBooking', venueId, wish(randomUUID()));
  const options = traceparent === undefined ? {} : { headers: { traceparent } };
  const { body } = await service.request('POST', '/api/commands', { body: command, ...options });
  expect((body as CommandOutcome).status).toBe('accepted');
  return command.commandId;
}

async function traceparentOf(commandId: string): Promise<string | null> {
  const { rows } = await service.database.pool.query<{ traceparent: string | null }>(
    `select metadata ->> 'traceparent' as traceparent from events where command_id = $1`,
    [commandId],
  );
  return rows[0]!.traceparent;
}

const spanOfCommand = (commandId: string) =>
  collector.span(({ attributes }) => JSON.stringify(attributes).includes(commandId));

async function lost(): Promise<number> {
  const { body } = await service.request('GET', '/metrics');
  return Number(/^allocator_spans_lost_total (\d+)$/m.exec(body as string)![1]);
}

describe('a trace', () => {
  test('leads from the caller over the request to the command, and into the event', async () => {
    const commandId = await register(`00-${TRACE}-${CALLER}-01`);
    const command = await spanOfCommand(commandId);
    const request = await collector.span(({ spanId }) => spanId === command.parentSpanId);
    expect(request).toMatchObject({
      traceId: TRACE,
      parentSpanId: CALLER,
      name: 'POST /api/commands',
      kind: 2,
      status: { code: 0 },
    });
    expect(request.attributes).toContainEqual({
      key: 'http.response.status_code',
      value: { intValue: 200 },
    });
    expect(command).toMatchObject({ traceId: TRACE, name: 'RegisterBooking', kind: 1 });
    expect(command.attributes).toContainEqual({
      key: 'allocator.status',
      value: { stringValue: 'accepted' },
    });
    const [began, ended] = [BigInt(command.startTimeUnixNano), BigInt(command.endTimeUnixNano)];
    expect(began).toBeGreaterThanOrEqual(BigInt(request.startTimeUnixNano));
    expect(ended).toBeGreaterThan(began);
    expect(await traceparentOf(commandId)).toBe(`00-${TRACE}-${request.spanId}-01`);
    expect(collector.resources[0]).toMatchObject({
      attributes: [{ key: 'service.name', value: { stringValue: 'allocator' } }],
    });
  });

  test('begins here when the caller names none, or nonsense', async () => {
    for (const header of [undefined, `00-${'0'.repeat(32)}-${CALLER}-01`, 'nonsense']) {
      const command = await spanOfCommand(await register(header));
      const request = await collector.span(({ spanId }) => spanId === command.parentSpanId);
      expect(request).not.toHaveProperty('parentSpanId');
      expect(request.traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
    }
  });

  test('that its caller does not want goes on to the event, and nowhere else', async () => {
    const unwanted = 'f'.repeat(32);
    const commandId = await register(`00-${unwanted}-${CALLER}-00`);
    expect(await traceparentOf(commandId)).toMatch(new RegExp(`^00-${unwanted}-[0-9a-f]{16}-00$`));
    await spanOfCommand(await register());
    expect(collector.spans.filter(({ traceId }) => traceId === unwanted)).toEqual([]);
  });

  test('is not made of scrapes and probes', async () => {
    await service.request('GET', '/metrics');
    await service.request('GET', '/health/ready');
    await spanOfCommand(await register());
    expect(collector.spans.filter(({ name }) => /metrics|health/.test(name))).toEqual([]);
  });
});

describe('a collector', () => {
  test('that refuses costs its spans and nothing else; they are counted', async () => {
    const before = await lost();
    collector.status = 400;
    await register();
    await until(async () => (await lost()) > before);
    collector.status = 200;
    await spanOfCommand(await register());
  });

  test('that is busy is asked again, and nothing is lost', async () => {
    const [before, asked] = [await lost(), collector.asked.length];
    collector.status = 503;
    const commandId = await register();
    await until(() => collector.asked.length > asked);
    collector.status = 200;
    await spanOfCommand(commandId);
    expect(await lost()).toBe(before);
  });

  test('that keeps silent keeps no more spans waiting than there is room for', async () => {
    const silent = await TraceCollector.start();
    silent.status = null;
    const told: unknown[] = [];
    const onError = (error: unknown): unknown => told.push(error);
    const tracing = await openTracing({ endpoint: silent.endpoint, onError });
    const { tracer } = tracing;
    for (let i = 0; i < SPANS; i++) {
      tracer.begin({ name: 'much', kind: 'internal', parent: null }).end({ attributes: {} });
    }
    expect(tracing.lost).toBe(SPANS - WAITING_MAX - BATCH_MAX);
    await tracing.stop();
    expect(told).toHaveLength(1);
    // It did not wait for those that the collector keeps.
    expect(tracing.lost).toBeLessThan(SPANS);
    silent.status = 400;
    await until(() => tracing.lost === SPANS);
    // Of nine batches that failed together.
    expect(told).toHaveLength(2);
    await silent.stop();
  });

  test('that asks who sends is told what OTEL_EXPORTER_OTLP_HEADERS says', async () => {
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'authorization=Bearer%20of-spans';
    const tracing = await openTracing({ endpoint: collector.endpoint, onError: fail });
    delete process.env['OTEL_EXPORTER_OTLP_HEADERS'];
    tracing.tracer
      .begin({ name: 'with a token', kind: 'internal', parent: null })
      .end({ attributes: {} });
    await tracing.stop();
    expect(collector.asked.at(-1)!.authorization).toBe('Bearer of-spans');
    expect(collector.spans.at(-1)!.name).toBe('with a token');
  });

  test('gets what waits when the service stops', async () => {
    const own = await startTestAllocator({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
    const { venueId: other } = bistro();
    await own.request('GET', `/api/venues/${other}`);
    const seen = collector.spans.length;
    await own.stop();
    expect(collector.spans.slice(seen).map(({ name }) => name)).toContain(
      'GET /api/venues/:venueId',
    );
  });
});

describe('without a collector', () => {
  let own: TestAllocator;
  beforeAll(async () => {
    own = await startTestAllocator();
  });
  afterAll(() => own.stop());

  test('traceparents pass through as they are, on every route that leads to an event', async () => {
    const headers = { traceparent: `00-${TRACE}-${CALLER}-01` };
    const bookingId = randomUUID();
    const { bookingId: _own, ...party } = wish(bookingId);
    const requests: [string, string, object][] = [
      ['PUT', `/api/venues/${venueId}`, venue],
      ['PUT', `/api/bookings/${bookingId}`, { ...party, venueId }],
      ['POST', `/api/bookings/${bookingId}/status`, { status: 'cancelled', venueId }],
      ['PUT', '/api/flags/FEATURE_ASSIGN_ATOMIC', { value: false, reason: 'a trace' }],
    ];
    for (const [method, path, body] of requests) {
      expect(await own.request(method, path, { body, headers })).toMatchObject({ status: 200 });
    }
    const { rows } = await own.database.pool.query<{ type: string; traceparent: string }>(
      `select type, metadata ->> 'traceparent' as traceparent from events order by recorded_at`,
    );
    expect(rows.map(({ type }) => type)).toEqual([
      'VenueConfigured',
      'BookingRegistered',
      'BookingStatusChanged',
      'FlagSet',
    ]);
    expect(new Set(rows.map(({ traceparent }) => traceparent))).toEqual(
      new Set([headers.traceparent]),
    );
  });
});
