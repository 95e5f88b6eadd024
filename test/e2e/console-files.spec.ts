import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';

const BUILT = join(import.meta.dirname, '../../console');
const ALL_BYTES_MAX = 400_000;
const FIRST_PAGE_BYTES_MAX = 200_000;

let service: TestAllocator;
beforeAll(async () => {
  service = await startTestAllocator();
});
afterAll(() => service.stop());

const assets = readdirSync(join(BUILT, 'assets'));
const zippedBytes = (names: readonly string[]): number =>
  names.reduce((sum, name) => sum + gzipSync(readFileSync(join(BUILT, 'assets', name))).length, 0);

/** As it is sent: `fetch` would unpack it. */
function raw(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    get(`${service.url}${path}`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ headers: response.headers, body: Buffer.concat(chunks) });
      });
    }).on('error', reject);
  });
}

test('all scripts and styles are under 400 kB, and the first page under half of that', () => {
  const loaded = assets.filter((name) => /\.(js|css)$/.test(name));
  const html = readFileSync(join(BUILT, 'index.html'), 'utf8');
  const first = closure(assets.filter((name) => html.includes(name) || /^TimelinePage/.test(name)));
  const [all, opening] = [loaded, first].map((names) => zippedBytes(names));
  process.stdout.write(
    `console, gzip: ${all} bytes in ${loaded.length} files, the timeline ${opening} in ${first.length}\n`,
  );
  expect(all).toBeLessThan(ALL_BYTES_MAX);
  expect(opening).toBeLessThan(FIRST_PAGE_BYTES_MAX);
  // Of a build that lost its parts, sums would be small as well.
  expect(opening).toBeGreaterThan(60_000);
});

/** Files, and those that they import at once. */
function closure(names: readonly string[]): string[] {
  const found = new Set(names);
  for (const name of found) {
    if (!name.endsWith('.js')) continue;
    const text = readFileSync(join(BUILT, 'assets', name), 'utf8');
    for (const [, imported] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)) {
      found.add(imported!);
    }
  }
  return [...found];
}

test('files named after their content are kept for ever and come compressed to whoever unpacks', async () => {
  const name = assets.find((one) => /^index-.*\.js$/.test(one))!;
  const content = readFileSync(join(BUILT, 'assets', name));
  const plain = await raw(`/console/assets/${name}`);
  expect(plain.body.equals(content)).toBe(true);
  expect(plain.headers).not.toHaveProperty('content-encoding');
  for (const encodings of ['gzip, br', 'br;q=1, gzip;q=0.5']) {
    const small = await raw(`/console/assets/${name}`, { 'accept-encoding': encodings });
    expect(gunzipSync(small.body).equals(content)).toBe(true);
    expect(small.headers).toMatchObject({
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'accept-encoding',
    });
  }
  const refused = await raw(`/console/assets/${name}`, { 'accept-encoding': 'gzip;q=0, br' });
  expect(refused.body.equals(content)).toBe(true);
});

test.each(['/console', '/console/', '/console/assign/a-booking', '/console/no/such/page'])(
  '%s is the page, which nobody keeps and nobody frames',
  async (path) => {
    const { headers, body } = await raw(path);
    expect(body.toString()).toContain('<title>Allocator console</title>');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-security-policy']).toMatch(
      /default-src 'self';.*frame-ancestors 'none'/,
    );
  },
);

test('the bare address leads to the console', async () => {
  const { headers } = await raw('/');
  expect(headers.location).toBe('/console');
});

test('a file that is not there is a problem document, not the page', async () => {
  for (const path of [
    '/console/assets/gone-12345678.js',
    '/console/assets/..%2f..%2fpackage.json',
  ]) {
    const answer = await service.request('GET', path, { token: null });
    expect(answer).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } });
  }
});
