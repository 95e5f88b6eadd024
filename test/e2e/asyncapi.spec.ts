import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { COMMANDS_OF_OUR_OWN, COMMAND_TYPES, EVENT_TYPES, eventHash } from '#contracts';
import type { RecordedEvent } from '#contracts';
import { recordOf } from '#kafka';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { dataFile } from '../support/data-files.js';

interface Message {
  readonly headers?: object;
  readonly payload: object;
  readonly bindings?: { readonly kafka: { readonly key: object } };
}

interface AsyncApi {
  readonly asyncapi: string;
  readonly channels: Record<string, { address: string; messages: Record<string, object> }>;
  readonly components: {
    readonly messages: Record<string, Message>;
    readonly schemas: Record<string, object>;
  };
}

let service: TestAllocator;
let document: AsyncApi;
beforeAll(async () => {
  service = await startTestAllocator();
  document = (await service.request('GET', '/docs/asyncapi', { token: null })).body as AsyncApi;
});
afterAll(() => service.stop());

const examples = readdirSync(dataFile('events')).map(
  (file) => JSON.parse(readFileSync(dataFile(`events/${file}`), 'utf8')) as RecordedEvent,
);

/** A schema within the document, as a function that says what is wrong with a value. */
function checked(schema: object): (value: unknown) => string | null {
  const ajv = new Ajv2020({ strict: true });
  addFormats.default(ajv);
  const validate = ajv.compile({ ...schema, ...within(document) });
  return (value) => (validate(value) ? null : JSON.stringify(validate.errors));
}

/** What the document's references point to. */
function within({ components }: AsyncApi): object {
  const text = JSON.stringify({ $defs: components.schemas });
  return JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as object;
}

function local<T extends object>(part: T): T {
  return JSON.parse(JSON.stringify(part).replaceAll('#/components/schemas/', '#/$defs/')) as T;
}

describe('the topics describe themselves', () => {
  test("in AsyncAPI 3, as AsyncAPI's own schema has it", () => {
    expect(document.asyncapi).toBe('3.0.0');
    const require = createRequire(import.meta.url);
    const meta = require('@asyncapi/specs/schemas/3.0.0.json') as object;
    const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
    addFormats.default(ajv);
    const validate = ajv.compile(meta);
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
    validate({ ...document, channels: { events: { adress: 'x' } } });
    expect(validate.errors).not.toBeNull();
  });

  test('all four, with every event and every command that may be sent', () => {
    const { channels } = document;
    expect(
      Object.values(channels)
        .map(({ address }) => address)
        .sort(),
    ).toEqual([
      'allocator.commands.dlq.v1',
      'allocator.commands.v1',
      'allocator.events.v1',
      'allocator.replies.v1',
    ]);
    const named = (channel: string): string[] => Object.keys(channels[channel]!.messages).sort();
    const sendable = COMMAND_TYPES.filter((type) => !COMMANDS_OF_OUR_OWN.has(type));
    expect(named('commands')).toEqual(sendable.sort());
    expect(named('events')).toEqual(EVENT_TYPES.map((type) => `${type}.v1`).sort());
    expect(named('replies')).toEqual(['CommandOutcome']);
  });

  test('with no reference that leads nowhere', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];
    expect(refs.length).toBeGreaterThan(100);
    const lost = refs.filter(([, path]) => {
      const found = path!
        .split('/')
        .reduce<unknown>((part, name) => (part as Record<string, unknown>)?.[name], document);
      return found === undefined;
    });
    expect(lost.map(([, path]) => path)).toEqual([]);
  });

  test.each(examples.map((event) => [event.type, event] as const))(
    'as the record of %s is: its headers, its value and its key',
    (type, event) => {
      const message = local(document.components.messages[`${type}.v${event.schemaVersion}`]!);
      const hash = 'a'.repeat(64);
      const logged = { event, hash, prevHash: hash, traceparent: null };
      const { headers, value, key } = recordOf(logged, 3);
      expect(checked(message.headers!)(headers)).toBeNull();
      expect(
        checked(message.headers!)({ ...headers, ce_type: 'allocator.Other.v1' }),
      ).not.toBeNull();
      expect(checked(message.headers!)({ ...headers, other: '1' })).not.toBeNull();
      expect(checked(message.payload)(JSON.parse(value))).toBeNull();
      expect(checked(message.payload)({ ...event, seq: '1' })).not.toBeNull();
      expect(checked(message.bindings!.kafka.key)(key)).toBeNull();
    },
  );

  test('so that the hash can be computed from the record and these words alone', () => {
    /** As the description says, and nothing of ours; the examples have no numbers with exponents. */
    const canonical = (value: unknown): string => {
      if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
      if (typeof value !== 'object' || value === null) return JSON.stringify(value);
      const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join()}}`;
    };
    for (const event of examples) {
      const prevHash = 'ab'.repeat(32);
      const logged = { event, hash: eventHash(prevHash, event), prevHash, traceparent: null };
      const { headers, value } = recordOf(logged, 3);
      const computed = createHash('sha256')
        .update(Buffer.from(String(headers['prevhash']), 'hex'))
        .update(canonical(JSON.parse(value)))
        .digest('hex');
      expect(computed).toBe(headers['hash']);
    }
  });

  test('to people, from this machine alone', async () => {
    const { status, headers, body } = await service.request('GET', '/docs/topics', { token: null });
    expect({ status, type: headers.get('content-type') }).toEqual({
      status: 200,
      type: expect.stringMatching(/^text\/html/) as unknown,
    });
    expect(body).toContain('allocator.events.v1');
    const links = [...String(body).matchAll(/href="([^"]+)"/g)].map(([, link]) => link!);
    for (const link of new Set(links)) {
      const answer = await service.request('GET', link, { token: null });
      expect({ link, status: answer.status }).toEqual({ link, status: 200 });
    }
  });
});
