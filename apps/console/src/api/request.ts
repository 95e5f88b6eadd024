import { signOut, tokenNow } from '../session/session.js';
import { noteServerTime } from '../time/clock.js';
import { ApiProblem, problemOf, unanswered } from './problem.js';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface RequestOptions {
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** It only asks, whatever its method: without an answer nothing was changed. */
  readonly onlyReads?: boolean;
  /** How long an answer is waited for. */
  readonly limitMs?: number;
}

/** Long enough for the count of a whole log. */
const LIMIT_MS = 30_000;

/**
 * One call of the API with the person's token, answered as JSON.
 *
 * @throws {ApiProblem} for every answer that is not a success, and when there is none in time:
 *   `OFFLINE` when nothing was changed for certain, else `UNANSWERED`
 */
export async function request<T>(
  method: Method,
  path: string,
  { body, signal, headers, onlyReads = method === 'GET', limitMs = LIMIT_MS }: RequestOptions = {},
): Promise<T> {
  const wasOffline = !navigator.onLine;
  const limit = limited(signal, limitMs);
  try {
    const response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${tokenNow()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: limit.signal,
    });
    if (response.status === 401) signOut('The token is not valid any more.');
    if (!response.ok) throw await problemOf(response);
    const answer = (await response.json()) as T;
    noteServerTime(answer);
    return answer;
  } catch (error) {
    // Given up by whoever asked: they know.
    if (error instanceof ApiProblem || signal?.aborted) throw error;
    // A browser says alike that nobody was reached and that an answer was lost on its way.
    const wasSent = !wasOffline || limit.signal.aborted;
    if (wasSent && !onlyReads) throw unanswered();
    throw new ApiProblem(0, 'OFFLINE', 'The service cannot be reached.');
  } finally {
    limit.clear();
  }
}

/** A read. Parameters that are null or undefined are left out. */
export function get<T>(
  path: string,
  parameters: Readonly<Record<string, string | number | null | undefined>> = {},
  signal?: AbortSignal,
): Promise<T> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value != null) query.set(name, String(value));
  }
  const tail = query.size === 0 ? '' : `?${query.toString()}`;
  return request<T>('GET', `${path}${tail}`, { signal });
}

/** Aborts when the one who asks does, or when the time is over. */
function limited(signal: AbortSignal | undefined, limitMs: number) {
  const limit = new AbortController();
  const timer = window.setTimeout(() => limit.abort(), limitMs);
  return {
    signal: signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]),
    clear: () => window.clearTimeout(timer),
  };
}
