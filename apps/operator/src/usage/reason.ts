import { LIMITS, SAYS_SOMETHING } from '#contracts';
import { InvalidArgumentError } from 'commander';

/** Why, without the blanks around it. @throws InvalidArgumentError when it says nothing or a lot. */
export function readReason(text: string): string {
  if (SAYS_SOMETHING.test(text) && [...text].length <= LIMITS.reason) return text.trim();
  throw new InvalidArgumentError(`It must say why, in at most ${LIMITS.reason} characters.`);
}
