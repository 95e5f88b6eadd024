import { InvalidArgumentError } from 'commander';

/** How many a second, as typed. @throws InvalidArgumentError when it is no such number. */
export function readRate(text: string): number {
  const rate = Number(text);
  if (rate > 0 && rate <= 1_000_000) return rate;
  throw new InvalidArgumentError('It must be a number per second, up to a million.');
}
