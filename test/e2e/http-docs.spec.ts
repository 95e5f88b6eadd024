import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS_OF_OUR_OWN, COMMAND_TYPES } from '#contracts';
import { parseCommand } from '../../apps/allocator/src/http/requests/parse-command.js';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<
    string,
    Record<
      string,
      { responses: Record<string, unknown>; security?: unknown; parameters?: Parameter[] }
    >
  >;
  readonly components: { readonly schemas: Record<string, object> };
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}

let service: TestAllocator;
let document: OpenApi;

beforeAll(async () => {
  service = await startTestAllocator();
  document = (await service.request('GET', '/docs-json', { token: null })).body as OpenApi;
});
afterAll(() => service.stop());

describe('the API describes itself', () => {
  test('in OpenAPI 3.1, with no reference that leads nowhere', () => {
    expect(document.openapi).toBe('3.1.0');
    const text = JSON.stringify(document);
    const refs = [...text.matchAll(/"#\/components\/schemas\/([^"]*)"/g)].map((match) => match[1]!);
    expect(refs.length).toBeGreaterThan(50);
    expect(refs.filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  test('with a schema of every command that may be sent', () => {
    const sendable = COMMAND_TYPES.filter((type) => !COMMANDS_OF_OUR_OWN.has(type));
    const { schemas } = document.components;
    expect(sendable.filter((type) => !(type in schemas))).toEqual([]);
    for (const ours of COMMANDS_OF_OUR_OWN) expect(schemas).not.toHaveProperty(ours);
  });

  test('with the errors of every route that takes a token', () => {
    const api = Object.entries(document.paths).filter(([path]) => path.startsWith('/api/'));
    for (const [path, methods] of api) {
      for (const [method, { responses, security }] of Object.entries(methods)) {
        if (security === undefined && path.startsWith('/api/schemas')) continue;
        const described = Object.keys(responses);
        expect({ path, method, described }).toEqual({
          path,
          method,
          described: expect.arrayContaining(['200', '400', '401', '403', '503']) as unknown,
        });
      }
    }
  });

  test('with every header once, and none that a request must have', () => {
    const told: string[] = [];
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { parameters = [] }] of Object.entries(methods)) {
        const named = parameters.map((one) => `${one.in} ${one.name.toLowerCase()}`);
        expect({ path, method, named }).toEqual({ path, method, named: [...new Set(named)] });
        const headers = parameters.filter((one) => one.in === 'header');
        const needed = headers.filter(({ required }) => required !== false);
        expect({ path, method, needed }).toEqual({ path, method, needed: [] });
        told.push(...headers.map(({ name }) => `${method} ${path} ${name}`));
      }
    }
    expect(told).toContain('get /api/events Last-Event-ID');
    expect(told).toContain('post /api/commands traceparent');
    expect(told).toContain('delete /api/ops/bookings/{bookingId}/tables/{tableId} Idempotency-Key');
    // A media type is told by what is answered, never as a parameter.
    expect(told.join()).not.toMatch(/accept|content-type|authorization/i);
  });

  test('with examples that are commands', () => {
    const text = JSON.stringify(document.paths['/api/commands']!['post']);
    const { requestBody } = JSON.parse(text) as {
      requestBody: { content: Record<string, { examples: Record<string, { value: unknown }> }> };
    };
    const { examples } = requestBody.content['application/json']!;
    const commands = Object.values(examples).flatMap(({ value }) => value);
    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands) {
      const parsed = parseCommand(command, () => ({ kind: 'staff', id: 'x' }));
      expect(parsed).toMatchObject({ ok: true });
    }
  });

  test('to people, from this machine alone', async () => {
    const page = await service.request('GET', '/docs', { token: null });
    expect(page.body).toContain('swagger-ui');
    expect(page.body).not.toMatch(/https?:\/\//);
    for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js']) {
      const answer = await service.request('GET', `/docs/${file}`, { token: null });
      expect({ file, status: answer.status }).toEqual({ file, status: 200 });
    }
  });
});
