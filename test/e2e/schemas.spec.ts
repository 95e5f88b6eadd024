import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SCHEMAS, documentOf } from '#contracts';
import type { RecordedEvent, SchemaSummary } from '#contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro } from '../support/bistro.js';

let service: TestAllocator;
beforeAll(async () => {
  service = await startTestAllocator();
});
afterAll(() => service.stop());

const get = (path: string) => service.request('GET', path, { token: null });

describe('JSON Schemas are served, to anybody', () => {
  test('as a list, each at its address', async () => {
    const { status, body } = await get('/api/schemas');
    expect(status).toBe(200);
    const listed = body as SchemaSummary[];
    expect(listed.map(({ name }) => name)).toEqual(SCHEMAS.map(({ name }) => name));
    for (const { url, name } of listed) {
      const answer = await get(url);
      expect({ name, status: answer.status }).toEqual({ name, status: 200 });
      expect(answer.headers.get('content-type')).toMatch(/^application\/schema\+json/);
      const entry = SCHEMAS.find((one) => one.name === name)!;
      expect(answer.body).toEqual(JSON.parse(JSON.stringify(documentOf(entry))));
    }
  });

  test('of an event of today by its type alone', async () => {
    const today = await get('/api/schemas/TablesAssigned');
    expect(today.body).toMatchObject({ title: 'TablesAssigned.v1' });
  });

  test.each(['TablesTeleported', 'TablesAssigned.v99', '__proto__', '..%2f', '%00'])(
    'and none called %s',
    async (name) => {
      const { status, body } = await get(`/api/schemas/${name}`);
      expect({ status, body }).toMatchObject({ status: 404, body: { code: 'SCHEMA_NOT_FOUND' } });
    },
  );

  test('with which an analyst checks what was exported', async () => {
    const venue = bistro();
    await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
    const exported = await service.request('GET', `/api/events?venueId=${venue.venueId}`);
    const events = String(exported.body)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordedEvent);
    expect(events.map(({ type }) => type)).toEqual(['VenueConfigured']);
    for (const event of events) {
      const { body } = await get(`/api/schemas/${event.type}.v${event.schemaVersion}`);
      const ajv = new Ajv2020();
      addFormats.default(ajv);
      expect(ajv.validate(body as object, event)).toBe(true);
      expect(ajv.validate(body as object, { ...event, seq: '1' })).toBe(false);
    }
  });
});
