import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { Socket } from 'node:net';
import { AllocatorModule } from '../allocator.module.js';
import type { AllocatorParts } from '../allocator.module.js';
import { nestLogger } from '../logger.js';
import { traceRequests } from '../tracing/trace-requests.js';
import { BODY_BYTES_MAX, readJsonBodies } from './body.js';
import { openApiDocument } from './docs/openapi.js';
import { serveDocs } from './docs/serve-docs.js';
import { Problem } from './problems/problem.js';
import { problemOf, send } from './problems/problem.filter.js';
import { serveConsole } from './serve-console.js';

const REQUEST_MS_MAX = 60_000;
/** How long a stop waits for answers under way; a download of the log may take for ever. */
const CLOSE_MS_MAX = 5_000;

/** The HTTP side of the service, ready to listen. */
export async function createHttp(parts: AllocatorParts): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    // What arrives while it closes is answered by the parts that have stopped: what they refuse has
    // a code and a Retry-After, which Fastify's own answer lacks.
    return503OnClosing: false,
    // What is wrong before any route is found is a problem document, too.
    frameworkErrors: (error: Error, _request: unknown, reply: FastifyReply) =>
      send(reply, problemOf(error)),
    clientErrorHandler: answerBrokenHttp,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AllocatorModule.of(parts), adapter, {
    logger: nestLogger(parts.logger),
    bodyParser: false,
    abortOnError: false,
  });
  const server = app.getHttpAdapter().getInstance();
  readJsonBodies(server);
  if (parts.tracer) traceRequests(server, parts.tracer);
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    parts.metrics.httpSeconds.observe(labels, reply.elapsedTime / 1000);
    done();
  });
  if (parts.api) {
    serveDocs(server, openApiDocument(app));
    serveConsole(server);
  }
  await app.init();
  return app;
}

/** Takes no more requests, ends the answers under way, and cuts those that do not end. */
export async function closeHttp(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS_MAX);
  await app.close();
  clearTimeout(cut);
}

/** Bytes that are not HTTP get an answer and a closed connection. */
function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const problem = new Problem(
    status,
    'REQUEST_INVALID',
    'The request is not valid HTTP.',
  ).document();
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${problem.title}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
