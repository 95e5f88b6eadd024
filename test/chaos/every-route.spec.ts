import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';

const SECRET = 'the secret of this specification alone';
const venue = bistro();
const { venueId } = venue;
const bookingId = randomUUID();
const known = envelope('RegisterBooking', venueId, wish(bookingId));

interface Route {
  readonly method: string;
  /** With `{name}` for each parameter. */
  readonly template: string;
  /** The names of what may be asked for in the query. */
  readonly queries: readonly string[];
}

let service: TestAllocator;
/** Every route that OpenAPI tells of, but those open to all. */
let guarded: readonly Route[];
beforeAll(async () => {
  service = await startTestAllocator({ AUTH_SECRET: SECRET });
  await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
  await service.request('POST', '/api/commands', { body: known });
  guarded = (await routes()).filter(({ template }) => !isOpen(template));
});
afterAll(() => service.stop());

const isOpen = (template: string): boolean =>
  /^\/(health|api\/schemas)\b/.test(template) || template === '/metrics';

/** About the whole service and of nobody's venue, so that an operator of any venue may see it. */
const ABOUT_THE_SERVICE: readonly string[] = ['/api/alerts', '/api/operator/lag'];

async function routes(): Promise<Route[]> {
  const { body } = await service.request('GET', '/docs-json', { token: null });
  const { paths } = body as {
    paths: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>;
  };
  return Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => ({
      method: method.toUpperCase(),
      template,
      queries: parameters.filter((each) => each.in === 'query').map(({ name }) => name),
    })),
  );
}

/** The route's path with real ids. */
function filled({ template }: Route): string {
  const ids: Record<string, string> = {
    venueId,
    bookingId,
    commandId: known.commandId,
    flag: 'FEATURE_ASSIGN_ATOMIC',
    tableId: venue.tables[0]!.id,
    holdId: randomUUID(),
  };
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? bookingId);
}

const ask = (route: Route, path: string, token: string, body: unknown = {}): Promise<Answer> =>
  service.request(route.method, path, { token, ...(route.method === 'GET' ? {} : { body }) });

/** A token as ours are, with what differs. */
function forged(differing: {
  secret?: string;
  audience?: string;
  expires?: string | null;
  roles?: unknown;
}): Promise<string> {
  const { secret = SECRET, audience = 'allocator', expires = '1h', roles = ['admin'] } = differing;
  const token = new SignJWT({ roles, venues: '*' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('mallory')
    .setIssuer('allocator')
    .setAudience(audience)
    .setIssuedAt();
  if (expires !== null) token.setExpirationTime(expires);
  return token.sign(new TextEncoder().encode(secret));
}

function unsigned(): string {
  const token = new UnsecuredJWT({ roles: ['admin'], venues: '*' });
  return token.setSubject('mallory').setIssuer('allocator').setAudience('allocator').encode();
}

async function retold(): Promise<string> {
  const [head, , signature] = (await service.token('analyst', [venueId])).split('.');
  const claims = { sub: 'm', roles: ['admin'], venues: '*', aud: 'allocator', exp: 9_999_999_999 };
  return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}

describe('every guarded route', () => {
  test('takes the token that the forged ones imitate', async () => {
    const route = guarded.find(({ template }) => template === '/api/venues/{venueId}')!;
    const good = await forged({});
    expect(await ask({ ...route, method: 'GET' }, filled(route), good)).toMatchObject({
      status: 200,
    });
  });

  test.each<[string, () => string | Promise<string>]>([
    ['expired', () => forged({ expires: '-1h' })],
    ['without an end', () => forged({ expires: null })],
    ['signed with another secret', () => forged({ secret: `${SECRET}!` })],
    ['for another audience', () => forged({ audience: 'somebody else' })],
    ['of a role that is none', () => forged({ roles: ['root'] })],
    ['without roles', () => forged({ roles: [] })],
    ['not signed', unsigned],
    ['signed for other claims', retold],
  ])('answers 401 to a token %s', async (_what, make) => {
    const token = await make();
    expect(guarded.length).toBeGreaterThanOrEqual(11);
    for (const route of guarded) {
      const { status } = await ask(route, filled(route), token);
      expect({ ...route, status }).toEqual({ ...route, status: 401 });
    }
  });

  test('gives nothing to a token of another venue', async () => {
    const token = await service.token('admin', [randomUUID()]);
    const ofVenues = guarded.filter(({ template }) => !ABOUT_THE_SERVICE.includes(template));
    for (const route of ofVenues) {
      const query = route.queries.includes('venueId') ? `?venueId=${venueId}` : '';
      const body = { ...known, bookingId, reason: 'r', value: true };
      const answer = await ask(route, `${filled(route)}${query}`, token, body);
      // A list of what is in reach is empty for whom nothing is.
      const isEmpty = Array.isArray(answer.body) && answer.body.length === 0;
      const refused = answer.status >= 400 && answer.status < 500;
      const given = { ...route, given: !refused && !isEmpty };
      expect(given).toEqual({ ...route, given: false });
    }
  });

  test.each(ABOUT_THE_SERVICE)(
    '%s tells an operator of another venue nothing of this one',
    async (path) => {
      const token = await service.token('operator', [randomUUID()]);
      const { status, body } = await service.request('GET', path, { token });
      expect(status).toBe(200);
      const told = JSON.stringify(body);
      for (const own of [venueId, venue.name, bookingId, ...venue.tables.map(({ id }) => id)]) {
        expect(told).not.toContain(own);
      }
    },
  );

  test('answers nonsense with a problem, never with a fault', async () => {
    const token = await service.token('admin');
    const nonsense = [
      '%00',
      "'%20or%201=1--",
      'null',
      '%F0%9F%8D%95',
      '-1',
      '1e999',
      'x'.repeat(500),
    ];
    nonsense.push(
      '00000000-0000-0000-0000-000000000000',
      'infinity',
      '%ED%A0%80',
      '[object Object]',
    );
    const bodies = [null, [], 5, 'text', { data: null }, { venueId: null }, { ['__proto__']: 1 }];
    for (const route of guarded) {
      for (const [i, bad] of nonsense.entries()) {
        const paths = [
          route.template.replace(/\{\w+\}/g, bad),
          ...route.queries.map((name) => `${filled(route)}?${name}=${bad}&${name}=${bad}`),
          ...route.queries.map((name) => `${filled(route)}?${name}[a]=${bad}`),
        ];
        for (const path of paths) {
          const { status, body } = await ask(route, path, token, bodies[i % bodies.length]);
          expect({ ...route, path, fault: status >= 500 }).toEqual({
            ...route,
            path,
            fault: false,
          });
          expect(JSON.stringify(body)).not.toMatch(/node_modules|\.[jt]s:\d+/);
        }
      }
    }
  });
});
