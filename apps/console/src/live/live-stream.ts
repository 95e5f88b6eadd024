import { EventSource } from 'eventsource';
import type { RecordedEvent, Uuid } from '#contracts';
import { signOut, tokenNow } from '../session/session.js';

export type LiveState =
  | { readonly status: 'connecting' }
  | { readonly status: 'live' }
  | { readonly status: 'offline'; readonly sinceMs: number };

export interface LiveListener {
  onEvent(event: RecordedEvent): void;
  onState(state: LiveState): void;
}

/** The service says something every 15 s; silence for longer means that nobody is there. */
const SILENCE_MS_MAX = 35_000;
/** A stream that the service refused is asked for again after this. */
const RETRY_MS = 3_000;

/**
 * The live events of one venue. Reconnects for ever, each time from the last event seen, so nothing
 * is missed while the network is away. Rests while nobody looks at the page, and begins anew then:
 * over HTTP/1.1 a browser opens six connections to a host, and a stream in every tab took them all.
 */
export class LiveStream {
  private source: EventSource | null = null;
  private lastEventId: string | null = null;
  private offlineSinceMs: number | null = null;
  private heardAtMs = Date.now();
  private retry: number | undefined;
  private readonly watch: number;
  private closed = false;

  constructor(
    private readonly venueId: Uuid,
    private readonly types: readonly string[],
    private readonly listener: LiveListener,
  ) {
    if (!isHidden()) this.open();
    this.watch = window.setInterval(() => this.noticeSilence(), 5_000);
    window.addEventListener('offline', this.lost);
    window.addEventListener('online', this.reopen);
    document.addEventListener('visibilitychange', this.heedEyes);
  }

  close(): void {
    this.closed = true;
    window.clearInterval(this.watch);
    window.clearTimeout(this.retry);
    window.removeEventListener('offline', this.lost);
    window.removeEventListener('online', this.reopen);
    document.removeEventListener('visibilitychange', this.heedEyes);
    this.source?.close();
  }

  private open(): void {
    const url = `/api/events?venueId=${encodeURIComponent(this.venueId)}`;
    const source = new EventSource(url, { fetch: (input, init) => this.connect(input, init) });
    this.source = source;
    this.heardAtMs = Date.now();
    source.onopen = () => {
      this.offlineSinceMs = null;
      this.listener.onState({ status: 'live' });
    };
    source.onerror = ({ code }) => {
      if (source !== this.source) return;
      if (code === 401) return signOut('The token is not valid any more.');
      // The log does not know this place: it is another one now. Everything is asked for anew.
      if (code === 400) this.lastEventId = null;
      this.lost();
      if (source.readyState === EventSource.CLOSED) this.reopenSoon();
    };
    for (const type of this.types) {
      source.addEventListener(type, ({ data, lastEventId }) => {
        this.lastEventId = lastEventId;
        this.listener.onEvent(JSON.parse(String(data)) as RecordedEvent);
      });
    }
  }

  /** With the token in a header, where no log of addresses keeps it. */
  private async connect(
    input: string | URL,
    init: { headers?: Record<string, string> },
  ): Promise<Response> {
    const headers: Record<string, string> = {
      ...init.headers,
      authorization: `Bearer ${tokenNow()}`,
    };
    if (this.lastEventId !== null) headers['Last-Event-ID'] ??= this.lastEventId;
    const response = await fetch(input, { ...init, headers, cache: 'no-store' });
    if (!response.body || !response.ok) return response;
    const heard = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, out) => {
        this.heardAtMs = Date.now();
        out.enqueue(chunk);
      },
    });
    const { status, headers: said } = response;
    const heeded = new Response(response.body.pipeThrough(heard), { status, headers: said });
    // A response made by hand has no address, and the library asks for one.
    return Object.defineProperty(heeded, 'url', { value: response.url });
  }

  private readonly heedEyes = (): void => {
    if (!isHidden()) return this.reopen();
    window.clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
    this.offlineSinceMs = null;
    // Hours of events need not be told to a page that reads everything again when it is back.
    this.lastEventId = null;
    this.listener.onState({ status: 'connecting' });
  };

  private readonly lost = (): void => {
    if (this.closed || isHidden() || this.offlineSinceMs !== null) return;
    this.offlineSinceMs = Date.now();
    this.listener.onState({ status: 'offline', sinceMs: this.offlineSinceMs });
  };

  private readonly reopen = (): void => {
    window.clearTimeout(this.retry);
    this.source?.close();
    if (!this.closed && !isHidden()) this.open();
  };

  private reopenSoon(): void {
    window.clearTimeout(this.retry);
    this.retry = window.setTimeout(this.reopen, RETRY_MS);
  }

  /** A cable that was pulled closes nothing: only the missing heartbeat tells. */
  private noticeSilence(): void {
    if (isHidden() || Date.now() - this.heardAtMs < SILENCE_MS_MAX) return;
    this.lost();
    this.reopen();
  }
}

function isHidden(): boolean {
  return document.visibilityState === 'hidden';
}
