import { setTimeout as after } from 'node:timers/promises';
import {
  createNoopMeter,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Attributes, Counter, Meter, MeterProvider } from '@opentelemetry/api';
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Span, SpanStart, Tracer, Tracing, TracingOptions } from './tracer.js';

const EVERY_MS = 1_000;
/** With its repetitions: a busy collector is asked again. */
const EXPORT_MS_MAX = 5_000;
const BATCH_MAX = 512;
/** More than this, and the newest are lost: traces are not worth the memory of the service. */
const WAITING_MAX = 4_096;
const STOP_MS_MAX = 2_000;

const KINDS = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER } as const;

/** Traces by OpenTelemetry's SDK, none of it global, sent by OTLP over HTTP as JSON. */
export class OpenTelemetry implements Tracing {
  lost = 0;
  private readonly provider: TracerProvider;

  constructor(private readonly options: TracingOptions) {
    const { endpoint, onError } = options;
    const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
    const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS_MAX });
    const processor = new BatchSpanProcessor({
      exporter: tellingFailures(exporter, onError),
      scheduledDelayMillis: EVERY_MS,
      maxExportBatchSize: BATCH_MAX,
      maxQueueSize: WAITING_MAX,
      selfObsMeterProvider: countingLosses((spans) => (this.lost += spans)),
    });
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'allocator' }),
      spanProcessors: [processor],
    });
  }

  get tracer(): Tracer {
    const tracer = this.provider.getTracer('allocator');
    const propagator = new W3CTraceContextPropagator();
    return {
      begin({ name, kind, parent }: SpanStart): Span {
        const above = propagator.extract(
          ROOT_CONTEXT,
          { traceparent: parent ?? undefined },
          defaultTextMapGetter,
        );
        const span = tracer.startSpan(name, { kind: KINDS[kind] }, above);
        const carrier: { traceparent?: string } = {};
        propagator.inject(trace.setSpan(above, span), carrier, defaultTextMapSetter);
        return {
          traceparent: carrier.traceparent!,
          end: ({ name: later = name, attributes, error }) => {
            span.updateName(later).setAttributes(attributes);
            if (error !== undefined) {
              span.setStatus({ code: SpanStatusCode.ERROR, message: error });
            }
            span.end();
          },
        };
      },
    };
  }

  async stop(): Promise<void> {
    // What fails in time is told of and counted where it is sent.
    const sent = Promise.allSettled([this.provider.shutdown()]).then(() => true);
    const isSent = await Promise.race([sent, after(STOP_MS_MAX, false, { ref: false })]);
    if (!isSent) this.options.onError(new Error(`not sent within ${STOP_MS_MAX} ms of the stop`));
  }
}

/** The first failure, and the next one after a success: the library would tell nobody. */
function tellingFailures(exporter: SpanExporter, onError: TracingOptions['onError']): SpanExporter {
  let failing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.code !== ExportResultCode.SUCCESS;
        if (failed && !failing) onError(result.error);
        failing = failed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

/**
 * What a processor counts of itself is each span it is done with; one without a place in the queue,
 * or that could not be sent, has an `error.type`:
 * https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/.
 */
function countingLosses(onLost: (spans: number) => void): MeterProvider {
  const counter: Counter = {
    add: (spans, attributes?: Attributes) => {
      if (attributes?.['error.type'] !== undefined) onLost(spans);
    },
  };
  const meter = Object.create(createNoopMeter(), {
    createCounter: { value: () => counter },
  }) as Meter;
  return { getMeter: () => meter };
}
