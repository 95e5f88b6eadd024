import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { asyncApiDocument } from './asyncapi.js';
import { topicsPage } from './topics-page.js';

/** Swagger UI's files that the page needs, by the type they are sent as. */
const FILES: { readonly [file: string]: string } = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Allocator API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <p>
      Kafka topics: <a href="/docs/topics">for people</a>, <a href="/docs/asyncapi">AsyncAPI</a>.
      JSON Schemas: <a href="/api/schemas">/api/schemas</a>.
    </p>
    <div id="ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;
const START =
  "SwaggerUIBundle({ url: '/docs-json', dom_id: '#ui', persistAuthorization: false });\n";

/**
 * The HTTP API: `/docs` for people and `/docs-json` for programs. The topics: `/docs/topics` and
 * `/docs/asyncapi`. Open, since none holds data.
 */
export function serveDocs(server: FastifyInstance, document: OpenAPIObject): void {
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const json = JSON.stringify(document);
  const page = {
    'content-security-policy':
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'",
  };
  server.get('/docs-json', (_request, reply) => reply.type('application/json').send(json));
  server.get('/docs', (_request, reply) => reply.type('text/html').headers(page).send(PAGE));
  server.get('/docs/start.js', (_request, reply) => reply.type('text/javascript').send(START));
  const topics = JSON.stringify(asyncApiDocument());
  server.get('/docs/asyncapi', (_request, reply) => reply.type('application/json').send(topics));
  server.get('/docs/topics', (_request, reply) =>
    reply.type('text/html').headers(page).send(topicsPage()),
  );
  for (const [file, type] of Object.entries(FILES)) {
    server.get(`/docs/${file}`, (_request, reply) =>
      reply.type(type).send(readFileSync(join(assets, file))),
    );
  }
}
