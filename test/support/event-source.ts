import type { RecordedEvent } from '#contracts';

export interface SseMessage {
  readonly id: string;
  readonly event: string;
  readonly data: RecordedEvent;
}

/** A client of server-sent events that remembers its place as a browser does. */
export interface EventSource {
  readonly response: Response;
  /** The id a browser would send as `Last-Event-ID`, from messages without data, too. */
  lastEventId(): string;
  /** Resolves with all messages so far as soon as there are this many. */
  messages(count: number): Promise<readonly SseMessage[]>;
  /** Resolves when the service has ended the stream, or when `close` was called. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Resolves when the service has said where the stream begins. */
export async function openEventSource(
  url: string,
  token: string,
  headers: Record<string, string> = {},
): Promise<EventSource> {
  const abort = new AbortController();
  const response = await fetch(url, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}`, ...headers },
    signal: abort.signal,
  });
  const messages: SseMessage[] = [];
  let id = '';
  let look: () => void = () => undefined;
  const take = (block: string): void => {
    const fields = new Map(block.split('\n').map((line) => splitAt(line, line.indexOf(': '))));
    id = fields.get('id') ?? id;
    const data = fields.get('data');
    if (data !== undefined) {
      const event = JSON.parse(data) as RecordedEvent;
      messages.push({ id, event: fields.get('event') ?? '', data: event });
    }
    look();
  };
  const begun = new Promise<void>((resolve) => (look = resolve));
  const read = async (): Promise<void> => {
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop()!;
      blocks.forEach(take);
    }
  };
  const ended = response.ok ? read().catch(() => undefined) : Promise.resolve();
  if (response.ok) await begun;
  return {
    response,
    lastEventId: () => id,
    messages: (count) =>
      new Promise((resolve) => {
        look = () => {
          if (messages.length >= count) resolve([...messages]);
        };
        look();
      }),
    ended,
    close: () => abort.abort(),
  };
}

function splitAt(line: string, at: number): [string, string] {
  return [line.slice(0, at), line.slice(at + 2)];
}
