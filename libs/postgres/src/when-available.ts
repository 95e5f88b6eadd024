import { UnavailableError } from '#event-sourcing';
import { isTransient } from './transient.js';

/** The answer, or an {@link UnavailableError} when the database is away and may soon be back. */
export async function whenAvailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw isTransient(cause) ? new UnavailableError('LOG_UNAVAILABLE', 1, { cause }) : cause;
  }
}
