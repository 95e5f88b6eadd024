export interface SpanStart {
  readonly name: string;
  readonly kind: 'internal' | 'server';
  /** Whose child it is; what is no traceparent begins a trace. */
  readonly parent: string | null | undefined;
}

export interface SpanEnd {
  /** Where it is known only now. */
  readonly name?: string;
  readonly attributes: { readonly [key: string]: string | number };
  /** Why it failed; absent: it did not. */
  readonly error?: string;
}

/** Something that takes time. */
export interface Span {
  /** For whatever it leads to: W3C Trace Context, https://www.w3.org/TR/trace-context/. */
  readonly traceparent: string;
  end(end: SpanEnd): void;
}

/** Makes spans; those that are wanted go to a collector when they end. */
export interface Tracer {
  begin(start: SpanStart): Span;
}

export interface TracingOptions {
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`; spans go to `/v1/traces` below it. */
  readonly endpoint: string;
  /** Told of the first failure, and of the next one after a success. */
  readonly onError: (error: unknown) => void;
}

export interface Tracing {
  readonly tracer: Tracer;
  /** Spans that no collector got. */
  readonly lost: number;
  /** Resolves when everything that waits was sent, or cannot be soon. */
  stop(): Promise<void>;
}
