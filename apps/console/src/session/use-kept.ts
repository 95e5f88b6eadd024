import { useCallback, useState } from 'react';

const PREFIX = 'allocator.kept.';

/** What was kept under a name, or null; what cannot be read any more was not kept. */
export function kept<T>(name: string): T | null {
  try {
    const text = sessionStorage.getItem(PREFIX + name);
    return text === null ? null : (JSON.parse(text) as T);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Keeps a value for as long as the tab lives; null forgets it. */
export function keep(name: string, value: unknown): void {
  if (value === null) sessionStorage.removeItem(PREFIX + name);
  else sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
}

/**
 * State that outlives a reload and a lost connection: what a person typed or chose. A component
 * that changes its `name` begins anew with what is kept under that one only when it is keyed by it.
 */
export function useKept<T>(name: string, initial: T): readonly [T, (next: T) => void] {
  const [value, setValue] = useState(() => kept<T>(name) ?? initial);
  const change = useCallback(
    (next: T) => {
      keep(name, next === initial ? null : next);
      setValue(next);
    },
    // The first `initial` is meant: callers write literals.
    [name],
  );
  return [value, change];
}
