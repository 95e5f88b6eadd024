import { ApiProblem } from '../../api/problem.js';
import { problemWords } from '../../words.js';

/** Troubles that only operators meet. */
const WORDS: { readonly [code: string]: string } = {
  PARKED_NOT_FOUND: 'Nothing of this venue is parked any more: somebody was faster.',
  REPLAY_NOT_FOUND: 'This replay is not known any more.',
};

/** Why something failed, for an operator: with the hint, where the service gives one. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiProblem)) return error instanceof Error ? error.message : String(error);
  const words = WORDS[error.code] ?? problemWords(error, { timeZone: 'UTC' });
  return [words, error.hint ?? ''].filter((each) => each !== '').join(' ');
}
