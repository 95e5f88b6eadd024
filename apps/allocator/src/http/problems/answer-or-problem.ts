import type { Rejected } from '#allocation';
import type { JsonObject } from '#contracts';
import { Problem } from './problem.js';
import { statusOf } from './status-of.js';

/** The answer to a question; a question is refused as the command that it asks about would be. */
export function answerOr<T extends object>(answered: T | Rejected): T {
  if (!('kind' in answered) || answered.kind !== 'rejected') return answered as T;
  const { code, message, details, ...reasons } = answered.rejection;
  throw new Problem(statusOf[code], code, message, {
    details: { ...details, ...(reasons as unknown as JsonObject) },
  });
}
