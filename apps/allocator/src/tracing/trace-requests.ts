import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Span, Tracer } from '#telemetry';

/**
 * A span for every request of the API, below the caller's where it names one. What the request leads
 * to, events and their records included, is below it: it takes the place of the caller's header.
 */
export function traceRequests(server: FastifyInstance, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  server.addHook('onRequest', (request, _reply, done) => {
    if (routeOf(request).startsWith('/api/')) {
      const parent = request.headers['traceparent'] as string | undefined;
      const span = tracer.begin({ name: request.method, kind: 'server', parent });
      spans.set(request, span);
      request.headers['traceparent'] = span.traceparent;
    }
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = routeOf(request);
    const status = reply.statusCode;
    spans.get(request)?.end({
      name: `${request.method} ${route}`,
      attributes: {
        'http.request.method': request.method,
        'http.route': route,
        'http.response.status_code': status,
      },
      ...(status >= 500 ? { error: `answered ${status}` } : {}),
    });
    done();
  });
}

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '';
}
