import type { FastifyInstance, FastifyReply } from 'fastify';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** Where the build puts it: `dist/console`. */
const BUILT = fileURLToPath(new URL('../../../../console/', import.meta.url));

const HEADERS = {
  'content-security-policy': [
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

const FOR_EVER = 'public, max-age=31536000, immutable';

/** What the build makes, as browsers must be told. */
const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.map': 'application/json',
  '.woff2': 'font/woff2',
};

const TAKES_GZIP = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/;

/** A file's place below the console: no way leads out of it. */
const FILE = /^(assets\/[\w-]+(\.[\w-]+)+|icon\.svg)$/;

const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Console not built</title></head>
  <body>
    <h1>The console is not built</h1>
    <p>Run <code>npm run build</code> and load this page again. The API works without it.</p>
  </body>
</html>
`;

/**
 * The web console at `/console`; open, since the page holds no data: its calls carry a token. Its
 * files are named after their content and kept for ever, but for the page that names them. Every
 * address below it that is no file is a place within the console.
 */
export function serveConsole(server: FastifyInstance, directory = BUILT): void {
  /** Files that are kept for ever are compressed once; there are no more than the build made. */
  const zipped = new Map<string, Promise<Buffer>>();
  // Whoever opens the bare address is a person.
  server.get('/', (_request, reply) => reply.redirect('/console'));
  server.get('/console', (_request, reply) => page(reply));
  server.get<{ Params: { '*': string } }>('/console/*', (request, reply) => {
    const path = request.params['*'];
    return path.startsWith('assets/') || FILE.test(path) ? file(reply, path) : page(reply);
  });

  async function page(reply: FastifyReply): Promise<FastifyReply> {
    const html = await contentOf('index.html');
    if (html) return answer(reply, 'index.html', html);
    const unbuilt = { 'cache-control': 'no-store', 'content-type': TYPES['.html'] };
    return reply.status(503).headers(HEADERS).headers(unbuilt).send(NOT_BUILT);
  }

  async function file(reply: FastifyReply, path: string): Promise<FastifyReply> {
    const content = FILE.test(path) ? await contentOf(path) : null;
    if (content) return answer(reply, path, content);
    // A missing one must not be remembered.
    reply.callNotFound();
    return reply;
  }

  async function answer(reply: FastifyReply, path: string, content: Buffer): Promise<FastifyReply> {
    const isKept = path.startsWith('assets/');
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    void reply.headers({ ...HEADERS, 'content-type': type });
    void reply.header('cache-control', isKept ? FOR_EVER : 'no-cache');
    if (!isKept || !type.startsWith('text/')) return reply.send(content);
    void reply.header('vary', 'accept-encoding');
    if (!TAKES_GZIP.test(reply.request.headers['accept-encoding'] ?? ''))
      return reply.send(content);
    const small = zipped.get(path) ?? promisify(gzip)(content);
    zipped.set(path, small);
    return reply.header('content-encoding', 'gzip').send(await small);
  }

  /** Null: there is no such file. */
  async function contentOf(path: string): Promise<Buffer | null> {
    try {
      return await readFile(join(directory, path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}
