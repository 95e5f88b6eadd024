import type { Uuid } from '#contracts';
import { newId } from './new-id.js';
import { ApiProblem, isUndecided, unanswered } from './problem.js';

/** What a person wants, as far as it makes one wish differ from another. */
export type Wish = readonly unknown[];

interface Attempt {
  readonly id: Uuid;
  /** It may have arrived, and have been done. */
  wasSent: boolean;
}

const TRIES_MAX = 3;
const PAUSE_MS = 500;
const ATTEMPTS_MAX = 50;

/** What was asked for and has no answer yet, oldest first. */
const attempts = new Map<string, Attempt>();

/**
 * Asks for one change until it is answered, a bounded number of times, each time under the same id:
 * the service does it once and answers all alike. The same wish, asked for again when it stayed
 * without an answer, has that id again, unless anything else was answered in between: then whoever
 * asks may want it a second time.
 *
 * @throws {ApiProblem} `UNANSWERED` or `LOG_UNAVAILABLE` when it is not known whether it was done
 */
export async function untilAnswered<T>(wish: Wish, ask: (id: Uuid) => Promise<T>): Promise<T> {
  const attempt = attemptAt(wish);
  for (let tries = 1; ; tries++) {
    try {
      const answer = await ask(attempt.id);
      attempts.clear();
      return answer;
    } catch (error) {
      if (isUndecided(error)) attempt.wasSent = true;
      else if (!isOffline(error)) attempts.clear();
      // What was not sent this time may have been before.
      else if (attempt.wasSent) throw unanswered();
      if (!isUndecided(error) || tries === TRIES_MAX) throw error;
    }
    await new Promise((resolve) => window.setTimeout(resolve, PAUSE_MS * tries));
  }
}

/** The id of a wish: the same again as long as it has no answer, see {@link untilAnswered}. */
export function idOf(wish: Wish): Uuid {
  return attemptAt(wish).id;
}

function attemptAt(wish: Wish): Attempt {
  const name = JSON.stringify(wish);
  const known = attempts.get(name);
  if (known !== undefined) return known;
  const [oldest] = attempts.keys();
  if (attempts.size >= ATTEMPTS_MAX) attempts.delete(oldest!);
  const attempt: Attempt = { id: newId(), wasSent: false };
  attempts.set(name, attempt);
  return attempt;
}

function isOffline(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'OFFLINE';
}
