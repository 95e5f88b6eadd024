import { keep, useKept } from '../session/use-kept.js';

/** What somebody is typing, how it changes, and what forgets it: that it was done, or given up. */
export type Draft<T> = readonly [T, (next: T) => void, () => void];

/**
 * What is typed into a dialog. It outlives a reload, so that whoever opens the dialog again goes on
 * where they were.
 *
 * @param subject what the dialog is about, and nothing else in the console is: `pin.<booking>`
 */
export function useDraft<T>(subject: string, empty: T): Draft<T> {
  const name = `draft.${subject}`;
  const [typed, change] = useKept(name, empty);
  return [typed, change, () => keep(name, null)];
}
