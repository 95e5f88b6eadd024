import { UnavailableError } from '#event-sourcing';
import { failureOf } from './failure.js';

/** The answer, or an {@link UnavailableError} when the database is away and may soon be back. */
export async function whenAvailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const isOurs = failureOf(cause) === 'content';
    throw isOurs ? cause : new UnavailableError('LOG_UNAVAILABLE', 1, { cause });
  }
}
