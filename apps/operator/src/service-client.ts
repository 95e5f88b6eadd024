import { setTimeout as delay } from 'node:timers/promises';
import { VerbError } from './exit.js';
import type { Service } from './find-service.js';

export interface ClientOptions {
  /** How long one request is tried again while the service is away or busy. */
  readonly retryMsMax?: number;
  readonly onRetry?: (reason: string, waitMs: number) => void;
}

const RETRY_MS_MAX_DEFAULT = 60_000;
const ANSWER_MS_MAX = 60_000;
const WAIT_MS_MIN = 200;
const WAIT_MS_MAX = 5_000;
/** The service could not do it now; the same request may succeed later. */
const WORTH_RETRYING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** A refusal of the service, told as its problem document tells it. */
interface ProblemDocument {
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly details?: unknown;
}

type Attempt =
  | { readonly answered: true; readonly body: unknown }
  | { readonly answered: false; readonly reason: string; readonly retryAfterMs: number | null };

/**
 * Sends a JSON request and gives the JSON answer. A lost connection, 429 and 503 are tried again,
 * as `Retry-After` says, within a bound: requests carry ids that make repeating them harmless.
 */
export async function send(
  service: Service,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body: string | undefined,
  options: ClientOptions = {},
): Promise<unknown> {
  const deadline = performance.now() + (options.retryMsMax ?? RETRY_MS_MAX_DEFAULT);
  for (let waitMs = WAIT_MS_MIN; ; waitMs = Math.min(waitMs * 2, WAIT_MS_MAX)) {
    const attempt = await trySending(service, method, path, body);
    if (attempt.answered) return attempt.body;
    const pauseMs = Math.min(attempt.retryAfterMs ?? waitMs, WAIT_MS_MAX);
    if (performance.now() + pauseMs > deadline) {
      throw new VerbError(
        'SERVICE_UNREACHABLE',
        `${service.url} did not answer in time: ${attempt.reason}. Sending the same again is safe.`,
      );
    }
    options.onRetry?.(attempt.reason, pauseMs);
    await delay(pauseMs);
  }
}

async function trySending(
  service: Service,
  method: string,
  path: string,
  body: string | undefined,
): Promise<Attempt> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${service.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    text = await response.text();
  } catch (error) {
    return { answered: false, reason: connectionReason(error), retryAfterMs: null };
  }
  if (response.ok) return { answered: true, body: JSON.parse(text) as unknown };
  if (WORTH_RETRYING.has(response.status)) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
    return { answered: false, reason: `it says ${response.status}`, retryAfterMs };
  }
  throw refusal(service, response.status, text);
}

function connectionReason(error: unknown): string {
  const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
  return cause?.code ?? message;
}

function refusal(service: Service, status: number, text: string): VerbError {
  let problem: ProblemDocument = {};
  try {
    problem = JSON.parse(text) as ProblemDocument;
  } catch {
    problem = { detail: text.slice(0, 200) };
  }
  const details = problem.details === undefined ? '' : ` ${JSON.stringify(problem.details)}`;
  const said = [problem.code, problem.detail, problem.hint].filter(Boolean).join(': ');
  return new VerbError('SERVICE_REFUSED', `${service.url} refused (${status}): ${said}${details}`);
}
