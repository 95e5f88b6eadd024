import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until.js';

/** A span as OTLP carries it in JSON; times are nanoseconds since 1970 in decimals. */
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly object[];
}

interface Posted {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly object[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** What takes traces by OTLP over HTTP, as a collector does. */
export class TraceCollector {
  readonly spans: OtlpSpan[] = [];
  readonly resources: unknown[] = [];
  /** Answers every request so; null: not until it is another. */
  status: number | null = 200;
  /** The headers of every request. */
  readonly asked: IncomingHttpHeaders[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TraceCollector> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const collector = new TraceCollector(server);
    server.on('request', (request, response) => {
      void collector.take(request).then((status) => response.writeHead(status).end('{}'));
    });
    return collector;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The span that is so, as soon as it is there. */
  async span(isIt: (span: OtlpSpan) => boolean): Promise<OtlpSpan> {
    await until(() => this.spans.some(isIt));
    return this.spans.find(isIt)!;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Answers with the status to answer with. */
  private async take(request: IncomingMessage): Promise<number> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    this.asked.push(request.headers);
    await until(() => this.status !== null);
    const status = request.url === '/v1/traces' ? this.status! : 404;
    if (status !== 200) return status;
    for (const { resource, scopeSpans } of (JSON.parse(text) as Posted).resourceSpans) {
      this.resources.push(resource);
      this.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
    }
    return status;
  }
}
